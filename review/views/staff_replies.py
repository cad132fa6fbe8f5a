"""Pages of the staff's replies: merging questions, editing them, releasing them with a preview, reading the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from proposals.services.refusals import Refused, Stale
from review.access import require_staff
from review.forms.talks import QuestionsForm
from review.rules.standing import Outcome
from review.rules.talks import REPLIES
from review.rules.visibility import for_staff
from review.selectors import replies as selectors
from review.services import replies as services
from review.views.replies import pdf_response, stage_of
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts.requests import PersonRequest

if TYPE_CHECKING:
    from review.rules.standing import Stage
    from review.selectors.replies import Row


@login_required
@require_safe
def board(request: PersonRequest, stage: str) -> HttpResponse:
    """The cases of a stage with their questions and answers."""
    wanted = stage_of(stage)
    page, rows = selectors.rows_of(request.user, wanted, request.GET.get("page", "1"))
    context = {
        "page": page,
        "rows": rows,
        "stage": wanted,
        "stage_name": stage_name(wanted),
        "stages": _tabs(),
        "progress": selectors.progress(request.user, wanted),
    }
    return render(request, "review/talks/staff_replies.html", context)


@login_required
@require_POST
def draft(request: PersonRequest, stage: str) -> HttpResponse:
    """Merge the questions of every case that has no list yet."""
    made = services.draft(person=request.user, stage=stage_of(stage))
    messages.success(request, ngettext("已彙整 {n} 件的問題。", "已彙整 {n} 件的問題。", made).format(n=made))
    return redirect("schedule_replies", stage)


@login_required
@require_POST
def preview(request: PersonRequest, stage: str) -> HttpResponse:
    """Show what a release would send, and what it would leave out."""
    wanted = stage_of(stage)
    require_staff(request.user)
    every = "all" in request.POST
    numbers = selectors.releasable(request.user, wanted) if every else request.POST.getlist("case")
    shown = [(row, _barrier(row, wanted)) for row in selectors.rows_for(request.user, wanted, numbers)]
    context = {
        "stage": wanted,
        "stage_name": stage_name(wanted),
        "ready": [row for row, barrier in shown if not barrier],
        "barred": [(row, barrier) for row, barrier in shown if barrier],
    }
    return render(request, "review/talks/release.html", context)


@login_required
@require_POST
def release(request: PersonRequest, stage: str) -> HttpResponse:
    """Give the lists to the schools."""
    numbers = request.POST.getlist("case")
    try:
        sent = services.release(person=request.user, stage=stage_of(stage), numbers=numbers)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("schedule_replies", stage)
    count = len(sent)
    messages.success(request, ngettext("已送出 {n} 件給學校。", "已送出 {n} 件給學校。", count).format(n=count))
    if count < len(numbers):
        messages.warning(request, _("有案件在這期間有變動，沒有送出；請再看一次清單。"))
    return redirect("schedule_replies", stage)


@login_required
@require_http_methods(["GET", "POST"])
def case(request: PersonRequest, stage: str, project_number: str) -> HttpResponse:
    """One case's questions: edited before the release, read with the answers after."""
    wanted = stage_of(stage)
    row = selectors.row_of(request.user, project_number, wanted)
    if request.method != "POST":
        return _page(request, row, wanted, _form(row))
    form = _form(row, request)
    if not form.is_valid():
        return _page(request, row, wanted, form, UNPROCESSABLE)
    try:
        _write(request, project_number, wanted, form.cleaned_data["questions"])
    except Stale as refusal:
        messages.error(request, str(refusal))
        return _page(request, selectors.row_of(request.user, project_number, wanted), wanted, form, CONFLICT)
    except Refused as refusal:
        form.add_error("questions", str(refusal))
        return _page(request, row, wanted, form, FORBIDDEN)
    messages.success(request, _("已儲存。"))
    return redirect("schedule_reply", stage, project_number)


@login_required
@require_GET
def slides(request: PersonRequest, stage: str, project_number: str) -> HttpResponseBase:
    """The slides of a case."""
    return pdf_response(selectors.slides_for_staff(request.user, project_number, stage_of(stage)))


def stage_name(stage: Stage) -> str:
    """Give the staff's name of a stage, in the reader's language."""
    return for_staff(stage, Outcome.OPEN).render(_)


def _write(request: PersonRequest, project_number: str, stage: Stage, questions: tuple[str, ...]) -> None:
    version = sent_version(request)
    if "again" in request.POST:
        services.merge_again(person=request.user, project_number=project_number, stage=stage, version=version)
        return
    services.edit(person=request.user, project_number=project_number, stage=stage, questions=questions, version=version)


def _barrier(row: Row, stage: Stage) -> str:
    return services.barrier(row.case, row.reply, stage, row.names)


def _form(row: Row, request: PersonRequest | None = None) -> QuestionsForm:
    questions = row.reply.questions if row.reply else []
    return QuestionsForm(request.POST if request else None, initial={"questions": "\n\n".join(questions)})


def _tabs() -> list[tuple[str, str]]:
    return [(stage.value, stage_name(stage)) for stage in REPLIES]


def _page(request: PersonRequest, row: Row, stage: Stage, form: QuestionsForm, status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "stage": stage,
        "stage_name": stage_name(stage),
        "form": form,
        "pairs": selectors.pairs(row.reply) if row.reply else [],
        "barrier": _barrier(row, stage),
    }
    return render(request, "review/talks/staff_reply.html", context, status=status)
