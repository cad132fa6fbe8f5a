"""A school's page of questions and answers, and the slides as each reader may open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from proposals.services.refusals import Refused, Stale, explain
from review import access
from review.access import Opening
from review.forms.talks import AnswersForm
from review.rules.standing import Stage
from review.rules.talks import REPLIES
from review.selectors import replies as selectors
from review.services import replies as services
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed

if TYPE_CHECKING:
    from proposals.models import Paper
    from review.selectors.replies import Asked, RepliesPage


def stage_of(key: str) -> Stage:
    """Give the stage of replies of this key, or `Http404`."""
    if key not in set(REPLIES):
        raise Http404
    return Stage(key)


@login_required
@require_safe
def replies(request: PersonRequest, number: str) -> HttpResponse:
    """What is asked of a proposal, and what was answered."""
    return _page(request, selectors.replies_page(request.user, number))


@login_required
@require_POST
def answer(request: PersonRequest, number: str, stage: str) -> HttpResponse:
    """Keep the answers of a stage."""
    page, asked = _asked(request, number, stage)
    form = _form(asked, request)
    if not form.is_valid():
        return _page(request, page, asked, form, UNPROCESSABLE)
    try:
        services.answer(
            person=request.user,
            number=number,
            stage=asked.stage,
            answers=form.values(),
            version=sent_version(request),
        )
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        page, asked = _asked(request, number, stage)
        return _page(request, page, asked, form, CONFLICT if isinstance(refusal, Stale) else FORBIDDEN)
    messages.success(request, _("回覆已儲存，截止前都可以再修改。"))
    return redirect("proposal_replies", number)


@login_required
@require_POST
def upload_slides(request: PersonRequest, number: str, stage: str) -> HttpResponse:
    """Take the slides of a reply in."""
    _page_of, asked = _asked(request, number, stage)
    upload = request.FILES.get("slides")
    if upload is None:
        messages.error(request, _("請先選擇 PDF 檔。"))
        return redirect("proposal_replies", number)
    try:
        services.upload_slides(person=request.user, number=number, stage=asked.stage, upload=upload)
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
    else:
        messages.success(request, _("簡報已上傳。"))
    return redirect("proposal_replies", number)


@login_required
@require_GET
def slides(request: PersonRequest, number: str, stage: str) -> HttpResponseBase:
    """The slides for the school."""
    return pdf_response(selectors.slides_for_school(request.user, number, stage_of(stage)))


@login_required
@require_safe
def for_reviewer(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """What the school answered, for a reviewer of the case."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    answered = [(one, selectors.pairs(one)) for one in selectors.answered_for(found)]
    context = {"assignment": found, "case": found.case, "answered": answered}
    return render(request, "review/talks/reviewer_replies.html", context)


@login_required
@require_GET
def slides_for_reviewer(request: PersonRequest, assignment_id: int, stage: str) -> HttpResponseBase:
    """The slides for a reviewer of the case."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    return pdf_response(selectors.slides_for_reviewer(found, stage_of(stage)))


def pdf_response(paper: Paper) -> HttpResponseBase:
    """Give a paper's file; shown in the browser, never run as a page of ours, never kept by anybody between."""
    response = FileResponse(paper.file.open("rb"), content_type="application/pdf", filename=paper.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{paper.sha256}"'
    return response


def _asked(request: PersonRequest, number: str, stage: str) -> tuple[RepliesPage, Asked]:
    wanted, page = stage_of(stage), selectors.replies_page(request.user, number)
    for asked in page.asked:
        if asked.stage is wanted:
            return page, asked
    raise Http404


def _form(asked: Asked, request: PersonRequest | None = None) -> AnswersForm:
    data = request.POST if request else None
    return AnswersForm(data, prefix=asked.stage, questions=asked.reply.questions, answers=asked.reply.answers)


def _page(
    request: PersonRequest,
    page: RepliesPage,
    written: Asked | None = None,
    form: AnswersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page; where one of the stages was just written in, with what was typed and how it is kept now."""
    shown = [(one, form if written and form and one.stage is written.stage else _form(one)) for one in page.asked]
    context = {"page": page, "shown": shown, "is_refused": status in {CONFLICT, FORBIDDEN}}
    return render(request, "review/talks/replies.html", context, status=status)
