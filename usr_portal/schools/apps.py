"""Django's registration of the app."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """The app `schools`."""

    name = "usr_portal.schools"
    label = "schools"
