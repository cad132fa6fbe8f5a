"""The school's page of corrections: exactly the items that are asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from proposals.forms.parts import Part
from proposals.services.refusals import Refused, explain
from review.forms.check import answer_part
from review.selectors.corrections import CorrectionsPage, Wish, corrections_page
from review.services import corrections
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed


@login_required
@require_safe
def page(request: PersonRequest, number: str) -> HttpResponse:
    """The items that the school is asked for."""
    return _render(request, corrections_page(request.user, number))


@login_required
@require_POST
def answer(request: PersonRequest, number: str, correction_id: int) -> HttpResponse:
    """Answer one item: a PDF, or a field."""
    found = corrections_page(request.user, number)
    wish = found.wish(correction_id)
    try:
        problem = _answer(request, number, wish)
    except (Refused, WindowClosed) as refusal:
        problem = explain(refusal)
    if problem:
        return _render(request, corrections_page(request.user, number), {correction_id: problem}, UNPROCESSABLE)
    messages.success(request, _("已收到「{item}」的補正，承辦檢核後會顯示結果。").format(item=wish.correction.label))
    return redirect(f"{reverse('corrections', args=[number])}#item-{correction_id}")


def _answer(request: PersonRequest, number: str, wish: Wish) -> str:
    """Hand the answer in; give what is wrong with it, or nothing."""
    who: dict[str, Any] = {"person": request.user, "number": number, "correction_id": wish.correction.pk}
    if wish.target.is_paper:
        upload = request.FILES.get("paper")
        if upload is None:
            return _("請先選擇一個 PDF 檔案。")
        corrections.answer_paper(**who, upload=upload)
        return ""
    part = answer_part(wish.target, wish.correction.case.plan_type, None, request.POST)
    if not part.is_valid():
        return _("有內容需要修正，還沒有送出。")
    corrections.answer_field(**who, value=part.value)
    return ""


def _render(
    request: PersonRequest, found: CorrectionsPage, problems: dict[int, str] | None = None, status: int = 200
) -> HttpResponse:
    told = problems or {}
    rows = [
        {
            "wish": one,
            "part": _part(request, one, one.correction.pk in told),
            "problem": told.get(one.correction.pk, ""),
        }
        for one in found.wishes
    ]
    return render(request, "review/corrections/page.html", {"page": found, "rows": rows}, status=status)


def _part(request: PersonRequest, wish: Wish, is_bound: bool) -> Part | None:  # noqa: FBT001 - one caller
    """Give the field's part for an open item: as it was typed just now, as answered before, or as it was sent."""
    if wish.target.is_paper or not wish.is_open:
        return None
    correction = wish.correction
    stored = correction.after.get("value", correction.before.get("value"))
    return answer_part(wish.target, correction.case.plan_type, stored, request.POST if is_bound else None)
