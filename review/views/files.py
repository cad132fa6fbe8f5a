"""Files that a reviewer reads in the page: papers, and the proposal's PDF. And one's own notes on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from proposals.selectors.sent import papers_by_id
from proposals.services import pdf as jobs
from proposals.services.refusals import Refused
from proposals.views.pictures import served
from review import access
from review.access import Opening
from review.services import answering
from review.views.reading import reading_of
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.whole import whole

if TYPE_CHECKING:
    from review.models import Assignment

# What stands in a frame of our own page: nothing of it runs, and nobody else may frame it.
FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'"
LONGEST_NOTE = 5000


@login_required
@require_safe
def paper(request: PersonRequest, assignment_id: int, paper_id: int) -> HttpResponseBase:
    """One paper of the case; shown by the browser in the page's frame, never run as a page of ours."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    if paper_id not in {one.paper_id for one in reading_of(found.case).papers}:
        raise Http404
    row = papers_by_id([paper_id])[paper_id]
    response = FileResponse(row.file.open("rb"), content_type="application/pdf", filename=row.original_name)
    response["ETag"] = f'"{row.sha256}"'
    return _private(response)


@login_required
@require_safe
def picture(request: PersonRequest, assignment_id: int, digest: str) -> HttpResponseBase:
    """One picture of the case's texts."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    return served(found.case.proposal.application_id, digest)


@login_required
@require_safe
def proposal_pdf(request: PersonRequest, assignment_id: int) -> HttpResponseBase:
    """The proposal's PDF as it was sent; while it is made, a page that asks again."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    case = found.case
    job = jobs.request_frozen_pdf(person=request.user, submission_id=_submission(found), proposal_id=case.proposal_id)
    if job.state != jobs.State.DONE:
        failed = job.state == jobs.State.FAILED
        waiting = _private(render(request, "review/reviewer/making.html", {"job": job, "failed": failed}))
        if not failed:
            waiting["Refresh"] = "3"
        return waiting
    name = f"{case.project_number}.pdf"
    return _private(FileResponse(job.file.open("rb"), content_type="application/pdf", filename=name))


@login_required
@require_POST
def add_mark(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """Keep a note of one's own."""
    sent = request.POST
    note, page = sent.get("note", "").strip()[:LONGEST_NOTE], sent.get("page", "")
    place = sent.get("place", "")
    if note and place:
        number = whole(page) or None
        try:
            answering.add_mark(person=request.user, assignment_id=assignment_id, place=place, page=number, note=note)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return _back(assignment_id, sent.get("show", ""))


@login_required
@require_POST
def change_mark(request: PersonRequest, assignment_id: int, mark_id: int) -> HttpResponse:
    """Write a note anew, or take it away."""
    note = "" if "remove" in request.POST else request.POST.get("note", "").strip()[:LONGEST_NOTE]
    answering.change_mark(person=request.user, assignment_id=assignment_id, mark_id=mark_id, note=note)
    return _back(assignment_id, request.POST.get("show", ""))


def _submission(found: Assignment) -> int:
    return found.case.submitted.submission_id


def _back(assignment_id: int, show: str) -> HttpResponse:
    return redirect(f"{reverse('review_assignment', args=[assignment_id])}?{urlencode({'show': show})}#marks")


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = FRAMED
    return response
