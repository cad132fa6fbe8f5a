"""What the minutes of a decision meeting list: every decision by type, with amounts, conditions and who was recused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.access import require_staff
from review.facts.rulings import Ruling, approved_of, key_of
from review.models import Decision, Meeting, SchoolDecision
from review.rules.awards import SCHOOL, Award, Pot, Share, pots, share, shares
from review.rules.standing import Verdict
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from usr_portal.accounts.models import Person

Years = dict[str, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One decision as the minutes list it; `number` is the project number or the school's code."""

    number: str
    school: str
    title: str
    kind: str
    ruling: Ruling
    asked: Years
    approved: Years
    recused: str

    @property
    def is_funded(self) -> bool:
        """Tell whether it is funded."""
        return self.ruling.verdict == Verdict.FUND

    @property
    def total(self) -> int:
        """The sum approved over the years."""
        return sum(self.approved.values())

    @property
    def award(self) -> Award:
        """What the rules add up."""
        return Award(
            subject=self.number,
            plan_type=None if self.kind == SCHOOL else PlanType(self.kind),
            verdict=Verdict(self.ruling.verdict),
            asked=self.asked,
            approved=self.approved,
        )


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting with all that it decided, by kind in the order of the types; school plans last."""

    meeting: Meeting
    years: tuple[str, ...]
    groups: Mapping[str, tuple[Item, ...]]
    shares: Mapping[str, Share]
    whole: Share
    pots: tuple[Pot, ...]
    unconfirmed: int


def minutes(person: Person, meeting: Meeting) -> Minutes:
    """Give the minutes for staff; four statements however many decisions."""
    require_staff(person)
    items = _items(meeting)
    years = call.in_force().years
    kinds = [*(kind.value for kind in PlanType), SCHOOL]
    groups = {kind: mine for kind in kinds if (mine := tuple(one for one in items if one.kind == kind))}
    awards = [one.award for mine in groups.values() for one in mine]
    whole = share(awards, years)
    return Minutes(
        meeting,
        years,
        groups,
        shares(awards, years),
        whole,
        pots(meeting.pot, whole.approved, years),
        sum(not one.ruling.is_confirmed for one in items),
    )


def _items(meeting: Meeting) -> list[Item]:
    cases = list(
        Decision.objects.filter(meeting=meeting)
        .select_related("case__school", "drafted_by", "confirmed_by")
        .order_by("case__project_number")
    )
    schools = list(
        SchoolDecision.objects.filter(meeting=meeting)
        .select_related("school", "drafted_by", "confirmed_by")
        .order_by("school__code")
    )
    approved = approved_of([*cases, *schools])
    return [*_case_items(cases, approved), *_school_items(schools, approved)]


def _case_items(cases: Iterable[Decision], approved: Mapping[tuple[str, int], Years]) -> list[Item]:
    return [
        Item(
            number=one.case.project_number,
            school=one.case.school.name_zh,
            title=one.case.title,
            kind=one.case.plan_type,
            ruling=one,
            asked=dict(one.case.subsidy),
            approved=approved.get(key_of(one), {}),
            recused=one.recused,
        )
        for one in cases
    ]


def _school_items(schools: Iterable[SchoolDecision], approved: Mapping[tuple[str, int], Years]) -> list[Item]:
    return [
        Item(
            number=one.school.code,
            school=one.school.name_zh,
            title="",
            kind=SCHOOL,
            ruling=one,
            asked=dict(one.asked),
            approved=approved.get(key_of(one), {}),
            recused="",
        )
        for one in schools
    ]
