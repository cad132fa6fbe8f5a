"""How allauth is bound to the portal: nobody signs up by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from usr_portal.accounts.models import Person


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts come by invitation only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("這個帳號已停用，請洽推動中心。"),
        "email_password_mismatch": _("電子郵件或密碼不正確。連續五次錯誤，帳號會鎖定 15 分鐘。"),
        "enter_current_password": _("目前的密碼不正確。"),
        "incorrect_password": _("密碼不正確。"),
        "invalid_login": _("請輸入電子郵件與密碼。"),
        "too_many_login_attempts": _("驗證碼錯誤太多次，請等 15 分鐘再試。"),
        "rate_limited": _("短時間內的要求太多了，請等一分鐘再試。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """No open sign-up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count no passwords here: axes does, and two counts would give two answers."""

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Check the password of whoever is signed in, by the person's own address."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Bring the person's language along to a browser that has not chosen one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response


class PortalMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Speaks our words about the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("目前不能停用兩步驟驗證。"),
        "cannot_generate_recovery_codes": _("請先設定驗證器，再產生備用碼。"),
        "incorrect_code": _("驗證碼不正確，請看驗證器上目前的六位數再輸入一次。"),
    }
