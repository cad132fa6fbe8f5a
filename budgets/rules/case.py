"""What a budget is judged on: a plan's years with their sums, and who in the team may draw what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from budgets.rules.types import BudgetPlan, Item, Line, Part, Source
from usr_portal.call.rules.parameters import CallParameters, TypeFigures
from usr_portal.kernel.vocabulary import PlanType


@dataclass(frozen=True)
class Year:
    """One ROC year of a plan; amounts are whole NT$."""

    year: str
    lines: tuple[Line, ...]
    matching: int
    external: int

    @cached_property
    def subsidised(self) -> tuple[Line, ...]:
        """The lines that the subsidy pays."""
        return tuple(line for line in self.lines if line.source is Source.SUBSIDY)

    @cached_property
    def subsidy(self) -> int:
        """The year's subsidy, both parts together."""
        return sum(line.amount for line in self.subsidised)

    @property
    def asked(self) -> bool:
        """Whether any subsidy is asked for; without it no share is judged (reading 7)."""
        return self.subsidy > 0

    def of_item(self, item: Item) -> int:
        """Return the subsidy spent on an item."""
        return sum(line.amount for line in self.subsidised if line.item is item)

    def of_part(self, part: Part) -> int:
        """Return the subsidy of a part."""
        return sum(line.amount for line in self.subsidised if line.part is part)

    def costs(self, *items: Item) -> bool:
        """Return whether the subsidy pays anything for one of ``items``; a line of 0 is no cost."""
        return any(line.item in items and line.amount != 0 for line in self.subsidised)

    @property
    def matching_lines(self) -> tuple[Line, ...]:
        """The lines that explain the school's matching."""
        return tuple(line for line in self.lines if line.source is Source.MATCHING)


def years_of(plan: BudgetPlan, years: tuple[str, ...]) -> tuple[Year, ...]:
    """Return the plan year by year; what a year lacks is empty or 0."""
    return tuple(
        Year(year, plan.lines.get(year, ()), plan.matching.get(year, 0), plan.external.get(year, 0)) for year in years
    )


@dataclass(frozen=True)
class BudgetCase:
    """A proposal's budget, or with ``proposal`` None the school plan's.

    ``path`` is the proposal's (or ``school_plan``); ``presidents`` and ``outside_associates`` are persons of the lead
    team: (vice-)presidents, and associate PIs who are not of the school.
    """

    proposal: str | None
    path: str
    plan_type: PlanType | None
    plan: BudgetPlan
    parameters: CallParameters
    municipal: bool = False
    presidents: frozenset[str] = frozenset()
    outside_associates: frozenset[str] = frozenset()

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The plan's years, in order."""
        return years_of(self.plan, self.parameters.years)

    @property
    def asked_years(self) -> Iterator[Year]:
        """The years whose shares are judged."""
        return (year for year in self.years if year.asked)

    @property
    def type(self) -> PlanType:
        """The plan type, for the rules that only proposals have."""
        assert self.plan_type is not None  # noqa: S101 - the school plan is judged by its own rules
        return self.plan_type

    @property
    def figures(self) -> TypeFigures:
        """The figures of the plan type."""
        return self.parameters.of_type(self.type)
