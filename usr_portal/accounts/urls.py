"""Addresses of accounts (allauth adds sign-in)."""

from django.urls import path

from usr_portal.accounts import views

urlpatterns = [path("", views.account, name="account")]
