"""Django's registration of the app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The app `dashboard`."""

    name = "usr_portal.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        """Register the checks of a deployment."""
        from usr_portal import checks  # noqa: PLC0415 - settings must be there

        checks.register()
