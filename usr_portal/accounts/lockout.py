"""What axes asks of us: whose attempts count together, and the page of a locked account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse


def address(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """Give the address that somebody tries to sign in with, in one writing, so that case evades no lock."""
    given = credentials or {}
    tried = given.get("email") or given.get("username") or given.get("login")
    if not tried and request is not None:
        tried = request.POST.get("login")
    return str(tried or "").strip().lower()


def place(request: HttpRequest) -> str | None:
    """Give the client's network address, seen through the proxy in front; nothing where no client is (a script)."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None


def locked(request: HttpRequest, _response: HttpResponse | None, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """Say that the account is locked and until when (429)."""
    tried = address(request, credentials)
    return render(request, "account/locked.html", {"tried": tried, "until": unlocks_at(tried)}, status=429)


def unlocks_at(tried: str) -> datetime:
    """Give when the lock of an address ends: counted from the last failure that axes kept."""
    last = AccessAttempt.objects.filter(username=tried).order_by("-attempt_time").first()
    # axes counts by the machine's clock, so the time shown must too
    return (last.attempt_time if last else timezone.now()) + settings.AXES_COOLOFF_TIME
