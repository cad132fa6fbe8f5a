"""The staff's data check: the list, opening the cases, moving several at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from proposals.services.refusals import Refused
from review.rules.stages import Act
from review.selectors import checks
from review.services import opening, stages
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.kernel.whole import key_of

# What staff do here; the announcement makes the others
ACTS = (Act.ADVANCE,)
# The lists in which cases are chosen to be moved, and to which one comes back
FROM = ("staff_check", "staff_proposals")


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """The list of cases with search and filters."""
    asked = request.GET
    wanted = checks.Wanted(asked.get("q", ""), asked.get("type", ""), asked.get("state", ""))
    found = checks.check_list(request.user, wanted, asked.get("page", "1"))
    query = asked.copy()
    query.pop("page", None)
    context = {
        "list": found,
        "page": found.page,
        "wanted": wanted,
        "query": query.urlencode(),
        "types": [(one.value, _(one.label)) for one in PlanType],
        "states": [(key, label, found.counts[key]) for key, label in _states()],
    }
    return render(request, "review/check/list.html", context)


@login_required
@require_POST
def open_all(request: PersonRequest) -> HttpResponse:
    """Open the cases of what was sent."""
    try:
        made = opening.open_cases(person=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff_check")
    text = (
        ngettext("已立案 {n} 件。", "已立案 {n} 件。", len(made))
        if made
        else _("沒有新的案件可以立案：還在上傳期間，或都已立案。")
    )
    messages.success(request, text.format(n=len(made)))
    return redirect("staff_check")


@login_required
@require_POST
def move(request: PersonRequest) -> HttpResponse:
    """Show what moving the chosen cases would do; with `confirm` and a reason, move those that may."""
    act = _act(request.POST.get("act", Act.ADVANCE.value))
    chosen = [found for one in request.POST.getlist("case") if (found := key_of(one)) is not None]
    steps = stages.preview(person=request.user, case_ids=chosen, act=act)
    back = next((name for name in FROM if name == request.POST.get("back")), FROM[0])
    context: dict[str, Any] = {"steps": steps, "act": act, "reason": request.POST.get("reason", ""), "back": back}
    if "confirm" in request.POST and chosen:
        try:
            moved = stages.move(person=request.user, case_ids=chosen, act=act, reason=context["reason"])
        except Refused as refusal:
            context |= {"problem": str(refusal), "steps": stages.preview(person=request.user, case_ids=chosen, act=act)}
            return render(request, "review/check/move.html", context, status=UNPROCESSABLE)
        messages.success(request, ngettext("已移動 {n} 件。", "已移動 {n} 件。", len(moved)).format(n=len(moved)))
        return redirect(back)
    return render(request, "review/check/move.html", context)


def _act(value: str) -> Act:
    for one in ACTS:
        if one.value == value:
            return one
    raise Http404


def _states() -> list[tuple[str, str]]:
    return [
        ("open", _("有待判斷項目")),
        ("asked", _("等學校補正")),
        ("answered", _("學校已補正，待審")),
        ("overdue", _("補正逾期")),
        ("no_paper", _("紙本未登錄")),
        ("done", _("各項已判斷")),
        ("stopped", _("不進入審查")),
        ("passed", _("已完成資料檢核")),
    ]
