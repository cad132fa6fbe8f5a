"""Addresses of a reviewer, under /review/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
