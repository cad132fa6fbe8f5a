"""The Celery application: tasks take an id and may run twice without harm."""

from __future__ import annotations

import os
from functools import partial

import structlog
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "usr_portal.settings")

app = Celery("usr_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "beat": {"task": "dashboard.beat", "schedule": 30.0},
    "notices-sweep": {"task": "notices.sweep", "schedule": 30.0},
    "forget-letters": {"task": "dashboard.forget_letters", "schedule": 6 * 3600.0},
    "pdf-sweep": {"task": "proposals.sweep_pdf_jobs", "schedule": 60.0},
}


def queue_on_commit(task: str, *arguments: int) -> None:
    """Queue a task by its name when the transaction commits; at once where there is none.

    A broker that is away fails nobody's request: the rows are the truth, and the sweep of the task finds them.
    """
    transaction.on_commit(partial(queue, task, *arguments))


def queue(task: str, *arguments: int) -> None:
    """Queue a task by its name now; as `queue_on_commit`, which is for whoever writes its row."""
    try:
        app.send_task(task, args=arguments, retry=False)
    except (OperationalError, OSError) as problem:
        structlog.get_logger(__name__).warning("task_not_queued", task=task, problem=str(problem))
