"""The beat that /healthz tells the age of."""

from __future__ import annotations

from celery import shared_task

from usr_portal.dashboard import heart


@shared_task(name="dashboard.beat")
def beat() -> None:
    """Note that scheduler and worker are alive."""
    heart.beat()
