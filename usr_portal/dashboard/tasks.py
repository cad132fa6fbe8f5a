"""The beat that /healthz tells the age of, and what is erased when its time is over."""

from __future__ import annotations

from celery import shared_task

from usr_portal.dashboard import heart, privacy


@shared_task(name="dashboard.beat")
def beat() -> None:
    """Note that scheduler and worker are alive."""
    heart.beat()


@shared_task(name="dashboard.forget_letters")
def forget_letters() -> None:
    """Erase letters that are no longer needed."""
    privacy.forget_letters()
