"""A money plan: lines by year, matching, external funds; whole NT$ throughout."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Item(StrEnum):
    """What a line is spent on."""

    PERSONNEL = "personnel"
    OPERATING = "operating"
    SUNDRY = "sundry"
    TRAVEL_ABROAD = "travel_abroad"
    INTERNATIONAL_COOPERATION = "international_cooperation"
    CAPITAL = "capital"


class Part(StrEnum):
    """The two parts of a sustainable plan; the characteristic types have the first alone."""

    DOMESTIC = "domestic"
    SECOND = "second"


class Source(StrEnum):
    """Who pays: the ministry or the school."""

    SUBSIDY = "subsidy"
    MATCHING = "matching"


class AbroadKind(StrEnum):
    """Going abroad, or inviting scholars from abroad."""

    VISIT = "visit"
    INVITE = "invite"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a year's budget.

    ``person`` and ``host_fee`` belong to a host fee (主持費); ``monthly`` (a head's), ``months`` and
    ``part_time`` to part-time staff; ``reason`` to capital.
    """

    item: Item
    amount: int
    label: str = ""
    part: Part = Part.DOMESTIC
    source: Source = Source.SUBSIDY
    quantity: int | None = None
    unit_price: int | None = None
    person: str | None = None
    host_fee: bool = False
    monthly: int | None = None
    months: int | None = None
    part_time: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AbroadPlan:
    """A plan for a cost abroad: a visit (place, activity, days, people) or an invitation."""

    year: str = ""
    kind: AbroadKind | None = None
    place: str = ""
    activity: str = ""
    days: int | None = None
    people: int | None = None
    invitee: str = ""


@dataclass(frozen=True, slots=True)
class BudgetPlan:
    """The whole budget of a proposal or school plan; years are ROC years as strings.

    ``lines`` has every year of the call, maybe empty; ``matching`` and ``external`` miss no year
    either. ``international_focus`` is for distinctive plans only.
    """

    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict, hash=False)
    matching: Mapping[str, int] = field(default_factory=dict, hash=False)
    external: Mapping[str, int] = field(default_factory=dict, hash=False)
    personnel_reason: str = ""
    abroad_plans: tuple[AbroadPlan, ...] = ()
    international_focus: bool = False
