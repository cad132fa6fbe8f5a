"""Django's registration of the app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The app `notices`."""

    name = "usr_portal.notices"
    label = "notices"
