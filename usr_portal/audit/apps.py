"""Django's registration of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "usr_portal.audit"
    label = "audit"

    def ready(self) -> None:
        """Listen to sign-ins."""
        from usr_portal.audit import receivers  # noqa: PLC0415 - signals need the models loaded

        receivers.connect()
