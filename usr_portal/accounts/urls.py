"""Addresses of accounts (allauth adds sign-in)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
