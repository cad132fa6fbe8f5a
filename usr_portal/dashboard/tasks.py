"""The beat that /healthz tells the age of."""

from __future__ import annotations

import time

from celery import shared_task
from django.core.cache import cache

BEAT = "beat_at"


@shared_task(name="dashboard.beat")
def beat() -> None:
    """Note that scheduler and worker are alive."""
    cache.set(BEAT, time.time(), timeout=None)
