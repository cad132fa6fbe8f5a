"""Addresses of the home page, the call and the staff."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
