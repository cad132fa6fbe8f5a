"""The version that a form was read with, and how a refused write is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usr_portal.kernel.whole import version_of

if TYPE_CHECKING:
    from django.http import HttpRequest

CONFLICT, UNPROCESSABLE, FORBIDDEN = 409, 422, 403


def sent_version(request: HttpRequest) -> int:
    """Give the version that a form was read with; -1, which no row has, where it sends none."""
    return version_of(request.POST.get("version", ""))
