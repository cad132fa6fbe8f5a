"""The call in numbers for staff: every proposal by stage, type, issue, goal, city and kind of school, and the money.

In plain SQL, one statement for all: composing a dozen by the ORM costs more than running them. A proposal counts as the
staff's list shows it: as it was sent where it has a case, as it is written otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from review.access import is_ministry, require_staff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from usr_portal.accounts.models import Person

EACH_GOAL = {
    "postgresql": "jsonb_array_elements_text(listed.sdgs) AS goal(value)",
    "sqlite": "json_each(listed.sdgs) AS goal",
}
PLANS = """
SELECT 'plans', '', '', count(*), sum(CASE WHEN drafted_by_id = %(person)s THEN 0 ELSE 1 END)
FROM review_schooldecision WHERE call_id = %(call)s AND confirmed_by_id IS NULL
"""
# An amount of one year; SQLite would take a year for a place in a list
OF_YEAR = {"postgresql": "{column} ->> %({year})s", "sqlite": "json_extract({column}, '$.' || %({year})s)"}

# What is counted, a key, a second key, and two numbers: proposals and those sent, or NT$ and those that stand.
LISTED = """
WITH sent AS (
    SELECT DISTINCT submitted.proposal_id AS proposal
    FROM proposals_submittedproposal submitted JOIN proposals_submission held ON held.id = submitted.submission_id
    WHERE held.withdrawn_at IS NULL AND held.superseded_at IS NULL
), listed AS (
    SELECT proposal.id, COALESCE(found.plan_type, proposal.plan_type) AS type,
        CASE WHEN found.id IS NOT NULL THEN COALESCE(CAST(found.issue AS text), '')
            WHEN proposal.issues ->> 1 IS NULL THEN COALESCE(proposal.issues ->> 0, '') ELSE '' END AS issue,
        COALESCE(found.sdgs, proposal.sdgs) AS sdgs,
        school.city, school.ownership, school.system, found.stage, found.outcome, found.subsidy,
        CASE WHEN sent.proposal IS NULL THEN proposal.state ELSE 'sent' END AS condition,
        CASE WHEN sent.proposal IS NULL THEN 0 ELSE 1 END AS sent
    FROM proposals_proposal proposal
    JOIN proposals_application application ON application.id = proposal.application_id
    JOIN schools_school school ON school.id = application.school_id
    LEFT JOIN review_case found ON found.proposal_id = proposal.id
    LEFT JOIN sent ON sent.proposal = proposal.id
    WHERE application.call_id = %(call)s AND proposal.removed_at IS NULL
)
"""
BY_COLUMN = "SELECT '{0}', {0}, '', count(*), sum(sent) FROM listed GROUP BY {0}"
COLUMNS = ("type", "issue", "city", "ownership", "system", "condition")
BY_GOAL = """
SELECT 'sdg', CAST(goal.value AS text), '', count(DISTINCT listed.id), count(DISTINCT CASE WHEN sent = 1 THEN listed.id END)
FROM listed, {each} GROUP BY goal.value
"""
BY_STAGE = (
    "SELECT 'stage', stage, outcome, count(*), sum(sent) FROM listed WHERE stage IS NOT NULL GROUP BY stage, outcome"
)
TO_OPEN = "SELECT 'to_open', '', '', count(*), count(*) FROM listed WHERE sent = 1 AND stage IS NULL"
AVOIDANCES = """
SELECT 'avoidances', '', '', count(*), count(*)
FROM review_avoidance named JOIN proposals_application application ON application.id = named.application_id
WHERE application.call_id = %(call)s AND named.state = 'asked'
"""
ASKED = """
SELECT 'asked', type, CAST(%({year})s AS text), CAST(sum(CAST({amount} AS bigint)) AS bigint),
    CAST(sum(CASE WHEN outcome = 'open' THEN CAST({amount} AS bigint) ELSE 0 END) AS bigint)
FROM listed WHERE stage IS NOT NULL GROUP BY type
"""
POT = """
SELECT 'pot', '', CAST(%({year})s AS text), CAST(sum(CAST({amount} AS bigint)) AS bigint), 0
FROM review_meeting WHERE call_id = %(call)s
"""
AWARDED = """
SELECT 'approved', found.plan_type, award.year, CAST(sum(award.amount) AS bigint),
    CAST(sum(CASE WHEN ruling.confirmed_by_id IS NULL THEN 0 ELSE award.amount END) AS bigint)
FROM review_award award
JOIN review_decision ruling ON ruling.id = award.decision_id JOIN review_case found ON found.id = ruling.case_id
WHERE found.call_id = %(call)s AND ruling.verdict = 'fund' GROUP BY found.plan_type, award.year
UNION ALL
SELECT 'approved', 'school_plan', award.year, CAST(sum(award.amount) AS bigint),
    CAST(sum(CASE WHEN ruling.confirmed_by_id IS NULL THEN 0 ELSE award.amount END) AS bigint)
FROM review_award award JOIN review_schooldecision ruling ON ruling.id = award.school_decision_id
WHERE ruling.call_id = %(call)s AND ruling.verdict = 'fund' GROUP BY award.year
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many proposals there are of something, and how many of them were sent."""

    proposals: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """NT$ in all, and as much of it as stands: asked by cases that are under review, or approved by two people."""

    total: int = 0
    standing: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything that was counted.

    `by`: proposals by `type`, `issue` (number, empty: not exactly one), `sdg`, `city`, `ownership`, `system` and `condition`.
    `stages`: cases by stage and outcome. `asked` (of cases), `approved`: by type (or `school_plan`) and year. `pot`: by
    year, empty before there is a decision meeting. `to_open`: sent proposals without a case. `avoidances`: to be decided.
    `plans_to_confirm`: decisions of school plans that another person drafted, which this one may confirm.
    """

    by: Mapping[str, Mapping[str, Count]]
    stages: Mapping[tuple[str, str], int]
    asked: Mapping[tuple[str, str], Money]
    approved: Mapping[tuple[str, str], Money]
    pot: Mapping[str, int]
    to_open: int
    avoidances: int
    plans_to_confirm: int

    @property
    def proposals(self) -> int:
        """All proposals of the call."""
        return sum(one.proposals for one in self.by["type"].values())

    @property
    def sent(self) -> int:
        """Those that a sending in force holds."""
        return sum(one.sent for one in self.by["type"].values())

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(self.stages.values())


def numbers(person: Person, years: Sequence[str]) -> Numbers:
    """Count for staff, in one statement; `Http404` for anyone else. `years` are the call's, as ROC years."""
    require_staff(person)
    given = {f"year_{place}": year for place, year in enumerate(years)}
    with connection.cursor() as cursor:
        cursor.execute(_statement(list(given)), {"call": settings.USR_CALL, "person": person.pk, **given})
        return _read(person, cursor.fetchall())


def _statement(years: Iterable[str]) -> str:
    parts = [BY_COLUMN.format(column) for column in COLUMNS]
    parts += [BY_GOAL.format(each=EACH_GOAL[connection.vendor]), BY_STAGE, TO_OPEN, AVOIDANCES, PLANS]
    for year in years:
        parts += [
            ASKED.format(year=year, amount=_amount("subsidy", year)),
            POT.format(year=year, amount=_amount("pot", year)),
        ]
    return LISTED + "\nUNION ALL\n".join([*parts, AWARDED])


def _amount(column: str, year: str) -> str:
    return OF_YEAR[connection.vendor].format(column=column, year=year)


def _read(person: Person, rows: Iterable[tuple[str, str, str, int | None, int | None]]) -> Numbers:
    by: dict[str, dict[str, Count]] = {kind: {} for kind in (*COLUMNS, "sdg")}
    pairs: dict[str, dict[tuple[str, str], tuple[int, int]]] = defaultdict(dict)
    for kind, key, second, number, other in rows:
        if kind in by:
            by[kind][key] = Count(number or 0, other or 0)
        elif number is not None:
            pairs[kind][key, second] = number, other or 0
    return Numbers(
        by=by,
        stages={key: number for key, (number, _sent) in pairs["stage"].items()},
        asked={key: Money(*held) for key, held in pairs["asked"].items()},
        approved={key: Money(*held) for key, held in pairs["approved"].items()},
        pot={year: number for (_key, year), (number, _none) in pairs["pot"].items()},
        to_open=_only(pairs["to_open"]),
        avoidances=_only(pairs["avoidances"]),
        plans_to_confirm=sum(others for _all, others in pairs["plans"].values()) if _confirms(person) else 0,
    )


def _confirms(person: Person) -> bool:
    return is_ministry(person)


def _only(held: Mapping[Any, tuple[int, int]]) -> int:
    return sum(number for number, _other in held.values())
