"""Addresses of accounts (allauth adds sign-in)."""

from django.urls import path

from usr_portal.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("again/", views.again, name="account_again"),
    # allauth's own pages would let anybody take any address: ours come by invitation, and stay.
    path("email/", views.absent),
    path("confirm-email/", views.absent),
    path("confirm-email/<path:key>", views.absent),
]
