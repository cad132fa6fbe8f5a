"""Addresses of the staff's exports, under /staff/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
