"""Addresses that everybody may open, under /."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
