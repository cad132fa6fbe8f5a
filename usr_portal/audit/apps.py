"""Django's registration of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "usr_portal.audit"
    label = "audit"
