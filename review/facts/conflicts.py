"""Rows → what conflicts of interest are judged by, in fixed statements: for one opening, or for a whole round."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from review.facts.ties import ties_of
from review.models import Affiliation, Avoidance, Case, Conflict
from review.rules import conflict
from review.rules.conflict import Applicants, CaseFacts, Institution, ReviewerFacts, Someone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from review.facts.ties import Ties
    from review.models import Assignment, Reviewer
    from review.rules.conflict import Reason

KEPT_FOR = 24 * 60 * 60

# In plain SQL: it is asked at each opening, and composing it by the ORM costs more than running it.
AVOIDANCES = """
SELECT application.school_id, asked.name, asked.organisation, asked.reviewer_id
FROM review_avoidance asked JOIN proposals_application application ON application.id = asked.application_id
WHERE application.call_id = %s AND asked.state = %s AND application.school_id IN ({schools})
ORDER BY asked.id
"""

Named = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case as far as conflicts are judged by it: its key, its school, its lead team and partners."""

    case: int
    school_id: int
    school: Institution
    people: list[dict[str, str]]
    partners: list[str]

    @classmethod
    def of(cls, case: Case) -> Self:
        """Take it from a case with its `school`."""
        school = Institution(name=case.school.name_zh, code=case.school.code)
        return cls(case.pk, case.school_id, school, case.people, case.partners)


def barred(rows: Collection[Assignment], now: datetime) -> dict[int, tuple[Reason, ...]]:
    """Give the reasons by assignment (primary key) of those that a conflict bars at the moment; two statements.

    The rows are of one reviewer, with `case__school`; on each it is noted whether the round's statement is signed. A
    third statement reads every lead team of the call where the reviewer's own facts or the cases are new.
    """
    if not rows:
        return {}
    ties = ties_of(next(iter(rows)).reviewer_id)
    for row in rows:
        row.is_signed = row.round_id in ties.signed
    return judged(ties, {row.pk: Judged.of(row.case) for row in rows}, now)


def judged(ties: Ties, cases: Mapping[int, Judged], now: datetime) -> dict[int, tuple[Reason, ...]]:
    """Give the reasons, by the mapping's keys, for which a reviewer may not have these cases; one statement."""
    avoided = _avoidances({case.school_id for case in cases.values()})
    facts = [_case(case, avoided) for case in cases.values()]
    day = timezone.localdate(now)
    found = conflict.all_conflicts([ties.reviewer], facts, day, settings.USR_CONFLICT_YEARS, _applying(ties))
    pairs = ((key, found.get((str(case.case), ties.reviewer.id))) for key, case in cases.items())
    return {key: reasons for key, reasons in pairs if reasons}


def reviewer_facts(reviewers: Collection[Reviewer]) -> list[ReviewerFacts]:
    """Give reviewers (with `person`) as the rule reads them; two statements however many there are."""
    keys = [one.pk for one in reviewers]
    places, declared = _affiliations(keys), defaultdict(set)
    for reviewer, case in Conflict.objects.filter(reviewer__in=keys).values_list("reviewer_id", "case_id"):
        declared[reviewer].add(str(case))
    return [
        ReviewerFacts(
            id=str(one.pk),
            name=one.person.name,
            person_key=one.person_key,
            affiliations=tuple(places[one.pk]),
            declared=frozenset(declared[one.pk]),
        )
        for one in reviewers
    ]


def case_facts(cases: Collection[Case]) -> list[CaseFacts]:
    """Give cases (with `school`) as the rule reads them; one statement however many there are."""
    avoided = _avoidances({case.school_id for case in cases})
    return [_case(Judged.of(case), avoided) for case in cases]


def applicants_of_call() -> Applicants:
    """Give the lead teams of every case of the call; two statements where a case is new, else one.

    The teams are frozen with their cases, so they are kept until there is a newer case.
    """
    cases = Case.objects.filter(call_id=settings.USR_CALL)
    known = cases.aggregate(newest=Max("pk"), count=Count("pk"))
    key = f"review:teams:{settings.USR_CALL}:{known['newest']}-{known['count']}"
    everyone: Applicants | None = cache.get(key)
    if everyone is None:
        teams = cases.values_list("people", flat=True)
        everyone = Applicants.among(person for team in teams for person in _team(team))
        cache.set(key, everyone, KEPT_FOR)
    return everyone


def _affiliations(reviewers: Collection[int]) -> Mapping[int, list[conflict.Affiliation]]:
    """Give where they work or worked; a school that was taken over stands with the one that has taken over."""
    found: dict[int, list[conflict.Affiliation]] = defaultdict(list)
    rows = Affiliation.objects.filter(reviewer__in=reviewers).order_by("pk")
    for reviewer, ends_on, organisation, *schools in rows.values_list(
        "reviewer_id",
        "ends_on",
        "organisation",
        "school__code",
        "school__name_zh",
        "school__succeeded_by__code",
        "school__succeeded_by__name_zh",
    ):
        code, name, successor, successor_name = schools
        held = [Institution(name=name, code=code)] if code else [Institution(name=organisation)]
        held += [Institution(name=successor_name, code=successor)] if successor else []
        found[reviewer] += [conflict.Affiliation(institution, ends_on) for institution in held]
    return found


def _avoidances(schools: Collection[int]) -> Mapping[int, list[Named]]:
    """Give whom these schools named and staff accepted: name, organisation, and which reviewer it is where known."""
    found: dict[int, list[Named]] = defaultdict(list)
    if not schools:
        return found
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(schools))
        cursor.execute(AVOIDANCES.format(schools=places), [settings.USR_CALL, Avoidance.State.ACCEPTED, *schools])
        for school, name, place, reviewer in cursor.fetchall():
            found[school].append((name, place, reviewer))
    return found


def _case(case: Judged, avoided: Mapping[int, list[Named]]) -> CaseFacts:
    named = avoided.get(case.school_id, ())
    return CaseFacts(
        id=str(case.case),
        schools=(case.school,),
        partners=tuple(Institution(name=name) for name in case.partners),
        team=_team(case.people),
        avoided_ids=frozenset(str(reviewer) for _name, _place, reviewer in named if reviewer),
        avoided=tuple(Someone(name, Institution(name=place)) for name, place, reviewer in named if not reviewer),
    )


def _team(people: Iterable[Mapping[str, str]]) -> tuple[Someone, ...]:
    return tuple(Someone(one["name"], Institution(code=one["school"]), one["key"]) for one in people)


def _applying(ties: Ties) -> Applicants:
    """Give the lead teams of the call that the reviewer is among: all of them, or nobody.

    Reading every team at each opening would cost more than the page. What is kept is only whether this reviewer, as
    they are known now, is among the teams of the cases that there are now; a new case or a changed fact asks anew.
    """
    facts = ties.reviewer
    known = repr((facts.name, facts.person_key, facts.affiliations))
    key = f"review:applies:{settings.USR_CALL}:{ties.cases}:{hashlib.sha256(known.encode()).hexdigest()}"
    among: Applicants | None = cache.get(key)
    if among is None:
        everyone = applicants_of_call()
        among = everyone if conflict.is_applicant(facts, everyone) else conflict.NOBODY
        cache.set(key, among, KEPT_FOR)
    return among
