"""PDF jobs that a person may see: those of what they may read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.access import get_application, get_proposal
from proposals.models import PdfJob

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

RECENT = timedelta(days=7)
MOST = 5

# In plain SQL, as every visit of the staff's page asks it
FAILED = """
SELECT job.token, proposal.number, school.code FROM proposals_pdfjob job
JOIN proposals_application application ON application.id = job.application_id
JOIN schools_school school ON school.id = application.school_id
LEFT JOIN proposals_proposal proposal ON proposal.id = job.proposal_id
WHERE job.state = 'failed' AND job.touched_at > %(since)s AND application.call_id = %(call)s AND NOT EXISTS (
    SELECT 1 FROM proposals_pdfjob later WHERE later.application_id = job.application_id
    AND COALESCE(later.proposal_id, 0) = COALESCE(job.proposal_id, 0) AND later.requested_at > job.requested_at)
ORDER BY job.touched_at DESC, job.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed: of a proposal, by its number, or (None) of the whole application of a school, by its code."""

    token: uuid.UUID
    number: str | None
    school_code: str

    @property
    def subject(self) -> str:
        """What it was to show."""
        return self.number or self.school_code


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


def failed_jobs(person: Person) -> list[FailedJob]:
    """Give the latest PDFs of the last days that could not be made, at most five, for staff; one statement.

    A job that was followed by another of the same subject is not there. `Http404` for anyone else.
    """
    if not person.standing.is_staff:
        raise Http404
    # Rows of jobs keep the machine's time, not the demo's
    since = connection.ops.adapt_datetimefield_value(timezone.now() - RECENT)
    with connection.cursor() as cursor:
        cursor.execute(FAILED, {"call": settings.USR_CALL, "since": since, "most": MOST})
        return [FailedJob(uuid.UUID(str(token)), number, code) for token, number, code in cursor.fetchall()]
