"""Addresses of a school's part in the review, under /proposals/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
