"""Rows → what conflicts of interest are judged by, in fixed statements: for one opening, or for a whole round."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from review.models import Affiliation, Assignment, Avoidance, Case, Conflict
from review.rules import conflict
from review.rules.conflict import Applicants, CaseFacts, Institution, ReviewerFacts, Someone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from review.models import Reviewer
    from review.rules.conflict import Reason
    from usr_portal.schools.models import School

KEPT_FOR = 24 * 60 * 60


def with_declared(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Read with each assignment whether the case was declared, and which case of the call is the newest."""
    declared = Conflict.objects.filter(reviewer=OuterRef("reviewer"), case=OuterRef("case"))
    newest = Case.objects.filter(call_id=settings.USR_CALL).order_by("-pk").values("pk")[:1]
    annotated = {"is_declared": Exists(declared), "newest_case": Subquery(newest)}
    return rows.annotate(**annotated)


def barred(rows: Collection[Assignment], now: datetime) -> dict[int, tuple[Reason, ...]]:
    """Give the reasons by assignment (primary key) of those that a conflict bars at the moment; two statements.

    The rows are of one reviewer, from `with_declared`, with `case__school` and `reviewer__person`. A third statement
    reads every lead team of the call where the reviewer's own facts or the cases are new.
    """
    if not rows:
        return {}
    reviewer = next(iter(rows)).reviewer
    facts = _reviewer(reviewer, _affiliations([reviewer.pk])[reviewer.pk], _declared_in(rows))
    avoided = _avoidances({row.case.school_id for row in rows})
    applicants = _applying(facts, max(row.newest_case or 0 for row in rows))
    day = timezone.localdate(now)
    found = {
        row.pk: conflict.conflicts(facts, _case(row.case, avoided), day, settings.USR_CONFLICT_YEARS, applicants)
        for row in rows
    }
    return {key: reasons for key, reasons in found.items() if reasons}


def reviewer_facts(reviewers: Collection[Reviewer]) -> list[ReviewerFacts]:
    """Give reviewers (with `person`) as the rule reads them; two statements however many there are."""
    keys = [one.pk for one in reviewers]
    places, declared = _affiliations(keys), defaultdict(set)
    for reviewer, case in Conflict.objects.filter(reviewer__in=keys).values_list("reviewer_id", "case_id"):
        declared[reviewer].add(str(case))
    return [_reviewer(one, places[one.pk], frozenset(declared[one.pk])) for one in reviewers]


def case_facts(cases: Collection[Case]) -> list[CaseFacts]:
    """Give cases (with `school`) as the rule reads them; one statement however many there are."""
    avoided = _avoidances({case.school_id for case in cases})
    return [_case(case, avoided) for case in cases]


def all_cases() -> list[Case]:
    """Give every case of the call with its school, for what holds of a whole round; one statement."""
    return list(Case.objects.filter(call_id=settings.USR_CALL).select_related("school").order_by("project_number"))


def _declared_in(rows: Iterable[Assignment]) -> frozenset[str]:
    return frozenset(str(row.case_id) for row in rows if row.is_declared)


def _affiliations(reviewers: Collection[int]) -> Mapping[int, list[Affiliation]]:
    found: dict[int, list[Affiliation]] = defaultdict(list)
    rows = Affiliation.objects.filter(reviewer__in=reviewers).select_related("school__succeeded_by")
    for row in rows.order_by("pk"):
        found[row.reviewer_id].append(row)
    return found


def _reviewer(reviewer: Reviewer, places: Iterable[Affiliation], declared: frozenset[str]) -> ReviewerFacts:
    return ReviewerFacts(
        id=str(reviewer.pk),
        name=reviewer.person.name,
        person_key=reviewer.person_key,
        affiliations=tuple(
            conflict.Affiliation(institution, place.ends_on) for place in places for institution in _institutions(place)
        ),
        declared=declared,
    )


def _institutions(place: Affiliation) -> Iterable[Institution]:
    """Give the school or organisation, and the school that has taken over where there is one."""
    if place.school is None:
        yield Institution(name=place.organisation)
        return
    yield _institution(place.school)
    if place.school.succeeded_by is not None:
        yield _institution(place.school.succeeded_by)


def _institution(school: School) -> Institution:
    return Institution(name=school.name_zh, code=school.code)


def _avoidances(schools: Collection[int]) -> Mapping[int, list[Avoidance]]:
    found: dict[int, list[Avoidance]] = defaultdict(list)
    rows = Avoidance.objects.filter(
        application__call_id=settings.USR_CALL, application__school__in=schools, state=Avoidance.State.ACCEPTED
    ).select_related("application")
    for row in rows:
        found[row.application.school_id].append(row)
    return found


def _case(case: Case, avoided: Mapping[int, list[Avoidance]]) -> CaseFacts:
    named = avoided.get(case.school_id, ())
    return CaseFacts(
        id=str(case.pk),
        schools=(_institution(case.school),),
        partners=tuple(Institution(name=name) for name in case.partners),
        team=_team(case.people),
        avoided_ids=frozenset(str(one.reviewer_id) for one in named if one.reviewer_id),
        avoided=tuple(
            Someone(one.name, Institution(name=one.organisation)) for one in named if one.reviewer_id is None
        ),
    )


def _team(people: Iterable[Mapping[str, str]]) -> tuple[Someone, ...]:
    return tuple(Someone(one["name"], Institution(code=one["school"]), one["key"]) for one in people)


def _applying(facts: ReviewerFacts, newest_case: int) -> Applicants:
    """Give the lead teams of the call that the reviewer is among: all of them, or nobody.

    Reading every team at each opening would cost more than the page. What is kept is only whether this reviewer, as
    they are known now, is among the teams of the cases that there are now; a new case or a changed fact asks anew.
    """
    known = repr((facts.name, facts.person_key, facts.affiliations))
    key = f"review:applies:{settings.USR_CALL}:{newest_case}:{hashlib.sha256(known.encode()).hexdigest()}"
    among = cache.get(key)
    if among is None:
        teams = Case.objects.filter(call_id=settings.USR_CALL).values_list("people", flat=True)
        everyone = Applicants.among(person for team in teams for person in _team(team))
        among = everyone if conflict.is_applicant(facts, everyone) else conflict.NOBODY
        cache.set(key, among, KEPT_FOR)
    return among  # type: ignore[no-any-return]  # what was put there
