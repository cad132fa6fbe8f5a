"""A reviewer's score sheet: kept as it is written, submitted, reopened; what it held is traced at each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NeedsReason, NotEditable, Refused, Stale
from review import access
from review.access import Opening
from review.models import Assignment, PartScore, Question, ScoreSheet, SheetMove
from review.rules.totals import weighted_total
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.kernel.pages import NO_PAGE, OpenPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from usr_portal.accounts.models import Person

State = Assignment.State
SUBMIT, REOPEN = "submit", "reopen"


class Incomplete(Refused):
    """A part has no score; `parts` are the keys of those that are missing."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__(_("還有項目沒有評分；每一項都要有 0 到 100 的分數才能送出，0 分也要填。"))
        self.parts = parts


@dataclass(frozen=True, slots=True)
class Writing:
    """What was typed and could be read. A part that is None is empty; one that is not there stays as it is.

    `rank` 0 takes the place away that was given; whatever else is None stays as it is.
    """

    scores: Mapping[str, int | None]
    to_school: str | None = None
    to_panel: str | None = None
    questions: tuple[str, ...] | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is done: the sheet's new version, when by the portal's clock, and the total where no part is missing."""

    version: int
    at: datetime
    total: Decimal | None


@transaction.atomic
def save(*, person: Person, assignment_id: int, values: Writing, version: int, page: OpenPage = NO_PAGE) -> Saved:
    """Save what a reviewer wrote. A version that is not the present one raises `Stale` and changes nothing.

    Where the present version was written in `page` itself, it writes on whatever version it sends: an answer that was
    lost on its way must not make a page its own rival. An earlier save of it that comes late changes nothing.

    Raises `Http404` where the person may not open it, `NotEditable` where it was submitted or the round's time is over.
    """
    assignment = access.get_assignment(person, assignment_id, Opening.FILES, lock=True)
    now = assignment.asked_at
    _require_writable(assignment, now)
    sheet = assignment.sheet
    if sheet.version != version and not page.may_follow(sheet.written_in, sheet.written_turn):
        raise Stale(sheet.version, person.name, sheet.updated_at)
    scores = _write_scores(sheet, values.scores)
    if values.questions is not None:
        _write_questions(sheet, values.questions)
    sheet.to_school = sheet.to_school if values.to_school is None else values.to_school
    sheet.to_panel = sheet.to_panel if values.to_panel is None else values.to_panel
    sheet.rank = sheet.rank if values.rank is None else values.rank or None
    sheet.total = weighted_total(scores, sheet.weights)
    sheet.version += 1
    sheet.written_in, sheet.written_turn, sheet.updated_at = page.token, page.turn, now
    sheet.save(
        update_fields=["to_school", "to_panel", "rank", "total", "version", "written_in", "written_turn", "updated_at"]
    )
    return Saved(sheet.version, now, sheet.total)


@transaction.atomic
def submit(*, person: Person, assignment_id: int, version: int) -> SheetMove:
    """Hand a sheet in; every part has its score. Raises as `save`, and `Incomplete`."""
    assignment = access.get_assignment(person, assignment_id, Opening.FILES, lock=True)
    now = assignment.asked_at
    _require_writable(assignment, now)
    sheet = assignment.sheet
    if sheet.version != version:
        raise Stale(sheet.version, person.name, sheet.updated_at)
    scores = scores_of(sheet)
    missing = tuple(part for part in sheet.weights if part not in scores)
    if missing:
        raise Incomplete(missing)
    sheet.total, sheet.submitted_at = weighted_total(scores, sheet.weights), now
    sheet.save(update_fields=["total", "submitted_at"])
    return _move(assignment, person, SUBMIT, State.SUBMITTED, now, "")


@transaction.atomic
def reopen(*, person: Person, assignment_id: int) -> SheetMove:
    """Take one's own sheet back, while the round is open and its time is not over."""
    assignment = access.get_assignment(person, assignment_id, Opening.FILES, lock=True)
    now = assignment.asked_at
    _require_in_time(assignment, now)
    return _reopen(assignment, person, now, "")


@transaction.atomic
def reopen_for(*, person: Person, assignment_id: int, reason: str) -> SheetMove:
    """Give a sheet back to its reviewer: staff, with a reason, while the round is open."""
    access.require_staff(person)
    if not reason.strip():
        raise NeedsReason
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("round", "case", "sheet")
    assignment = rows.filter(pk=assignment_id).first()
    if assignment is None:
        raise Http404
    if assignment.round.state != assignment.round.State.OPEN:
        raise NotEditable(_("這一輪已經結束，評分表不能再退回。"))
    return _reopen(assignment, person, call.now(), reason.strip())


def scores_of(sheet: ScoreSheet) -> dict[str, int]:
    """Give the scores by part; a missing one is not there."""
    return dict(sheet.parts.values_list("part", "score"))


def _reopen(assignment: Assignment, person: Person, now: datetime, reason: str) -> SheetMove:
    if assignment.state != State.SUBMITTED:
        raise NotEditable(_("這份評分表還沒有送出。"))
    sheet = assignment.sheet
    sheet.submitted_at = None
    sheet.save(update_fields=["submitted_at"])
    return _move(assignment, person, REOPEN, State.ACCEPTED, now, reason)


def _require_writable(assignment: Assignment, now: datetime) -> None:
    _require_in_time(assignment, now)
    if assignment.state == State.SUBMITTED:
        raise NotEditable(_("這份評分表已經送出；要修改請先取回。"))
    if assignment.state != State.ACCEPTED:
        raise NotEditable(_("請先接受這一件，再開始評分。"))


def _require_in_time(assignment: Assignment, now: datetime) -> None:
    due = assignment.round.due_at
    if due is not None and now.replace(microsecond=0) > due:
        raise NotEditable(_("評分期限已過，系統不再接受變更；需要補充請聯絡推動中心。"))
    if assignment.case.stage != assignment.round.stage:
        raise NotEditable(_("這一件已經離開本輪的審查階段，評分表不能再變更。"))


def _write_scores(sheet: ScoreSheet, typed: Mapping[str, int | None]) -> dict[str, int]:
    """Write the scores that changed; an emptied one is taken away, so that it never counts as 0."""
    held = scores_of(sheet)
    wanted = {part: typed[part] if part in typed else held.get(part) for part in sheet.weights}
    changed = {part: score for part, score in wanted.items() if score is not None and score != held.get(part)}
    emptied = [part for part, score in wanted.items() if score is None and part in held]
    PartScore.objects.bulk_create(
        (PartScore(sheet=sheet, part=part, score=score) for part, score in changed.items()),
        update_conflicts=True,
        unique_fields=["sheet", "part"],
        update_fields=["score"],
    )
    if emptied:
        sheet.parts.filter(part__in=emptied).delete()
    return {part: score for part, score in wanted.items() if score is not None}


def _write_questions(sheet: ScoreSheet, texts: tuple[str, ...]) -> None:
    if tuple(sheet.questions.values_list("text", flat=True)) == texts:
        return
    sheet.questions.all().delete()
    Question.objects.bulk_create(Question(sheet=sheet, position=place, text=text) for place, text in enumerate(texts))


def _move(assignment: Assignment, person: Person, act: str, state: str, now: datetime, reason: str) -> SheetMove:
    """Trace what the sheet holds, change the assignment's state, record."""
    sheet = assignment.sheet
    assignment.state = state
    assignment.save(update_fields=["state", "changed_at"])
    move = SheetMove.objects.create(sheet=sheet, act=act, actor=person, at=now, reason=reason, held=held_by(sheet))
    record(
        actor=person,
        action=f"review.sheet_{act}",
        subject=f"assignment:{assignment.pk}",
        reason=reason,
        detail={"case": assignment.case.project_number, "round": assignment.round_id},
        at=now,
    )
    return move


def held_by(sheet: ScoreSheet) -> dict[str, Any]:
    """Give all that a sheet holds, as JSON."""
    return {
        "weights": sheet.weights,
        "scores": scores_of(sheet),
        "total": None if sheet.total is None else str(sheet.total),
        "rank": sheet.rank,
        "to_school": sheet.to_school,
        "to_panel": sheet.to_panel,
        "questions": list(sheet.questions.values_list("text", flat=True)),
        "version": sheet.version,
    }
