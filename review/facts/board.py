"""Every case that the decision meeting has, and every school's plan, as sums, filters and orders read them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from review.models import Award, Case, SchoolDecision
from review.models.cases import Outcome, Stage
from review.rules.awards import SCHOOL
from review.rules.awards import Award as AwardRule
from review.rules.standing import Verdict
from usr_portal.kernel.names import folded
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from usr_portal.schools.models import School

UNDECIDED, DRAFT, CONFIRMED = "undecided", "draft", "confirmed"
Years = dict[str, int]


@dataclass(frozen=True, slots=True)
class Light:
    """A case, or a school's plan, as sums, filters and orders read it; `state` says how far the meeting is with it."""

    key: int
    number: str
    words: str
    plan_type: str
    asked: Years
    verdict: str
    state: str
    meeting: int | None
    approved: Years

    @property
    def award(self) -> AwardRule:
        """What the rules add up."""
        return AwardRule(
            subject=self.number,
            plan_type=PlanType(self.plan_type) if self.plan_type != SCHOOL else None,
            verdict=Verdict(self.verdict) if self.verdict else None,
            asked=self.asked,
            approved=self.approved,
        )


def cases() -> QuerySet[Case]:
    """Give the cases that the meeting decides of, or has decided of."""
    here = Q(stage=Stage.DECISION, outcome=Outcome.OPEN) | Q(stage=Stage.ANNOUNCEMENT)
    return Case.objects.filter(here, call_id=settings.USR_CALL)


def lights(only: int | None = None) -> tuple[list[Light], list[Light]]:
    """Give all cases, and the school plans that something was said of; three statements."""
    approved = _approved()
    rows = cases() if only is None else cases().filter(pk=only)
    columns = ("pk", "project_number", "title", "school__name_zh", "school__name_en", "school__code", "plan_type")
    said = ("decision__verdict", "decision__confirmed_by", "decision__meeting")
    found = [
        Light(
            key=row[0],
            number=row[1],
            words=folded("\n".join(row[1:6])),
            plan_type=row[6],
            asked=row[7],
            verdict=row[8] or "",
            state=_state(row[8], row[9]),
            meeting=row[10],
            approved=approved["case", row[0]],
        )
        for row in rows.order_by("project_number").values_list(*columns, "subsidy", *said)
    ]
    return found, _drafted_plans(approved)


def _drafted_plans(approved: Mapping[tuple[str, int], Years]) -> list[Light]:
    rows = SchoolDecision.objects.filter(call_id=settings.USR_CALL).order_by("school__code")
    columns = ("school", "school__code", "school__name_zh", "school__name_en")
    return [
        Light(
            key=row[0],
            number=row[1],
            words=folded("\n".join(row[1:4])),
            plan_type=SCHOOL,
            asked=row[4],
            verdict=row[5],
            state=_state(row[5], row[6]),
            meeting=row[7],
            approved=approved["school", row[0]],
        )
        for row in rows.values_list(*columns, "asked", "verdict", "confirmed_by", "meeting")
    ]


def plans(schools: Iterable[School], drafted: Iterable[Light]) -> list[Light]:
    """Give the plan of each school, drafted or not."""
    held = {one.key: one for one in drafted}
    return [
        held.get(one.pk)
        or Light(
            key=one.pk,
            number=one.code,
            words=folded(f"{one.code}\n{one.name_zh}\n{one.name_en}"),
            plan_type=SCHOOL,
            asked={},
            verdict="",
            state=UNDECIDED,
            meeting=None,
            approved={},
        )
        for one in schools
    ]


def _state(verdict: str | None, confirmed_by: int | None) -> str:
    if not verdict:
        return UNDECIDED
    return DRAFT if confirmed_by is None else CONFIRMED


def _approved() -> dict[tuple[str, int], Years]:
    """Give every amount of the call by case and by school; one statement."""
    mine = Q(decision__case__call_id=settings.USR_CALL) | Q(school_decision__call_id=settings.USR_CALL)
    found: dict[tuple[str, int], Years] = defaultdict(dict)
    rows = Award.objects.filter(mine).order_by()
    for case, school, year, amount in rows.values_list("decision__case", "school_decision__school", "year", "amount"):
        found[("case", case) if case else ("school", school)][year] = amount
    return found
