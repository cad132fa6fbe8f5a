"""Django's registration of the app."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """The app `eligibility`."""

    name = "eligibility"
