"""A reviewer's own rounds and assignments, in plain SQL: composing these statements costs more than running them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from review.models import Assignment, Round

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usr_portal.accounts.models import Person

State = Assignment.State
LIVE = (State.OFFERED, State.ACCEPTED, State.SUBMITTED)
GONE = (State.DECLINED, State.RECUSED)
CENTS = Decimal("0.01")

MINE = """
FROM review_assignment held
JOIN review_reviewer reviewer ON reviewer.id = held.reviewer_id AND reviewer.is_active
JOIN review_round round ON round.id = held.round_id
"""
WHERE = "WHERE reviewer.person_id = %(person)s AND round.call_id = %(call)s AND held.state IN ({states})"
ROUNDS = """
SELECT round.id, round.name, round.state, round.due_at, count(*) AS n_shown,
    sum(CASE WHEN held.state IN ({live}) THEN 1 ELSE 0 END) AS n_due,
    sum(CASE WHEN held.state = %(submitted)s THEN 1 ELSE 0 END) AS n_submitted
{mine} {where}
GROUP BY round.id, round.name, round.state, round.due_at, round.created_at
ORDER BY round.created_at DESC, round.id DESC
"""
LISTED = """
SELECT held.id, held.state, held.round_id, held.reviewer_id, sheet.total, review_case.id, review_case.project_number,
    review_case.title, review_case.people, review_case.partners, school.id, school.code, school.name_zh, school.name_en
{mine} JOIN review_case ON review_case.id = held.case_id
JOIN schools_school school ON school.id = review_case.school_id
LEFT JOIN review_scoresheet sheet ON sheet.assignment_id = held.id
{where}
ORDER BY round.created_at DESC, round.id DESC, review_case.project_number
LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One assignment as it is listed, with what conflicts are judged by."""

    pk: int
    state: str
    round_id: int
    reviewer_id: int
    total: Decimal | None
    case_id: int
    number: str
    title: str
    people: list[dict[str, str]]
    partners: list[str]
    school_id: int
    school_code: str
    school_zh: str
    school_en: str


def own_rounds(person: Person) -> list[Any]:
    """Give the rounds in which a person was asked, the newest first, with `n_shown`, `n_due` and `n_submitted`."""
    return list(Round.objects.raw(_sql(ROUNDS), _values(person, (*LIVE, *GONE))))


def own_listed(person: Person, offset: int, limit: int) -> list[Listed]:
    """Give so many of a person's assignments, those of the newest round first."""
    values = _values(person, (*LIVE, *GONE)) | {"offset": offset, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_sql(LISTED), values)
        return [_listed(*row) for row in cursor.fetchall()]


def _sql(statement: str) -> str:
    live = ", ".join(f"%({state})s" for state in LIVE)
    shown = ", ".join(f"%({state})s" for state in (*LIVE, *GONE))
    return statement.format(mine=MINE, live=live, where=WHERE.format(states=shown))


def _values(person: Person, states: Iterable[State]) -> dict[str, Any]:
    return {"person": person.pk, "call": settings.USR_CALL} | {state.value: state.value for state in states}


def _listed(*row: Any) -> Listed:  # noqa: ANN401 - a row as the driver gives it
    """SQLite gives a decimal as a float; JSON comes as text from either."""
    pk, state, round_id, reviewer_id, total, case_id, number, title, people, partners, *school = row
    exact = None if total is None else Decimal(str(total)).quantize(CENTS)
    teams = json.loads(people), json.loads(partners)
    return Listed(pk, state, round_id, reviewer_id, exact, case_id, number, title, *teams, *school)
