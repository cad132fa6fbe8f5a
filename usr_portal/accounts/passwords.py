"""Password rule of the security baseline: not one of the last three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

KEPT = 3


class NotRecentlyUsed:
    """Refuses the current password and the ones before it, three in all."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise `ValidationError` where the password was used recently."""
        if user is None or not user.pk:
            return
        if any(check_password(password, old) for old in [user.password, *user.recent_passwords] if old):
            raise ValidationError(self.get_help_text(), code="password_recent")

    def password_changed(self, password: str, user: Person | None = None) -> None:
        """Remember the new password's hash."""
        if user is None or not user.pk:
            return
        user.recent_passwords = [make_password(password), *user.recent_passwords][:KEPT]
        # Saving the person again would come back here
        type(user)._default_manager.filter(pk=user.pk).update(recent_passwords=user.recent_passwords)  # noqa: SLF001

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("密碼不可與最近三次使用過的相同。")
