"""Django's registration of the app."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """The app `proposals`."""

    name = "proposals"
