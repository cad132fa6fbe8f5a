"""PDFs: asked for by the address of what they show, made by a job with a page of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from proposals.selectors.pdf import file_name, get_job, step_shown
from proposals.services import pdf as jobs
from usr_portal.accounts.requests import PersonRequest

if TYPE_CHECKING:
    from proposals.models import PdfJob


@login_required
@require_safe
def proposal(request: PersonRequest, number: str) -> HttpResponseBase:
    """One proposal: the file where it is made, else the page of its making."""
    return _answer(jobs.request_proposal_pdf(person=request.user, number=number))


@login_required
@require_safe
def school(request: PersonRequest) -> HttpResponseBase:
    """The whole application of a school."""
    return _answer(jobs.request_school_pdf(person=request.user, school_code=request.GET.get("school")))


@login_required
@require_safe
def receipt(request: PersonRequest, receipt: str) -> HttpResponseBase:
    """One sending."""
    return _answer(jobs.request_receipt_pdf(person=request.user, receipt=receipt))


@login_required
@require_safe
def job(request: PersonRequest, token: uuid.UUID) -> HttpResponse:
    """How far a PDF is; htmx asks for the part that changes."""
    found = get_job(request.user, token)
    template = "proposals/pdf/progress.html" if request.htmx else "proposals/pdf/job.html"
    response = render(request, template, {"job": found, "name": file_name(found), "step": step_shown(found)})
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def job_file(request: PersonRequest, token: uuid.UUID) -> HttpResponseBase:
    """The finished file, or the page of its making."""
    return _answer(get_job(request.user, token))


@login_required
@require_POST
def job_retry(request: PersonRequest, token: uuid.UUID) -> HttpResponse:
    """Let a failed job start over."""
    found = get_job(request.user, token)
    jobs.retry(found)
    return redirect("pdf_job", found.token)


def _answer(found: PdfJob) -> HttpResponseBase:
    if found.state != jobs.State.DONE:
        return redirect("pdf_job", found.token)
    response = FileResponse(found.file.open("rb"), content_type="application/pdf", filename=file_name(found))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
