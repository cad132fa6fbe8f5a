"""Addresses of eligibility and the registry."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
staff_patterns: list[URLPattern] = []
