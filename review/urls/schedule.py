"""Addresses of the staff's presentations and visits, under /staff/schedule/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
