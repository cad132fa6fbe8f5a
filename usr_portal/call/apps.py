"""Django's registration of the app."""

from django.apps import AppConfig


class CallConfig(AppConfig):
    """The app `call`."""

    name = "usr_portal.call"
    label = "call"
