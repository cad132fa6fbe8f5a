"""Django's registration of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "usr_portal.audit"
    label = "audit"

    def ready(self) -> None:
        """Listen to sign-ins, and let every change of a person, role or school leave its fields."""
        from auditlog.registry import auditlog  # noqa: PLC0415 - registering needs the models loaded

        from usr_portal.accounts.models import Person, RoleGrant  # noqa: PLC0415 - the same
        from usr_portal.audit import receivers  # noqa: PLC0415 - the same
        from usr_portal.schools.models import School  # noqa: PLC0415 - the same

        receivers.connect()
        auditlog.register(Person, exclude_fields=["password", "recent_passwords", "last_login"])
        auditlog.register(RoleGrant)
        auditlog.register(School)
