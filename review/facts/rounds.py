"""A round as the assignment reads it: cases, reviewers, conflicts, what is given already. Fixed statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from review.facts import conflicts
from review.models import Affiliation, Assignment, Case, Panel, Reviewer
from review.models.cases import Outcome
from review.rules.assignment import Order
from review.rules.conflict import all_conflicts
from review.rules.expertise import Candidate, Subject
from review.rules.stages import path
from review.rules.standing import Stage
from review.rules.talks import REPLIES
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from review.models import Round
    from review.rules.conflict import Reason

State = Assignment.State
LIVE = (State.OFFERED, State.ACCEPTED, State.SUBMITTED)
GONE = (State.DECLINED, State.RECUSED, State.REMOVED)

Reasons = dict[tuple[str, str], tuple["Reason", ...]]


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round's order, and the reasons of every conflict by (case, reviewer), as strings of primary keys."""

    order: Order
    reasons: Reasons


def order_of(found: Round, now: datetime) -> RoundFacts:
    """Read a whole round; nine statements whatever its size."""
    cases = list(Case.objects.filter(about(found)).select_related("school").order_by("project_number"))
    reviewers = list(Reviewer.objects.filter(is_active=True).select_related("person").order_by("pk"))
    reasons = reasons_of(reviewers, cases, now)
    rows = [
        ((str(case), str(reviewer)), state, by_hand)
        for case, reviewer, state, by_hand in Assignment.objects.filter(round=found).values_list(
            "case_id", "reviewer_id", "state", "by_hand"
        )
    ]
    return RoundFacts(
        Order(
            cases=subjects(cases, _pools(found)),
            reviewers=candidates(reviewers),
            per_case=found.reviewers_per_case,
            barred=frozenset(reasons) | {pair for pair, state, _hand in rows if state in GONE},
            fixed=[pair for pair, state, by_hand in rows if state in LIVE or (by_hand and state not in GONE)],
            previous=[pair for pair, state, _hand in rows if state not in GONE],
        ),
        reasons,
    )


def about(found: Round) -> Q:
    """Give what a round is about, as a condition on cases: those that go on and are at its stage, or reply just before it.

    Panels of presentations and visits are set, and their times told to the schools, while replies still come in (拾伍).
    """
    at = Stage(found.stage)
    before = [reply for reply in REPLIES if _follows(reply, at)]
    types = [one.value for one in PlanType if at in path(one)]
    return Q(call_id=found.call_id, stage__in=[at, *before], outcome=Outcome.OPEN, plan_type__in=types)


def _follows(reply: Stage, at: Stage) -> bool:
    """Tell whether a stage comes next after a reply, for the types that have it."""
    return any((reply, at) in pairwise(path(one)) for one in PlanType)


def reasons_of(reviewers: Collection[Reviewer], cases: Collection[Case], now: datetime) -> Reasons:
    """Give the conflicts of reviewers and cases (with `school`) by pair of primary keys, as strings; four statements.

    The lead teams of every case of the call count as applicants.
    """
    people, facts = conflicts.reviewer_facts(reviewers), conflicts.case_facts(cases)
    everyone = conflicts.applicants_of_call()
    return all_conflicts(people, facts, timezone.localdate(now), settings.USR_CONFLICT_YEARS, everyone)


def subjects(cases: Iterable[Case], pools: Mapping[int, frozenset[str]]) -> list[Subject]:
    """Give cases as the assignment reads them; `pools` are the members of the panel by case."""
    return [Subject(str(one.pk), one.plan_type, one.issue, frozenset(one.sdgs), pools.get(one.pk)) for one in cases]


def candidates(reviewers: Collection[Reviewer]) -> list[Candidate]:
    """Give reviewers as the assignment reads them; one statement."""
    origins = origins_of([one.pk for one in reviewers])
    return [
        Candidate(
            str(one.pk),
            origins.get(one.pk, ""),
            frozenset(one.issues),
            frozenset(one.sdgs),
            frozenset(one.plan_types),
            one.most,
        )
        for one in reviewers
    ]


def origins_of(reviewers: Collection[int]) -> dict[int, str]:
    """Give where each reviewer is now: the school's code or the organisation, by primary key; one statement."""
    rows = Affiliation.objects.filter(reviewer__in=reviewers, ends_on=None).select_related("school").order_by("-pk")
    return {row.reviewer_id: row.school.code if row.school else row.organisation for row in rows}


def _pools(found: Round) -> dict[int, frozenset[str]]:
    """Give the members of the panel by case; a panel without members leaves its cases open to all."""
    members: dict[int, set[str]] = defaultdict(set)
    for panel, reviewer in Panel.members.through.objects.filter(panel__round=found).values_list(
        "panel_id", "reviewer_id"
    ):
        members[panel].add(str(reviewer))
    rows = Panel.cases.through.objects.filter(panel__round=found).values_list("case_id", "panel_id")
    return {case: frozenset(members[panel]) for case, panel in rows if members[panel]}
