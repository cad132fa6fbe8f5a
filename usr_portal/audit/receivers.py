"""Sign-ins in the log.

Signing in is Django's, axes' and allauth's act, not ours: their signals are the only place where every way in meets
(sign-in page, invitation, second factor). For our own acts, services call `record` themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from usr_portal.accounts.lockout import address, place
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record

if TYPE_CHECKING:
    from django.dispatch import Signal
    from django.http import HttpRequest

TRIED = 100


def connect() -> None:
    """Listen; called once when the app is ready."""
    user_login_failed.connect(_failed, dispatch_uid="audit.failed")
    user_locked_out.connect(_locked, dispatch_uid="audit.locked")
    authentication_failed.connect(_code_failed, dispatch_uid="audit.code_failed")
    acts: dict[str, Signal] = {
        "accounts.signed_in": user_logged_in,
        "accounts.signed_out": user_logged_out,
        "accounts.password_changed": password_changed,
        "accounts.password_set": password_set,
        "accounts.password_reset": password_reset,
        "accounts.second_factor_added": authenticator_added,
        "accounts.second_factor_removed": authenticator_removed,
        "accounts.second_factor_reset": authenticator_reset,
    }
    for action, signal in acts.items():
        signal.connect(_own_act(action), weak=False, dispatch_uid=f"audit.{action}")


def _own_act(action: str) -> Any:  # noqa: ANN401 - a receiver of Django's
    def receive(request: HttpRequest, user: Person | None, **_kwargs: object) -> None:
        if user is not None:
            record(actor=user, action=action, subject=f"person:{user.pk}", detail={"place": place(request)})

    return receive


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: object) -> None:
    _attempt("accounts.sign_in_failed", address(request, credentials), request)


def _locked(request: HttpRequest, username: str, **_kwargs: object) -> None:
    _attempt("accounts.locked", username, request)


def _code_failed(request: HttpRequest, user: Person, **_kwargs: object) -> None:
    """Record a wrong code of a second factor: whoever typed it knew the password, and may not be the person."""
    detail = {"place": place(request)}
    record(actor=None, action="accounts.second_factor_failed", subject=f"person:{user.pk}", detail=detail)


def _attempt(action: str, tried: str, request: HttpRequest | None) -> None:
    """Record an attempt by the address tried: who made it is not known."""
    detail = {"place": place(request)} if request is not None else {}
    record(actor=None, action=action, subject=f"sign-in:{tried[:TRIED]}", detail=detail)
