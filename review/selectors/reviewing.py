"""How far the rounds and their reviewers are, for the staff's dashboard: two statements of plain SQL, as in `numbers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from review.access import require_staff
from review.models import Round

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

SLOWEST = 10

ROUNDS = """
SELECT round.id, round.name, round.stage, round.state, round.due_at, count(DISTINCT given.case_id),
    count(DISTINCT CASE WHEN given.state <> 'proposed' THEN given.reviewer_id END),
    sum(CASE WHEN given.state = 'proposed' THEN 1 ELSE 0 END), sum(CASE WHEN given.state = 'offered' THEN 1 ELSE 0 END),
    sum(CASE WHEN given.state = 'accepted' THEN 1 ELSE 0 END), sum(CASE WHEN given.state = 'submitted' THEN 1 ELSE 0 END)
FROM review_round round LEFT JOIN review_assignment given
    ON given.round_id = round.id AND given.state IN ('proposed', 'offered', 'accepted', 'submitted')
WHERE round.call_id = %(call)s
GROUP BY round.id, round.name, round.stage, round.state, round.due_at ORDER BY round.id DESC LIMIT 30
"""
REVIEWERS = """
SELECT reviewer.id, person.name, round.id, round.name,
    sum(CASE WHEN given.state = 'offered' THEN 1 ELSE 0 END), sum(CASE WHEN given.state = 'accepted' THEN 1 ELSE 0 END),
    sum(CASE WHEN given.state = 'submitted' THEN 1 ELSE 0 END),
    sum(CASE WHEN given.state <> 'submitted' AND round.due_at < %(now)s THEN 1 ELSE 0 END)
FROM review_assignment given
JOIN review_round round ON round.id = given.round_id JOIN review_reviewer reviewer ON reviewer.id = given.reviewer_id
JOIN accounts_person person ON person.id = reviewer.person_id
WHERE round.call_id = %(call)s AND round.state = 'open' AND given.state IN ('offered', 'accepted', 'submitted')
GROUP BY reviewer.id, person.name, round.id, round.name
HAVING sum(CASE WHEN given.state = 'submitted' THEN 0 ELSE 1 END) > 0
ORDER BY sum(CASE WHEN given.state = 'submitted' THEN 0 ELSE 1 END) DESC, person.name, reviewer.id, round.id
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """One round: how many cases and reviewers, and assignments by state; `proposed` ones nobody was told of."""

    pk: int
    name: str
    stage: str
    state: str
    due_at: datetime | None
    cases: int
    reviewers: int
    proposed: int
    offered: int
    accepted: int
    submitted: int

    @property
    def is_open(self) -> bool:
        """Whether it is being scored."""
        return self.state == Round.State.OPEN

    @property
    def is_preparing(self) -> bool:
        """Whether it has not begun."""
        return self.state == Round.State.PREPARING

    @property
    def due(self) -> int:
        """How many sheets are to be handed in."""
        return self.offered + self.accepted + self.submitted

    @property
    def outstanding(self) -> int:
        """How many are not in yet."""
        return self.offered + self.accepted

    def is_late(self, now: datetime) -> bool:
        """Whether the time for scoring is over; its last second still counts."""
        return self.due_at is not None and now.replace(microsecond=0) > self.due_at


@dataclass(frozen=True, slots=True)
class ReviewerProgress:
    """One reviewer in one running round, with sheets outstanding. `late`: those whose time is over."""

    pk: int
    name: str
    round_id: int
    round_name: str
    offered: int
    accepted: int
    submitted: int
    late: int

    @property
    def due(self) -> int:
        """How many sheets they are to hand in."""
        return self.offered + self.accepted + self.submitted


def round_progress(person: Person) -> list[RoundProgress]:
    """Give the rounds of the call for staff, the newest 30, newest first; one statement, `Http404` for anyone else."""
    require_staff(person)
    return [_round(*row) for row in _rows(ROUNDS)]


def slowest_reviewers(person: Person, now: datetime, most: int = SLOWEST) -> list[ReviewerProgress]:
    """Give the reviewers with the most sheets outstanding in running rounds, for staff; one statement."""
    require_staff(person)
    second = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
    return [ReviewerProgress(*row) for row in _rows(REVIEWERS, now=second, most=most)]


def _round(
    key: int,
    name: str,
    stage: str,
    state: str,
    due_at: datetime | str | None,
    cases: int,
    reviewers: int,
    *held: int | None,
) -> RoundProgress:
    proposed, offered, accepted, submitted = (number or 0 for number in held)
    counted = {"proposed": proposed, "offered": offered, "accepted": accepted, "submitted": submitted}
    return RoundProgress(key, name, stage, state, _time(due_at), cases, reviewers, **counted)


def _rows(statement: str, **given: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - what a driver takes
    with connection.cursor() as cursor:
        cursor.execute(statement, {"call": settings.USR_CALL, **given})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _time(value: datetime | str | None) -> datetime | None:
    """SQLite gives a time as text, in UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
