"""Addresses of the staff's panels, under /staff/panels/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
