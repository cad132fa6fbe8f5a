"""What a money plan adds up to, and how far each year stands from each ceiling. Computed, never typed (玖、四（十二）)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from budgets.rules.types import BudgetPlan, Item, Line, Part, Source
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.money import HUNDRED
from usr_portal.kernel.vocabulary import PlanType


class Figure(StrEnum):
    """What a gauge measures: the subsidy, a part or an item of it, or money from elsewhere."""

    SUBSIDY = "subsidy"
    DOMESTIC = "domestic"
    SECOND = "second"
    PERSONNEL = "personnel"
    TRAVEL_ABROAD = "travel_abroad"
    INTERNATIONAL_COOPERATION = "international_cooperation"
    MATCHING = "matching"
    EXTERNAL = "external"


class Sense(StrEnum):
    """Which way a limit holds; ``GROW``: the share is more than the year before."""

    MOST = "most"
    LEAST = "least"
    GROW = "grow"


@dataclass(frozen=True, slots=True)
class YearTotals:
    """One year in whole NT$. Subsidy by item and part, matching lines by item; ``matching`` and ``external`` as given."""

    year: str
    items: Mapping[Item, int] = field(hash=False)
    parts: Mapping[Part, int] = field(hash=False)
    matching_items: Mapping[Item, int] = field(hash=False)
    matching: int
    external: int

    @property
    def subsidy(self) -> int:
        """Return the whole subsidy of the year."""
        return sum(self.parts.values())

    @property
    def recurrent(self) -> int:
        """Return the subsidy of the recurrent items (經常門)."""
        return self.subsidy - self.items[Item.CAPITAL]

    @property
    def matching_lines(self) -> int:
        """Return what the matching lines add up to; they explain ``matching``."""
        return sum(self.matching_items.values())

    @property
    def total(self) -> int:
        """Return subsidy and matching together."""
        return self.subsidy + self.matching

    def figure(self, which: Figure) -> int:
        """Return the amount that a gauge measures."""
        if which in _ITEMS:
            return self.items[_ITEMS[which]]
        if which in _PARTS:
            return self.parts[_PARTS[which]]
        return {Figure.SUBSIDY: self.subsidy, Figure.MATCHING: self.matching, Figure.EXTERNAL: self.external}[which]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A limit to hold a year against: a fixed ``amount`` in NT$, or an exact ``share`` of the year's subsidy.

    ``year`` names the only year it is for; ``advisory`` marks one that may be passed with a reason (為原則).
    """

    key: str
    label: str
    figure: Figure
    sense: Sense
    amount: int | None = None
    share: Fraction | None = None
    year: str | None = None
    advisory: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A gauge read in a year: ``limit`` and ``free`` in NT$ (``free`` below 0: over, or short), ``share`` of the subsidy.

    ``limit`` is None where there is nothing to measure against: a year without subsidy has no shares.
    """

    gauge: Gauge
    amount: int
    limit: int | None
    share: Fraction | None

    @property
    def free(self) -> int | None:
        """Return how much may still be budgeted, or how much is there beyond the least."""
        if self.limit is None:
            return None
        return self.limit - self.amount if self.gauge.sense is Sense.MOST else self.amount - self.limit

    @property
    def holds(self) -> bool:
        """Tell whether the limit is kept; equality keeps it."""
        return self.free is None or self.free >= 0


def year_totals(plan: BudgetPlan, year: str) -> YearTotals:
    """Add up one year."""
    lines = plan.lines.get(year, ())
    subsidy = [line for line in lines if line.source is Source.SUBSIDY]
    return YearTotals(
        year=year,
        items=_by_item(subsidy),
        parts={part: sum(line.amount for line in subsidy if line.part is part) for part in Part},
        matching_items=_by_item(line for line in lines if line.source is Source.MATCHING),
        matching=plan.matching.get(year, 0),
        external=plan.external.get(year, 0),
    )


def totals(plan: BudgetPlan, years: Iterable[str]) -> tuple[YearTotals, ...]:
    """Add up the years, in their order."""
    return tuple(year_totals(plan, year) for year in years)


def overall(years: Iterable[YearTotals]) -> YearTotals:
    """Add several years into one, whose ``year`` is empty."""
    listed = tuple(years)
    return YearTotals(
        year="",
        items={item: sum(one.items[item] for one in listed) for item in Item},
        parts={part: sum(one.parts[part] for one in listed) for part in Part},
        matching_items={item: sum(one.matching_items[item] for one in listed) for item in Item},
        matching=sum(one.matching for one in listed),
        external=sum(one.external for one in listed),
    )


def gauges(plan_type: PlanType | None, parameters: CallParameters, *, municipal: bool = False) -> tuple[Gauge, ...]:
    """Return the limits of a plan type, or of the school plan (None), in the order of the call.

    ``municipal``: the school is one of a special municipality, county or city (拾肆、三).
    """
    if plan_type is None:
        return (_fixed("cap", gettext_noop("補助款年度上限"), Figure.SUBSIDY, parameters.school_plan.cap),)
    return (
        *_ceilings(plan_type, parameters),
        *_shares(plan_type, parameters),
        *_matching(parameters, municipal=municipal),
        *(_external(parameters) if plan_type.is_sustainable else ()),
    )


def read(gauge: Gauge, years: Mapping[str, YearTotals], year: str) -> Reading:
    """Hold one year against a gauge."""
    ours = years[year]
    amount, whole = ours.figure(gauge.figure), ours.subsidy
    share = Fraction(amount, whole) if whole > 0 else None
    return Reading(gauge, amount, _limit(gauge, years, ours), share)


def readings(given: Iterable[Gauge], years: Iterable[YearTotals]) -> dict[str, tuple[Reading, ...]]:
    """Hold every year against the gauges that are for it."""
    listed, known = tuple(given), {one.year: one for one in years}
    return {year: tuple(read(gauge, known, year) for gauge in listed if gauge.year in {None, year}) for year in known}


def _by_item(lines: Iterable[Line]) -> dict[Item, int]:
    found: Counter[Item] = Counter()
    for line in lines:
        found[line.item] += line.amount
    return {item: found[item] for item in Item}


def _limit(gauge: Gauge, years: Mapping[str, YearTotals], ours: YearTotals) -> int | None:
    if gauge.amount is not None:
        return gauge.amount
    if ours.subsidy <= 0:
        return None
    if gauge.sense is Sense.GROW:
        return _grown(years, ours)
    exact = ours.subsidy * (gauge.share or Fraction(0))
    return exact.__floor__() if gauge.sense is Sense.MOST else exact.__ceil__()


def _grown(years: Mapping[str, YearTotals], ours: YearTotals) -> int | None:
    """Return the least amount whose share is more than that of the last year before with a subsidy (readings 5 and 7)."""
    earlier = [one for year, one in years.items() if year < ours.year and one.subsidy > 0]
    if not earlier:
        return None
    before = max(earlier, key=lambda one: one.year)
    return before.external * ours.subsidy // before.subsidy + 1


def _fixed(key: str, label: str, figure: Figure, amount: int) -> Gauge:
    return Gauge(key, label, figure, Sense.MOST, amount=amount)


def _ceilings(plan_type: PlanType, parameters: CallParameters) -> Iterable[Gauge]:
    """Yearly ceilings of the subsidy, and of its two parts (捌、表4; 捌、二)."""
    figures = parameters.of_type(plan_type)
    yield _fixed("cap", gettext_noop("補助款年度上限"), Figure.SUBSIDY, figures.cap)
    if figures.cap_domestic is not None:
        yield _fixed("cap_domestic", gettext_noop("國內社會實踐上限"), Figure.DOMESTIC, figures.cap_domestic)
    if figures.cap_second is not None:
        yield _fixed("cap_second", _SECOND_CAPS[plan_type], Figure.SECOND, figures.cap_second)


def _shares(plan_type: PlanType, parameters: CallParameters) -> Iterable[Gauge]:
    """Shares of items in the year's subsidy (玖、四（十二）)."""
    personnel = Fraction(parameters.of_type(plan_type).personnel, HUNDRED)
    travel = Fraction(parameters.budget.travel, HUNDRED)
    label = gettext_noop("人事費比率")
    yield Gauge("personnel", label, Figure.PERSONNEL, Sense.MOST, share=personnel, advisory=True)
    yield Gauge("travel", gettext_noop("國外差旅費比率"), Figure.TRAVEL_ABROAD, Sense.MOST, share=travel)
    if plan_type.is_sustainable:
        share = Fraction(parameters.budget.international, HUNDRED)
        label = gettext_noop("國際合作費用比率")
        yield Gauge("international", label, Figure.INTERNATIONAL_COOPERATION, Sense.MOST, share=share)


def _matching(parameters: CallParameters, *, municipal: bool) -> Iterable[Gauge]:
    """Ask for the school's own money (玖、四（十二）5), and for more of it where the school is not the ministry's (拾肆、三)."""
    least = Fraction(parameters.budget.matching, HUNDRED)
    yield Gauge("matching", gettext_noop("學校配合款"), Figure.MATCHING, Sense.LEAST, share=least)
    if municipal:
        # subsidy ≤ 90 % of subsidy + matching, solved for the matching
        least = Fraction(HUNDRED - parameters.budget.municipal, parameters.budget.municipal)
        label = gettext_noop("直轄市、縣（市）屬學校之配合款")
        yield Gauge("municipal", label, Figure.MATCHING, Sense.LEAST, share=least)


def _external(parameters: CallParameters) -> Iterable[Gauge]:
    """Funds raised outside: a share in the first year that grows every year (玖、四、國際合作型（九）)."""
    first, *later = parameters.years
    label = gettext_noop("對外募款")
    least = Fraction(parameters.budget.external_first, HUNDRED)
    yield Gauge("external", label, Figure.EXTERNAL, Sense.LEAST, share=least, year=first)
    for year in later:
        yield Gauge("external", label, Figure.EXTERNAL, Sense.GROW, year=year)


_ITEMS = {
    Figure.PERSONNEL: Item.PERSONNEL,
    Figure.TRAVEL_ABROAD: Item.TRAVEL_ABROAD,
    Figure.INTERNATIONAL_COOPERATION: Item.INTERNATIONAL_COOPERATION,
}
_PARTS = {Figure.DOMESTIC: Part.DOMESTIC, Figure.SECOND: Part.SECOND}
_SECOND_CAPS = {
    PlanType.INTERNATIONAL: gettext_noop("國際合作規劃上限"),
    PlanType.DISTINCTIVE: gettext_noop("特色永續規劃上限"),
}
