"""A money plan: lines by year, matching, external funds; whole NT$ throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from usr_portal.kernel.messages import Message, gettext_noop


class Item(StrEnum):
    """What a line is spent on."""

    PERSONNEL = "personnel"
    OPERATING = "operating"
    SUNDRY = "sundry"
    TRAVEL_ABROAD = "travel_abroad"
    INTERNATIONAL_COOPERATION = "international_cooperation"
    CAPITAL = "capital"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _ITEM_LABELS[self]

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)


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


_ITEM_LABELS = {
    Item.PERSONNEL: gettext_noop("人事費"),
    Item.OPERATING: gettext_noop("業務費"),
    Item.SUNDRY: gettext_noop("雜支"),
    Item.TRAVEL_ABROAD: gettext_noop("國外差旅費"),
    Item.INTERNATIONAL_COOPERATION: gettext_noop("國際合作費用"),
    Item.CAPITAL: gettext_noop("資本門"),
}
