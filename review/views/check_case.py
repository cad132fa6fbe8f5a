"""One case in the data check, and the staff's acts on it. What is refused comes back with all that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from proposals.services.refusals import Refused, explain
from review.forms.check import AskForm, PaperCopyForm
from review.pdf.correction_letter import make_letter
from review.selectors.check_page import check_page
from review.selectors.corrections import get_letter
from review.services import checking, closing, corrections, stages
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed


@login_required
@require_safe
def case(request: PersonRequest, number: str) -> HttpResponse:
    """The page of a case."""
    return _page(request, number)


@login_required
@require_POST
def decide(request: PersonRequest, number: str, check_id: int) -> HttpResponse:
    """Say of one item whether it is met."""
    data = request.POST
    values = {"verdict": data.get("verdict", ""), "note": data.get("note", "")}
    return _act(
        request,
        number,
        f"check-{check_id}",
        lambda: checking.decide(person=request.user, project_number=number, check_id=check_id, **values),
        _("已記錄判斷。"),
    )


@login_required
@require_POST
def paper_copy(request: PersonRequest, number: str) -> HttpResponse:
    """Record the paper copy."""
    form = PaperCopyForm(request.POST)
    if not form.is_valid():
        return _page(request, number, UNPROCESSABLE, copy_form=form)
    return _act(
        request,
        number,
        "paper-copy",
        lambda: checking.record_paper_copy(person=request.user, project_number=number, **form.cleaned_data),
        _("已登錄紙本。"),
        copy_form=form,
    )


@login_required
@require_POST
def ask(request: PersonRequest, number: str) -> HttpResponse:
    """Ask the school for one item."""
    page = check_page(request.user, number)
    form = AskForm(request.POST, targets=page.targets)
    if not form.is_valid():
        return _page(request, number, UNPROCESSABLE, ask_form=form)
    return _act(
        request,
        number,
        "ask",
        lambda: corrections.ask(person=request.user, project_number=number, **form.wish),
        _("已請學校補正，並通知學校窗口與計畫團隊。"),
        ask_form=form,
    )


@login_required
@require_POST
def judge(request: PersonRequest, number: str, correction_id: int) -> HttpResponse:
    """Accept or refuse an answer, or take the item back."""
    verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "")
    who: dict[str, Any] = {"person": request.user, "project_number": number, "correction_id": correction_id}
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "accept": (lambda: corrections.judge(**who, accepted=True, note=note), _("已接受補正。")),
        "refuse": (
            lambda: corrections.judge(**who, accepted=False, note=note),
            _("已記錄不符合；需要時可再請學校補正。"),
        ),
        "withdraw": (lambda: corrections.withdraw(**who, reason=note), _("已取消這一項補正。")),
    }
    act, done = acts.get(verdict, (None, ""))
    if act is None:
        return redirect("staff_check_case", number)
    return _act(request, number, f"correction-{correction_id}", act, done)


@login_required
@require_POST
def close(request: PersonRequest, number: str) -> HttpResponse:
    """End the data check of the case."""
    proceed, reason = request.POST.get("verdict") == "proceed", request.POST.get("reason", "")
    return _act(
        request,
        number,
        "close",
        lambda: closing.close(person=request.user, project_number=number, proceed=proceed, reason=reason),
        _("已結束這一案的資料檢核。"),
    )


@login_required
@require_POST
def undo(request: PersonRequest, number: str, move_id: int) -> HttpResponse:
    """Undo a mistaken move."""
    reason = request.POST.get("reason", "")
    return _act(
        request,
        number,
        "undo",
        lambda: stages.undo(person=request.user, move_id=move_id, reason=reason),
        _("已撤銷上一步，原紀錄保留。"),
    )


@login_required
@require_POST
def letter(request: PersonRequest, number: str) -> HttpResponse:
    """Make the letter of correction for the case's school."""
    school_code = check_page(request.user, number).case.school.code
    return _act(
        request,
        number,
        "letters",
        lambda: make_letter(person=request.user, school_code=school_code),
        _("已製作補正通知函。"),
    )


@login_required
@require_safe
def letter_file(request: PersonRequest, letter_id: int) -> HttpResponseBase:
    """Serve a letter to staff and to its school's windows."""
    found = get_letter(request.user, letter_id)
    response = FileResponse(found.file.open("rb"), content_type="application/pdf", filename=f"{found.number}.pdf")
    response["Cache-Control"] = "private, no-store"
    return response


def _act(
    request: PersonRequest,
    number: str,
    place: str,
    act: Callable[[], object],
    done: str,
    **forms: Any,  # noqa: ANN401
) -> HttpResponse:
    """Do it and come back to its place on the page; what is refused is told there."""
    try:
        act()
    except (Refused, WindowClosed) as refusal:
        return _page(request, number, UNPROCESSABLE, problem=explain(refusal), problem_at=place, **forms)
    messages.success(request, done)
    return redirect(f"{reverse('staff_check_case', args=[number])}#{place}")


def _page(request: PersonRequest, number: str, status: int = 200, **shown: Any) -> HttpResponse:  # noqa: ANN401 - context
    page = check_page(request.user, number)
    copy = page.copy
    initial = {"postmark_on": copy.postmark_on, "received_on": copy.received_on, "note": copy.note} if copy else {}
    context = {
        "page": page,
        "case": page.case,
        "copy_form": PaperCopyForm(initial=initial),
        "ask_form": AskForm(targets=page.targets, initial={"key": request.GET.get("ask", "")}),
        "typed": request.POST,
        **shown,
    }
    return render(request, "review/check/case.html", context, status=status)
