"""What binds one reviewer, read at each opening: in one statement of plain SQL, as composing it costs more than running it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from review.rules.conflict import Affiliation, Institution, ReviewerFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

# Kind, two texts, a day, a key. A school that was taken over binds by the school that has taken over as well.
TIES = """
SELECT 'school', school.code, school.name_zh, held.ends_on, held.id
FROM review_affiliation held JOIN schools_school school ON school.id = held.school_id
WHERE held.reviewer_id = %(reviewer)s
UNION ALL
SELECT 'school', successor.code, successor.name_zh, held.ends_on, held.id
FROM review_affiliation held JOIN schools_school school ON school.id = held.school_id
JOIN schools_school successor ON successor.id = school.succeeded_by_id
WHERE held.reviewer_id = %(reviewer)s
UNION ALL
SELECT 'school', '', held.organisation, held.ends_on, held.id
FROM review_affiliation held WHERE held.reviewer_id = %(reviewer)s AND held.school_id IS NULL
UNION ALL
SELECT 'self', reviewer.person_key, person.name, NULL, reviewer.id
FROM review_reviewer reviewer JOIN accounts_person person ON person.id = reviewer.person_id
WHERE reviewer.id = %(reviewer)s
UNION ALL
SELECT 'declared', '', '', NULL, found.case_id FROM review_conflict found WHERE found.reviewer_id = %(reviewer)s
UNION ALL
SELECT 'signed', '', '', NULL, signed.round_id
FROM review_statement signed JOIN review_round round ON round.id = signed.round_id
WHERE signed.reviewer_id = %(reviewer)s AND signed.version = round.statement_version
UNION ALL
SELECT 'cases', CAST(count(*) AS text), '', NULL, max(found.id) FROM review_case found WHERE found.call_id = %(call)s
"""


@dataclass(frozen=True, slots=True)
class Ties:
    """A reviewer as the rule reads them, the rounds whose present statement they signed, which cases the call has."""

    reviewer: ReviewerFacts
    signed: frozenset[int]
    cases: str


def ties_of(reviewer_id: int) -> Ties:
    """Read what binds a reviewer; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(TIES, {"reviewer": reviewer_id, "call": settings.USR_CALL})
        rows = cursor.fetchall()
    _kind, key, name, _day, _id = next(row for row in rows if row[0] == "self")
    _kind, count, _name, _day, newest = next(row for row in rows if row[0] == "cases")
    return Ties(
        ReviewerFacts(
            id=str(reviewer_id),
            name=name,
            person_key=key,
            affiliations=tuple(_affiliation(row) for row in rows if row[0] == "school"),
            declared=frozenset(str(case) for case in _keys(rows, "declared")),
        ),
        signed=frozenset(_keys(rows, "signed")),
        cases=f"{newest}-{count}",
    )


def _keys(rows: Iterable[tuple[Any, ...]], kind: str) -> list[int]:
    return [row[4] for row in rows if row[0] == kind]


def _affiliation(row: tuple[Any, ...]) -> Affiliation:
    _kind, code, name, ends_on, _id = row
    # SQLite gives a day as text
    day = date.fromisoformat(ends_on) if isinstance(ends_on, str) else ends_on
    return Affiliation(Institution(name=name, code=code), day)
