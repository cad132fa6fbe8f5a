"""Addresses of the staff's data check, under /staff/check/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
