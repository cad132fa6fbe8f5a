"""What a reviewer sees: own assignments, and the desk at which one is read and scored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max
from django.http import Http404
from django.utils.translation import get_language

from review.access import mine
from review.facts import conflicts, own
from review.facts.own import GONE, LIVE, Listed
from review.facts.ties import ties_of
from review.models import Assignment, Correction, Mark, Round, ScoreSheet, Statement
from review.rules.conflict import Institution
from review.rules.visibility import shows_others_scores
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from usr_portal.accounts.models import Person

State = Assignment.State
PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One of a reviewer's own assignments. `barred` says that a conflict was found: then nothing of it opens."""

    pk: int
    state: str
    state_label: str
    number: str
    title: str
    school: str
    total: Decimal | None
    barred: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round with the rows of it that are on the page, and counts of all own assignments of it."""

    round: Round
    is_signed: bool
    is_late: bool
    submitted: int
    due: int
    rows: tuple[Row, ...]


class Known(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Pages of a list whose length was read with something else."""

    def __init__(self, count: int) -> None:
        super().__init__(range(count), PAGE)


def own_rounds(person: Person, page: str) -> tuple[list[OwnRound], Page[Any]]:
    """Give one page of a reviewer's own assignments by round, newest round first; five statements for any number."""
    rounds = own.own_rounds(person) if person.standing.is_reviewer else []
    shown = Known(sum(one.n_shown for one in rounds)).get_page(page)
    rows = own.own_listed(person, shown.start_index() - 1, PAGE) if rounds else []
    if not rows:
        return [], shown
    now, ties = call.now(), ties_of(rows[0].reviewer_id)
    by_round = _rows(rows, conflicts.judged(ties, {row.pk: _judged(row) for row in rows}, now), rounds)
    return [_own(one, ties.signed, now, by_round[one.pk]) for one in rounds if by_round[one.pk]], shown


def _judged(row: Listed) -> conflicts.Judged:
    school = Institution(name=row.school_zh, code=row.school_code)
    return conflicts.Judged(row.case_id, row.school_id, school, row.people, row.partners)


def _rows(rows: Iterable[Listed], barred: Container[int], rounds: Iterable[Round]) -> Mapping[int, list[Row]]:
    open_rounds = {one.pk for one in rounds if one.state == Round.State.OPEN}
    english = (get_language() or "").startswith("en")
    labels = {value: str(label) for value, label in State.choices}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        is_barred = row.pk in barred
        found[row.round_id].append(
            Row(
                pk=row.pk,
                state=row.state,
                state_label=labels[row.state],
                number=row.number,
                title=row.title,
                school=row.school_en if english else row.school_zh,
                total=None if is_barred or row.state in GONE else row.total,
                barred=is_barred,
                is_open=not is_barred and row.state in LIVE and row.round_id in open_rounds,
            )
        )
    return found


def _own(one: Any, signed: Container[int], now: datetime, rows: list[Row]) -> OwnRound:  # noqa: ANN401 - a round with counts
    late = one.due_at is not None and now.replace(microsecond=0) > one.due_at
    return OwnRound(one, one.pk in signed, late, one.n_submitted, one.n_due, tuple(rows))


def get_round(person: Person, round_id: int) -> tuple[Round, Statement | None]:
    """Give a running round in which the person has an assignment, with their signed statement; or `Http404`."""
    found = mine(person).filter(round=round_id, round__state=Round.State.OPEN, state__in=LIVE).first()
    if found is None:
        raise Http404
    statement = Statement.objects.filter(
        round=round_id, reviewer=found.reviewer_id, version=found.round.statement_version
    ).first()
    return found.round, statement


def questions_of(sheet: ScoreSheet) -> list[str]:
    """Give what the sheet asks the school, in its order; one statement."""
    return list(sheet.questions.values_list("text", flat=True))


def marks_of(assignment: Assignment) -> list[Mark]:
    """Give the reviewer's own marks."""
    return list(Mark.objects.filter(assignment=assignment))


@dataclass(frozen=True, slots=True)
class Others:
    """Another reviewer's sheet as the round allows it to be seen: scores and comments to the panel, and whose."""

    name: str
    total: Any
    scores: tuple[tuple[str, int], ...]
    to_panel: str


def others_of(assignment: Assignment) -> list[Others] | None:
    """Give the others' submitted sheets; None where the round does not show them or one's own is not handed in yet."""
    own_submitted = assignment.state == State.SUBMITTED
    if not shows_others_scores(round_allows=assignment.round.shows_others, own_submitted=own_submitted):
        return None
    rows = (
        Assignment.objects.filter(round=assignment.round_id, case=assignment.case_id, state=State.SUBMITTED)
        .exclude(pk=assignment.pk)
        .select_related("reviewer__person", "sheet")
        .prefetch_related("sheet__parts")
        .order_by("reviewer__person__name", "pk")
    )
    return [_other(one) for one in rows]


def _other(one: Assignment) -> Others:
    scores: Iterable[tuple[str, int]] = ((part.part, part.score) for part in one.sheet.parts.all())
    return Others(one.reviewer.person.name, one.sheet.total, tuple(scores), one.sheet.to_panel)


def corrected_at(case_id: int) -> str:
    """Tell up to when corrections were accepted into what is read of a case, as a key; one statement."""
    accepted = Correction.objects.filter(case=case_id, state=Correction.State.ACCEPTED)
    found = accepted.aggregate(last=Max("closed_at"), count=Count("pk"))
    return f"{found['count']}-{found['last'].timestamp() if found['last'] else 0}"
