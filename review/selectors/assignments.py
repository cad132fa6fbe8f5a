"""What a reviewer sees: own assignments, and the desk at which one is read and scored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.http import Http404

from review.access import mine, signed
from review.facts import conflicts
from review.models import Assignment, Correction, Mark, Round, Statement
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usr_portal.accounts.models import Person

State = Assignment.State
LIVE = (State.OFFERED, State.ACCEPTED, State.SUBMITTED)
GONE = (State.DECLINED, State.RECUSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One of a reviewer's own assignments. `barred` says that a conflict was found: then nothing of it opens."""

    assignment: Assignment
    barred: bool
    has_ended: bool

    @property
    def is_open(self) -> bool:
        """Tell whether its page opens."""
        return not self.barred and not self.has_ended and self.assignment.state in LIVE


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round in which a reviewer has assignments, with the rows in the order of the case numbers."""

    round: Round
    is_signed: bool
    rows: tuple[Row, ...]
    now: datetime

    @property
    def submitted(self) -> int:
        """How many sheets are handed in."""
        return sum(row.assignment.state == State.SUBMITTED for row in self.rows)

    @property
    def due(self) -> int:
        """How many are to be handed in."""
        return sum(row.assignment.state in LIVE and not row.barred for row in self.rows)

    @property
    def is_late(self) -> bool:
        """Tell whether the time for scoring is over."""
        return self.round.due_at is not None and self.now.replace(microsecond=0) > self.round.due_at


def own_rounds(person: Person) -> list[OwnRound]:
    """Give a reviewer's rounds with own assignments, newest round first; four statements however many there are."""
    rows = list(mine(person).filter(state__in=(*LIVE, *GONE)).order_by("-round__created_at", "case__project_number"))
    now = call.now()
    barred = conflicts.barred(rows, now)
    by_round: dict[int, list[Row]] = defaultdict(list)
    for one in rows:
        ended = one.round.state == Round.State.CLOSED
        by_round[one.round_id].append(Row(one, one.pk in barred, has_ended=ended))
    return [
        OwnRound(found[0].assignment.round, signed(found[0].assignment), tuple(found), now)
        for found in by_round.values()
    ]


def get_round(person: Person, round_id: int) -> tuple[Round, Statement | None]:
    """Give a running round in which the person has an assignment, with their signed statement; or `Http404`."""
    found = mine(person).filter(round=round_id, round__state=Round.State.OPEN, state__in=LIVE).first()
    if found is None:
        raise Http404
    statement = Statement.objects.filter(
        round=round_id, reviewer=found.reviewer_id, version=found.round.statement_version
    ).first()
    return found.round, statement


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
    if not assignment.round.shows_others or assignment.state != State.SUBMITTED:
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
