"""PDF jobs that a person may see: those of what they may read."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.access import get_application, get_proposal
from proposals.models import PdfJob

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

RECENT = timedelta(days=7)
MOST = 5


def get_job(person: Person, token: uuid.UUID) -> PdfJob:
    """Give a job of a proposal or application that the person may read, or raise `Http404`."""
    related = ("application__school", "proposal", "submission")
    job = PdfJob.objects.filter(token=token).select_related(*related).first()
    if job is None:
        raise Http404
    if job.proposal is not None:
        get_proposal(person, job.proposal.number)
    else:
        get_application(person, job.application.school.code)
    return job


def file_name(job: PdfJob) -> str:
    """Name the file as it is downloaded: what it is, then the receipt or that it is a draft."""
    state = job.submission.receipt if job.submission else _("草稿")
    subject = job.proposal.number if job.proposal else job.application.school.name
    return f"{subject}-{state}.pdf"


def step_shown(job: PdfJob) -> str:
    """Say in the reader's language what is being done."""
    return _(job.step) if job.step else _("準備中")


def failed_jobs(person: Person) -> list[PdfJob]:
    """Give the latest PDFs of the last days that could not be made, at most five, for staff; one statement.

    A job that was followed by another of the same subject is not there. `Http404` for anyone else.
    """
    if not person.standing.is_staff:
        raise Http404
    of_subject = Coalesce("proposal", 0)
    followed = PdfJob.objects.alias(subject=of_subject).filter(
        application=OuterRef("application"), subject=OuterRef("subject"), requested_at__gt=OuterRef("requested_at")
    )
    # Rows of jobs keep the machine's time, not the demo's
    since = timezone.now() - RECENT
    rows = PdfJob.objects.filter(
        application__call_id=settings.USR_CALL, state=PdfJob.State.FAILED, touched_at__gt=since
    )
    latest = rows.alias(subject=of_subject).filter(~Exists(followed))
    return list(latest.select_related("application__school", "proposal").order_by("-touched_at", "-pk")[:MOST])
