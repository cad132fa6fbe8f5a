"""Django's registration of the app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The app `dashboard`."""

    name = "usr_portal.dashboard"
    label = "dashboard"
