"""The scheduler's heart: its beat is noted by a task and its age told by /healthz."""

from __future__ import annotations

import time

from django.core.cache import cache

_BEATEN_AT = "beat_at"


def beat() -> None:
    """Note that scheduler and worker are alive now."""
    cache.set(_BEATEN_AT, time.time(), timeout=None)


def age() -> int | None:
    """Give how many seconds ago it last beat, by this machine's clock; None where it never did."""
    beaten_at = cache.get(_BEATEN_AT)
    return None if beaten_at is None else max(0, int(time.time() - beaten_at))
