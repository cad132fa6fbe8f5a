"""Jobs that make PDFs: asked for, claimed, reported on, finished or failed. The row is the truth, a task only works on it.

Each change is one conditional `UPDATE`, so that two workers never make the same job and a worker whose job was taken
over cannot finish it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import document, facts
from proposals.access import get_application, get_proposal
from proposals.models import Application, Paper, PdfJob, Proposal, Submission
from proposals.selectors.receipts import get_submission
from usr_portal.call.services import in_force
from usr_portal.celery import queue, queue_on_commit
from usr_portal.kernel.digests import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from usr_portal.accounts.models import Person

State = PdfJob.State
TASK = "proposals.make_pdf"
LAYOUT = 1  # a change of the layout makes every file anew
MOST_ATTEMPTS = 3
WAITING_FOR = timedelta(minutes=1)
DRAFTS_KEPT_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Scope:
    """What to print: a sending or (None) the draft, and one proposal or (None) the whole application."""

    application: Application
    submission: Submission | None = None
    proposal: Proposal | None = None


def request_proposal_pdf(*, person: Person, number: str) -> PdfJob:
    """Ask for one proposal's PDF. Raises `Http404`."""
    return _request(person, proposal_scope(person, number))


def request_school_pdf(*, person: Person, school_code: str | None) -> PdfJob:
    """Ask for the whole application's PDF. Raises `Http404`."""
    return _request(person, school_scope(person, school_code))


def request_receipt_pdf(*, person: Person, receipt: str) -> PdfJob:
    """Ask for the PDF of one sending, also of a withdrawn one. Raises `Http404`."""
    submission = get_submission(person, receipt)
    return _request(person, Scope(submission.application, submission))


def proposal_scope(person: Person, number: str) -> Scope:
    """Give what is printed of one proposal: as it was sent where it was, else the draft. Raises `Http404`."""
    proposal = get_proposal(person, number)
    sent = Submission.objects.filter(
        application=proposal.application_id, withdrawn_at=None, superseded_at=None, proposals__proposal=proposal
    ).first()
    application = Application.objects.select_related("school", "plan").get(pk=proposal.application_id)
    return Scope(application, sent, proposal)


def school_scope(person: Person, school_code: str | None) -> Scope:
    """Give what is printed of a school: the sending in force, else the draft. Raises `Http404`."""
    application = get_application(person, school_code)
    sent = application.submissions.filter(withdrawn_at=None, superseded_at=None).first()
    return Scope(application, sent)


def request_frozen_pdf(*, person: Person, submission_id: int, proposal_id: int) -> PdfJob:
    """Ask for one proposal's PDF as it was sent, for a caller that has checked that the person may read it."""
    related = ("application__school", "application__plan")
    sent = Submission.objects.select_related(*related).get(pk=submission_id)
    return _request(person, Scope(sent.application, sent, Proposal.objects.get(pk=proposal_id)))


@transaction.atomic
def _request(person: Person, scope: Scope) -> PdfJob:
    """Give a job of the same content that is done or under way, or a new one; it is queued on commit."""
    digest = source_digest(scope)
    same = PdfJob.objects.filter(
        application=scope.application, submission=scope.submission, proposal=scope.proposal, source_digest=digest
    ).exclude(state=State.FAILED)
    known = same.first()
    if known is not None:
        return known
    job = PdfJob.objects.create(
        application=scope.application,
        submission=scope.submission,
        proposal=scope.proposal,
        source_digest=digest,
        requested_by=person,
    )
    queue_on_commit(TASK, job.pk)
    return job


def source_digest(scope: Scope) -> str:
    """Digest everything that the print would show (SHA-256, hexadecimal)."""
    proposal = scope.proposal.number if scope.proposal else None
    content = scope.submission.digest if scope.submission else _draft(scope)
    return digest_of([LAYOUT, proposal, content])


def _draft(scope: Scope) -> list[Any]:
    parameters = in_force()
    only = [scope.proposal.pk] if scope.proposal else None
    composed = facts.application_document(scope.application, parameters, only=only)
    rows = scope.application.proposals.filter(removed_at=None)
    keys = only or list(rows.values_list("pk", flat=True))
    papers = Paper.objects.filter(proposal__in=keys, removed_at=None).order_by("pk")
    return [document.dump(composed, parameters), facts.details(keys), list(papers.values_list("pk", "sha256"))]


def claim(job_id: int) -> PdfJob | None:
    """Take a waiting job for this worker, or give None where there is nothing to do for it any more."""
    waiting = PdfJob.objects.filter(pk=job_id, state=State.WAITING)
    taken = waiting.update(state=State.RUNNING, attempts=F("attempts") + 1, progress=0, touched_at=timezone.now())
    if not taken:
        return None
    related = ("application__school", "application__plan", "submission__call_version", "proposal", "requested_by")
    return PdfJob.objects.select_related(*related).get(pk=job_id)


def _ours(job: PdfJob) -> QuerySet[PdfJob]:
    """The job as this worker claimed it: another attempt is somebody else's."""
    return PdfJob.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


def report(job: PdfJob, progress: int, step: str) -> None:
    """Say how far it is, in percent; `step` is a msgid."""
    _ours(job).update(progress=progress, step=step, touched_at=timezone.now())


def finish(job: PdfJob, made: Path, pages: int, digest: str) -> bool:
    """Keep the finished file; False, and nothing kept, where another worker took the job over."""
    with made.open("rb") as stream:
        job.file.save(f"{job.token.hex[:2]}/{job.token.hex}-{job.attempts}.pdf", File(stream), save=False)
    now = timezone.now()
    ours = _ours(job).update(
        state=State.DONE,
        progress=100,
        step="",
        error="",
        file=job.file.name,
        pages=pages,
        source_digest=digest,
        touched_at=now,
        finished_at=now,
    )
    if not ours:
        job.file.delete(save=False)
    return bool(ours)


def fail(job: PdfJob, words: str) -> None:
    """Give the job up, with words that its page shows."""
    now = timezone.now()
    _ours(job).update(state=State.FAILED, error=words, touched_at=now, finished_at=now)


@transaction.atomic
def retry(job: PdfJob) -> None:
    """Let a failed job start over; one that did not fail stays as it is."""
    failed = PdfJob.objects.filter(pk=job.pk, state=State.FAILED)
    if failed.update(state=State.WAITING, attempts=0, error="", progress=0, touched_at=timezone.now()):
        queue_on_commit(TASK, job.pk)


def sweep() -> int:
    """Pick up what lost its worker or never reached one, forget old drafts; give how many jobs were queued again."""
    now = timezone.now()
    stale = PdfJob.objects.filter(
        state=State.RUNNING, touched_at__lt=now - timedelta(minutes=settings.USR_PDF_STALE_MINUTES)
    )
    words = _("製作中斷了 {count} 次；請再試一次，仍失敗請聯絡推動中心。").format(count=MOST_ATTEMPTS)
    stale.filter(attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED, error=words, finished_at=now)
    stale.update(state=State.WAITING, touched_at=now - WAITING_FOR)
    waiting = PdfJob.objects.filter(state=State.WAITING, touched_at__lte=now - WAITING_FOR)
    jobs = list(waiting.values_list("pk", flat=True))
    waiting.update(touched_at=now)
    for job_id in jobs:
        queue(TASK, job_id)
    _forget_drafts(PdfJob.objects.filter(submission=None, finished_at__lt=now - DRAFTS_KEPT_FOR))
    return len(jobs)


def _forget_drafts(jobs: QuerySet[PdfJob]) -> None:
    """A draft's print is out of date soon, and made anew on demand; prints of what was sent stay."""
    for job in jobs:
        if job.file:
            job.file.delete(save=False)
        job.delete()
