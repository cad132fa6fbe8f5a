"""The Celery application: tasks take an id and may run twice without harm."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "usr_portal.settings")

app = Celery("usr_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "notices-sweep": {"task": "notices.sweep", "schedule": 30.0},
    "pdf-sweep": {"task": "proposals.sweep_pdf_jobs", "schedule": 60.0},
}
