"""What every page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give the page frame its facts: the demo mark and the person's standing."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    return {
        "demo": settings.USR_DEMO,
        "standing": person.standing if signed_in and person else None,
        "idle_minutes": settings.USR_IDLE_MINUTES,
    }
