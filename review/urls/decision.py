"""Addresses of the decision meeting, under /staff/decision/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
