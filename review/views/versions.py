"""The version that a form was read with, and how a refused write is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

CONFLICT, UNPROCESSABLE, FORBIDDEN = 409, 422, 403
LONGEST_VERSION = 9  # digits


def sent_version(request: HttpRequest) -> int:
    """Give the version that a form was read with; -1, which no row has, where it sends none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= LONGEST_VERSION else -1
