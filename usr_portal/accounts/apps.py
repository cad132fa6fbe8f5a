"""Django's registration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "usr_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Ask who signs in whether they have read the notice in force."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - models are ready only now

        from usr_portal.accounts.privacy import note_at_sign_in  # noqa: PLC0415

        user_logged_in.connect(note_at_sign_in, dispatch_uid="privacy notice")
