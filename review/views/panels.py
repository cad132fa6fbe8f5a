"""Staff pages of rounds: preparing, proposing the assignment, editing it by hand, offering, progress, panels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.services.refusals import Refused
from review.forms.rounds import PanelForm, RoundForm, default_statement
from review.selectors import reviewers as people
from review.selectors import rounds as selectors
from review.services import assigning, rounds, sheets
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.whole import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from review.models import Round

SHOWN = 60


@login_required
@require_safe
def panels(request: PersonRequest) -> HttpResponse:
    """All rounds of the call."""
    return render(request, "review/panels/rounds.html", {"rounds": selectors.rounds(request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def new_round(request: PersonRequest) -> HttpResponse:
    """Prepare a round."""
    selectors.rounds(request.user)  # staff only, before any form is shown
    form = RoundForm(request.POST or None, initial={"statement": default_statement()})
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.create(actor=request.user, plan=form.plan())
        except Refused as refusal:
            form.add_error("due_at", str(refusal))
        else:
            messages.success(request, _("已建立。接著安排小組，或直接提出分派建議。"))
            return redirect("panels_round", made.pk)
    return render(request, "review/panels/round_form.html", {"form": form}, status=_status(form))


@login_required
@require_http_methods(["GET", "POST"])
def edit_round(request: PersonRequest, round_id: int) -> HttpResponse:
    """Change a round."""
    found = selectors.get_round(request.user, round_id)
    initial = {name: getattr(found, name) for name in RoundForm.base_fields}
    form = RoundForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.edit(actor=request.user, round_id=round_id, plan=form.plan())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已儲存。"))
            return redirect("panels_round", round_id)
    return render(request, "review/panels/round_form.html", {"form": form, "round": found}, status=_status(form))


@login_required
@require_safe
def one_round(request: PersonRequest, round_id: int) -> HttpResponse:
    """One round: its cases with their reviewers, and what can be done with it."""
    found = selectors.get_round(request.user, round_id)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "round": found,
        "counts": selectors.counts_of(found),
        "page": selectors.case_page(found, request.GET.dict()),
        "words": request.GET.get("q", ""),
        "only": request.GET.get("only", ""),
        "query": query.urlencode(),
        "tab": "cases",
    }
    return render(request, "review/panels/round.html", context)


@login_required
@require_safe
def progress(request: PersonRequest, round_id: int) -> HttpResponse:
    """How far each reviewer is."""
    found = selectors.get_round(request.user, round_id)
    context = {"round": found, "progress": selectors.progress(found), "tab": "progress"}
    return render(request, "review/panels/progress.html", context)


@login_required
@require_POST
def act(request: PersonRequest, round_id: int, act: str) -> HttpResponse:
    """Propose, open, offer, close or open again."""
    acts: dict[str, Callable[[], str]] = {
        "propose": lambda: _propose(request, round_id),
        "open": lambda: _open(request, round_id),
        "offer": lambda: _offer(request, round_id),
        "close": lambda: _close(request, round_id),
        "reopen": lambda: _reopen(request, round_id),
    }
    if act not in acts:
        raise Http404
    return _done(request, acts[act], reverse("panels_round", args=[round_id]))


@login_required
@require_http_methods(["GET", "POST"])
def case(request: PersonRequest, round_id: int, project_number: str) -> HttpResponse:
    """One case of a round: who has it and why, who could; POST gives it to one more."""
    found = selectors.get_round(request.user, round_id)
    if request.method == "POST":
        return _done(request, lambda: _add(request, round_id, project_number), request.path)
    one = selectors.get_case(found, project_number)
    possible = selectors.possible(found, one)
    row = selectors.case_rows(found, [one])[0]
    given = {each.assignment.reviewer_id for each in row.given}
    free = [each for each in possible if not each.reasons and each.reviewer.pk not in given]
    context = {
        "round": found,
        "row": row,
        "free": free[:SHOWN],
        "more": max(0, len(free) - SHOWN),
        "barred": [each for each in possible if each.reasons],
        "history": selectors.history(found, one),
    }
    return render(request, "review/panels/case.html", context)


@login_required
@require_POST
def change_assignment(request: PersonRequest, assignment_id: int, act: str) -> HttpResponse:
    """Take a case from a reviewer, give it to another one instead, or give a sheet back."""
    reason = request.POST.get("reason", "")
    acts: dict[str, Callable[[], str]] = {
        "remove": lambda: _removed(request, assignment_id, reason),
        "exchange": lambda: _exchanged(request, assignment_id, reason),
        "reopen": lambda: _given_back(request, assignment_id, reason),
    }
    return _done(request, acts[act], reverse("panels"))


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: PersonRequest, round_id: int, panel_id: int | None = None) -> HttpResponse:
    """The panels of a round, and the form of one."""
    found = selectors.get_round(request.user, round_id)
    listed = selectors.panels_of(found)
    panel = next((one for one in listed if one.pk == panel_id), None)
    if panel_id is not None and panel is None:
        raise Http404
    form = _panel_form(request, found, panel)
    if request.method == "POST" and form.is_valid():
        try:
            _save_panel(request, found, panel_id, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("小組已儲存。"))
            return redirect("panels_seats", round_id)
    context = {"round": found, "panels": listed, "panel": panel, "form": form, "tab": "panels"}
    return render(request, "review/panels/seats.html", context, status=_status(form))


@login_required
@require_POST
def remove_panel(request: PersonRequest, round_id: int, panel_id: int) -> HttpResponse:
    """Take a panel away."""

    def removed() -> str:
        rounds.remove_panel(actor=request.user, round_id=round_id, panel_id=panel_id)
        return _("小組已刪除，已有的分派不受影響。")

    return _done(request, removed, reverse("panels_seats", args=[round_id]))


def _panel_form(request: PersonRequest, found: Round, panel: Any) -> PanelForm:  # noqa: ANN401 - a panel or None
    initial = {}
    if panel is not None:
        numbers = "\n".join(sorted(case.project_number for case in panel.cases.all()))
        initial = {"name": panel.name, "members": [one.pk for one in panel.members.all()], "cases": numbers}
    offered, known = people.active_names(request.user), selectors.numbers_of(found)
    return PanelForm(request.POST or None, initial=initial, reviewers=offered, known=known)


def _save_panel(request: PersonRequest, found: Round, panel_id: int | None, form: PanelForm) -> None:
    typed = form.cleaned_data
    more = selectors.without_panel(found, typed["types"])
    rounds.save_panel(
        actor=request.user,
        round_id=found.pk,
        panel_id=panel_id,
        name=typed["name"],
        members=typed["members"],
        cases=[*typed["cases"], *more],
    )


def _done(request: PersonRequest, do: Callable[[], str], url: str) -> HttpResponse:
    """Do an act, say how it went, and go back to where it was asked for."""
    try:
        messages.success(request, do())
    except Refused as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else url)


def _propose(request: PersonRequest, round_id: int) -> str:
    result = assigning.propose(actor=request.user, round_id=round_id, afresh="afresh" in request.POST)
    return _("已提出 {pairs} 筆分派，其中 {changes} 筆與先前不同；{short} 件的委員還不足。").format(
        pairs=len(result.pairs), changes=result.changes, short=len(result.shortages)
    )


def _open(request: PersonRequest, round_id: int) -> str:
    rounds.open_round(actor=request.user, round_id=round_id)
    return _("本輪已開始，評分項目與配分已凍結。")


def _offer(request: PersonRequest, round_id: int) -> str:
    link = request.build_absolute_uri(reverse("review"))
    done = assigning.offer(actor=request.user, round_id=round_id, link=link)
    return _("已向 {reviewers} 位委員發出 {assignments} 件邀請。").format(
        reviewers=done.reviewers, assignments=done.assignments
    )


def _close(request: PersonRequest, round_id: int) -> str:
    rounds.close(actor=request.user, round_id=round_id, reason=request.POST.get("reason", ""))
    return _("本輪已結束，委員不能再開啟文件或評分。")


def _reopen(request: PersonRequest, round_id: int) -> str:
    rounds.reopen(actor=request.user, round_id=round_id, reason=request.POST.get("reason", ""))
    return _("本輪已重新開放。")


def _add(request: PersonRequest, round_id: int, project_number: str) -> str:
    made = assigning.add(
        actor=request.user, round_id=round_id, project_number=project_number, reviewer_id=_chosen(request)
    )
    return _("已將這一件分派給{reviewer}；發出邀請後委員才會知道。").format(reviewer=made.reviewer.person.name)


def _removed(request: PersonRequest, assignment_id: int, reason: str) -> str:
    assigning.remove(actor=request.user, assignment_id=assignment_id, reason=reason)
    return _("已取消這筆分派。")


def _exchanged(request: PersonRequest, assignment_id: int, reason: str) -> str:
    assigning.exchange(actor=request.user, assignment_id=assignment_id, reviewer_id=_chosen(request), reason=reason)
    return _("已改派。")


def _given_back(request: PersonRequest, assignment_id: int, reason: str) -> str:
    sheets.reopen_for(person=request.user, assignment_id=assignment_id, reason=reason)
    return _("評分表已退回委員修改。")


def _chosen(request: PersonRequest) -> int:
    return key_of(request.POST.get("reviewer", "")) or 0


def _status(form: RoundForm | PanelForm) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
