"""What a school is told of a case or of its plan, as it is frozen in the letter of the result and read from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.rules.standing import Outcome
from review.rules.visibility import Asked, for_school
from usr_portal.kernel.messages import Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Year:
    """One year in whole NT$: what was asked for, and what was approved of it."""

    year: str
    asked: int
    approved: int

    @property
    def less(self) -> int:
        """How much less was approved than asked for."""
        return self.asked - self.approved


@dataclass(frozen=True, slots=True)
class Told:
    """A case (with its numbers, title and type) or a school's plan (without); what nobody may learn is not in it.

    `number` is the proposal's readable one, `project_number` the case's.
    """

    outcome: Outcome
    years: tuple[Year, ...]
    conditions: str = ""
    opinions: str = ""
    number: str = ""
    project_number: str = ""
    title: str = ""
    plan_type: str = ""

    @property
    def is_funded(self) -> bool:
        """Whether anything is approved."""
        return self.outcome is Outcome.FUNDED

    @property
    def status(self) -> Message:
        """The result in the words that a school reads."""
        return for_school(self.outcome, Asked(), announced=True).status

    @property
    def sum(self) -> Year:
        """All years together."""
        return Year("", sum(one.asked for one in self.years), sum(one.approved for one in self.years))


@dataclass(frozen=True, slots=True)
class ToldAll:
    """What one letter tells: its cases by project number, and the school's plan where the letter is the school's."""

    cases: tuple[Told, ...]
    plan: Told | None = None


def years_of(years: Iterable[str], asked: Mapping[str, int], approved: Mapping[str, int]) -> tuple[Year, ...]:
    """Set what was asked and approved beside each other; a year that is not named has 0."""
    return tuple(Year(year, asked.get(year, 0), approved.get(year, 0)) for year in years)


def as_json(told: ToldAll) -> Json:
    """Return what the letter keeps."""
    return {"cases": [_json(one) for one in told.cases], "plan": _json(told.plan) if told.plan else None}


def from_json(kept: Json) -> ToldAll:
    """Read what `as_json` wrote."""
    return ToldAll(tuple(_told(one) for one in kept["cases"]), _told(kept["plan"]) if kept["plan"] else None)


def _json(one: Told) -> Json:
    return {
        "outcome": one.outcome.value,
        "years": [[year.year, year.asked, year.approved] for year in one.years],
        "conditions": one.conditions,
        "opinions": one.opinions,
        "number": one.number,
        "project_number": one.project_number,
        "title": one.title,
        "plan_type": one.plan_type,
    }


def _told(one: Json) -> Told:
    rows: Sequence[tuple[str, int, int]] = one["years"]
    return Told(**{**one, "outcome": Outcome(one["outcome"]), "years": tuple(Year(*row) for row in rows)})
