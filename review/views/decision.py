"""Pages of the decision: the board of cases, the board of school plans, one case, confirming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.services.refusals import Refused
from review.access import require_staff
from review.forms.decision import BRIEF, VERDICTS, WHOLE, Control, RulingForm, stored_of, versions_of, wanted_of
from review.rules.awards import SCHOOL
from review.rules.totals import FAR_APART
from review.selectors import board as selectors
from review.selectors import confirming
from review.selectors.board import Wanted
from review.services import deciding, meetings
from review.services.deciding import Faulty, Outdated
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.texts import plain
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from django.http import QueryDict

    from review.models import Meeting, Round
    from review.rules.figures import Figures
    from review.selectors.board import Board, CasePage, Row


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two boards: its address, how it is read and how it is written."""

    name: str
    read: Callable[..., Board]
    write: Callable[..., Sequence[object]]


CASES = Side("decision", selectors.board, deciding.draft_cases)
SCHOOLS = Side("decision_schools", selectors.school_board, deciding.draft_schools)
SIDES = {side.name: side for side in (CASES, SCHOOLS)}


@dataclass(frozen=True, slots=True)
class Cell:
    """One year of a row: its control, what is asked, the most that may be approved, and what is stored."""

    year: str
    control: Control
    asked: int
    most: int
    kept: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a board with its form, and the figures of each round."""

    row: Row
    form: RulingForm
    turns: tuple[tuple[Round, Figures | None], ...] = ()

    @property
    def years(self) -> list[Cell]:
        """The years as they are drawn."""
        row, form = self.row, self.form
        return [
            Cell(year, form.controls[f"y{year}"], row.subject.asked.get(year, 0), most, form.stored[f"y{year}"])
            for year, most in row.most.items()
        ]


@login_required
@require_safe
def board(request: PersonRequest, side: str) -> HttpResponse:
    """The cases, or the school plans, of a meeting with figures, pot and what is left."""
    every = selectors.meetings_of(request.user)
    if not every:
        return render(request, "review/decision/empty.html", {"side": side})
    wanted = request.GET.get("meeting", "")
    meeting = next((one for one in every if f"{one.pk}" == wanted), every[0])
    found = SIDES[side].read(request.user, every, meeting, wanted_of(request.GET))
    return _board(request, side, found, _lines(found))


@login_required
@require_POST
def save(request: PersonRequest, meeting_id: int, side: str) -> HttpResponse:
    """Draft what was typed in the rows of a board; untouched ones are left alone."""
    meeting = selectors.get_meeting(request.user, meeting_id)
    numbers = frozenset(request.POST.getlist("row")[: selectors.PAGE]) or frozenset({""})
    every = selectors.meetings_of(request.user)
    found = SIDES[side].read(request.user, every, meeting, Wanted(numbers=numbers))
    lines = _lines(found, request.POST)
    forms = [line.form for line in lines if line.form.is_touched]
    status, problem = _write(request, SIDES[side], meeting_id, forms)
    if status:
        return _board(request, side, found, lines, status, problem=problem)
    messages.success(
        request, ngettext("已存 {n} 件的決議草案。", "已存 {n} 件的決議草案。", len(forms)).format(n=len(forms))
    )
    return redirect(f"{reverse(side)}?{_query(request, meeting_id)}")


@login_required
@require_http_methods(["GET", "POST"])
def case(request: PersonRequest, meeting_id: int, project_number: str) -> HttpResponse:
    """One case: every figure, what is asked and approved, conditions, and the opinions that its school will read."""
    meeting = selectors.get_meeting(request.user, meeting_id)
    found = selectors.case_page(request.user, project_number)
    if request.method != "POST":
        return _case(request, meeting, found, _whole(found.row))
    form = _whole(found.row, request.POST)
    status, problem = _write(request, CASES, meeting_id, [form] if form.is_touched else [])
    if status:
        return _case(request, meeting, found, form, status, problem=problem)
    messages.success(request, _("已存決議草案。"))
    return redirect("decision_case", meeting_id, project_number)


@login_required
@require_POST
def withdraw(request: PersonRequest, meeting_id: int, project_number: str) -> HttpResponse:
    """Take what was said of a case back."""
    require_staff(request.user)
    try:
        deciding.withdraw(
            person=request.user,
            meeting_id=meeting_id,
            project_number=project_number,
            version=sent_version(request),
            reason=request.POST.get("reason", ""),
        )
    except Refused as refusal:
        meeting = selectors.get_meeting(request.user, meeting_id)
        found = selectors.case_page(request.user, project_number)
        return _case(request, meeting, found, _whole(found.row), FORBIDDEN, problem=str(refusal))
    messages.success(request, _("已撤回 {number} 的決議。").format(number=project_number))
    return redirect("decision_case", meeting_id, project_number)


@login_required
@require_POST
def confirm(request: PersonRequest, meeting_id: int) -> HttpResponse:
    """Preview what would be confirmed; once that is sent, confirm it."""
    meeting = selectors.get_meeting(request.user, meeting_id)
    cases, schools = request.POST.getlist("case"), request.POST.getlist("school")
    if "confirmed" not in request.POST:
        chosen = ([plain(one) for one in cases], [plain(one) for one in schools])
        return _preview(request, meeting, None if "all" in request.POST else chosen)
    drafts = (versions_of(cases), versions_of(schools))
    try:
        found = deciding.confirm(person=request.user, meeting_id=meeting_id, cases=drafts[0], schools=drafts[1])
    except Refused as refusal:
        status = CONFLICT if isinstance(refusal, Outdated) else FORBIDDEN
        return _preview(request, meeting, drafts, status, problem=str(refusal))
    messages.success(request, ngettext("已確認 {n} 件決議。", "已確認 {n} 件決議。", len(found)).format(n=len(found)))
    return redirect(f"{reverse('decision')}?meeting={meeting_id}")


def _write(request: PersonRequest, side: Side, meeting_id: int, forms: Sequence[RulingForm]) -> tuple[int, str]:
    """Draft; give the status and the words of a refusal, 0 where it was written."""
    if any(form.faults for form in forms):
        return UNPROCESSABLE, _("有欄位需要修正，內容還沒有儲存。")
    try:
        side.write(person=request.user, meeting_id=meeting_id, drafts=[form.draft() for form in forms])
    except Faulty as refusal:
        for form in forms:
            form.tell(refusal.findings.get(form.number, ()))
        return UNPROCESSABLE, _("有欄位需要修正，內容還沒有儲存。")
    except Outdated as refusal:
        for form in forms:
            form.is_stale = form.number in refusal.numbers
        return CONFLICT, str(refusal)
    except Refused as refusal:
        return FORBIDDEN, str(refusal)
    return 0, ""


def _lines(found: Board, data: QueryDict | None = None) -> list[Line]:
    """Give the rows of a page with their forms; what was sent only where its row is there."""
    return [
        Line(row, _form(row, found.years, data), tuple(zip(found.rounds, row.figures, strict=True)))
        for row in found.page.object_list
    ]


def _form(row: Row, years: Sequence[str], data: QueryDict | None) -> RulingForm:
    subject = row.subject
    stored = stored_of(subject.ruling, row.approved, years, *BRIEF)
    return RulingForm(subject.number, years, stored, subject.version, data)


def _whole(row: Row, data: QueryDict | None = None) -> RulingForm:
    """Give the whole form of a case; before anything was said, with what the reviewers wrote and who was recused."""
    subject, years = row.subject, tuple(row.most)
    stored = stored_of(subject.ruling, row.approved, years, *WHOLE)
    if subject.ruling is None:
        stored |= {"opinions": selectors.proposed_opinions(subject), "recused": "、".join(row.recused)}
    return RulingForm(subject.number, years, stored, subject.version, data)


def _board(
    request: PersonRequest,
    side: str,
    found: Board,
    lines: list[Line],
    status: int = 200,
    **more: Any,  # noqa: ANN401
) -> HttpResponse:
    context = {
        "side": side,
        "is_schools": side == SCHOOLS.name,
        "board": found,
        "lines": lines,
        "page": found.page,
        "bases": _bases(found),
        "wanted": wanted_of(request.GET),
        "query": _query(request, found.meeting.pk),
        "types": [(kind.value, _(kind.label), found.kinds.get(kind.value, 0)) for kind in PlanType],
        "labels": _kinds(),
        "verdicts": VERDICTS,
        "may_confirm": deciding.may_confirm(request.user),
        "words": _words(),
        "limit": FAR_APART,
        "sorts": _sorts(found.rounds),
    }
    return render(request, "review/decision/board.html", context | more, status=status)


def _kinds() -> dict[str, str]:
    """Give the names of what sums are told apart by: plan types, and the schools' plans."""
    return {kind.value: kind.label for kind in PlanType} | {SCHOOL: _("校務發展規劃")}


def _words() -> dict[str, str]:
    """Give the names of the figures, translated once a page."""
    return {
        "mean": _("平均"),
        "trimmed": _("去頭尾平均"),
        "standardised": _("標準化總分"),
        "rank": _("序位和"),
        "spread": _("差距"),
        "count": _("委員數"),
        "apart": _("差距過大"),
    }


def _sorts(rounds: Sequence[Round]) -> list[tuple[str, str]]:
    """Give the figures of each round that a board can be ordered by."""
    words = _words()
    names = {"mean": "mean", "trimmed_mean": "trimmed", "standardised_sum": "standardised"}
    names |= {"rank_sum": "rank", "spread": "spread"}
    return [
        (f"{name}-{one.pk}", _("{round}：{figure}").format(round=one.name, figure=words[word]))
        for one in rounds
        for name, word in names.items()
    ]


def _bases(found: Board) -> list[dict[str, Any]]:
    """Give each year of the pot with what is approved on other pages, which what is typed here comes on top of."""
    mine = [row for row in found.page.object_list if _counts(row, found)]
    return [
        {"pot": pot, "base": pot.approved - sum(row.approved.get(pot.year, 0) for row in mine), "confirmed": confirmed}
        for pot, confirmed in zip(found.money.pots, found.money.confirmed, strict=True)
    ]


def _counts(row: Row, found: Board) -> bool:
    """Whether a row's stored amounts are in the meeting's sums."""
    held = row.subject.ruling
    return held is not None and held.verdict == "fund" and held.meeting_id == found.meeting.pk


def _case(
    request: PersonRequest,
    meeting: Meeting,
    found: CasePage,
    form: RulingForm,
    status: int = 200,
    **more: Any,  # noqa: ANN401
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "found": found,
        "line": Line(found.row, form, found.rounds),
        "verdicts": VERDICTS,
        "words": _words(),
    }
    return render(request, "review/decision/case.html", context | more, status=status)


def _preview(
    request: PersonRequest,
    meeting: Meeting,
    chosen: tuple[Collection[str], Collection[str]] | None,
    status: int = 200,
    **more: Any,  # noqa: ANN401
) -> HttpResponse:
    found = confirming.preview(
        request.user,
        meeting,
        chosen,
        lambda subject: deciding.barrier(subject, meeting, request.user),
        meetings.confirmed_of(meeting),
    )
    context = {
        "meeting": meeting,
        "found": found,
        "shown": found.ready[: selectors.PAGE],
        "hidden": len(found.ready[selectors.PAGE :]),
        "labels": _kinds(),
        "may_confirm": deciding.may_confirm(request.user),
    }
    return render(request, "review/decision/confirm.html", context | more, status=status)


def _query(request: PersonRequest, meeting_id: int) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["meeting"] = f"{meeting_id}"
    return query.urlencode()
