"""Addresses of applications and proposals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
staff_patterns: list[URLPattern] = []
