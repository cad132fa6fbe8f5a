"""What the grid's page shows: lines by item, sums by year, each limit with what is still free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from budgets.forms.grid import Grid, YearGrid
from budgets.forms.rows import Kind, Row, empty_abroad, empty_line
from budgets.rules.totals import Gauge, Reading, Sense, YearTotals, gauges, overall, readings, totals
from budgets.rules.types import BudgetPlan, Item, Part
from usr_portal.call.rules import digest
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.money import percent_text
from usr_portal.kernel.vocabulary import PlanType

# How far a gauge is from its limit, in words; the script puts the same ones in.
WORDS = {
    "free": gettext_lazy("尚可編列 {amount} 元"),
    "over": gettext_lazy("超過 {amount} 元"),
    "met": gettext_lazy("已達最低額，多 {amount} 元"),
    "short": gettext_lazy("尚差 {amount} 元"),
    "none": gettext_lazy("編列補助款後計算"),
}
SECOND_PARTS = {
    PlanType.INTERNATIONAL: gettext_lazy("國際合作規劃"),
    PlanType.DISTINCTIVE: gettext_lazy("特色永續規劃"),
}
KINDS = {
    Kind.PLAIN: gettext_lazy("一般"),
    Kind.HOST_FEE: gettext_lazy("主持費"),
    Kind.PART_TIME: gettext_lazy("學生兼任"),
}
PERSONNEL = Item.PERSONNEL.value


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose plan it is: a type's, or the school's (None); ``people`` are the lead team's (key, name)."""

    plan_type: PlanType | None
    parameters: CallParameters
    municipal: bool = False
    people: tuple[tuple[str, str], ...] = ()

    @property
    def two_parts(self) -> bool:
        """Tell whether lines belong to one of two parts."""
        return self.plan_type is not None and self.plan_type.is_sustainable

    @property
    def second_part(self) -> str:
        """Return the name of the second part."""
        return str(SECOND_PARTS.get(self.plan_type, "")) if self.plan_type else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one item in one year; ``total`` is the subsidy's path among the figures."""

    item: digest.BudgetItem
    title: str
    guidance: tuple[str, ...]
    rates: tuple[tuple[str, str], ...]
    lines: tuple[tuple[int, Row], ...]
    path: str
    total: int
    monthly_first: bool

    @property
    def article_slug(self) -> str:
        """Return the article's part of an address."""
        return digest.article(self.item.article).slug


@dataclass(frozen=True, slots=True)
class ShownGauge:
    """A gauge read in a year, in the reader's words."""

    path: str
    label: str
    limit_text: str
    amount: int
    limit: int | None
    percent: str
    state: str
    words: str
    advisory: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of the summary: (path, amount) by year and in all."""

    key: str
    label: str
    level: int
    cells: tuple[tuple[str, int], ...]


def figures(plan: BudgetPlan, scope: Scope) -> dict[str, Any]:
    """Return every sum and gauge as plain values: the reply to a save, and where the script starts from."""
    years = totals(plan, scope.parameters.years)
    limits = readings(_gauges(scope), years)
    sums = {one.year: _sums(one) for one in years} | {"all": _sums(overall(years))}
    return {
        "sums": sums,
        "gauges": {year: {one.gauge.key: _plain(one) for one in found} for year, found in limits.items()},
    }


def context(grid: Grid, plan: BudgetPlan, scope: Scope) -> dict[str, Any]:
    """Return what the template needs; ``plan`` is what the grid's cells hold."""
    years = totals(plan, scope.parameters.years)
    limits = readings(_gauges(scope), years)
    items = digest.budget_items(scope.plan_type)
    by_year = {one.year: one for one in years}
    return {
        "grid": grid,
        "scope": scope,
        "people": [*scope.people, *_strangers(plan, scope)],
        "second_word": gettext("第二部分"),
        "kinds": {kind.value: name for kind, name in KINDS.items()},
        "year_pages": [_year_page(grid.years[year], by_year[year], limits[year], items, scope) for year in by_year],
        "summary": _summary(years, items, scope),
        "blank_line": empty_line("__item__"),
        "blank_abroad": empty_abroad(scope.parameters.first_year),
        "script_facts": _script_facts(scope, items),
        "over_personnel": any(
            not one.holds for found in limits.values() for one in found if one.gauge.key == PERSONNEL
        ),
    }


def _strangers(plan: BudgetPlan, scope: Scope) -> Iterable[tuple[str, str]]:
    """Yield persons whom a line names and the lead team does not have (any more)."""
    known = {key for key, _name in scope.people}
    named = {line.person for lines in plan.lines.values() for line in lines if line.person}
    for key in sorted(named - known):
        yield key, gettext("{person}（不在主持團隊）").format(person=key)


def _gauges(scope: Scope) -> tuple[Gauge, ...]:
    return gauges(scope.plan_type, scope.parameters, municipal=scope.municipal)


def _language() -> str:
    return get_language() or ""


def _year_page(
    grid: YearGrid,
    sums: YearTotals,
    found: Iterable[Reading],
    items: tuple[digest.BudgetItem, ...],
    scope: Scope,
) -> dict[str, Any]:
    years = scope.parameters.years
    place = years.index(grid.year)
    return {
        "year": grid.year,
        "sums": grid.sums,
        "groups": _groups(grid, sums, items),
        "gauges": [_shown(one, grid.year) for one in found],
        "subsidy": sums.subsidy,
        "next": years[place + 1] if place + 1 < len(years) else None,
    }


def _groups(grid: YearGrid, sums: YearTotals, items: tuple[digest.BudgetItem, ...]) -> list[Group]:
    """Return the items that the type may have, and others that have lines all the same (from a file, say)."""
    lines: dict[str, list[tuple[int, Row]]] = {}
    for index, row in enumerate(grid.lines):
        lines.setdefault(row.cells["item"], []).append((index, row))
    allowed = {one.key for one in items}
    known = {one.key: one for plan_type in PlanType for one in digest.budget_items(plan_type)}
    return [
        _group(known[item], tuple(lines.get(item, ())), sums)
        for item in Item
        if item in allowed or (item in lines and item in known)
    ]


def _group(item: digest.BudgetItem, lines: tuple[tuple[int, Row], ...], sums: YearTotals) -> Group:
    language = _language()
    return Group(
        item=item,
        title=item.title(language),
        guidance=item.guidance(language),
        rates=tuple((one.name(language), one.rate(language) if one.rate else "") for one in item.labels),
        lines=lines,
        path=f"{sums.year}.{item.key}",
        total=sums.items[Item(item.key)],
        monthly_first=item.key == PERSONNEL,
    )


def _shown(one: Reading, year: str) -> ShownGauge:
    state = _state(one)
    words = str(WORDS[state]).format(amount=f"{abs(one.free or 0):,}")
    return ShownGauge(
        path=f"{year}.{one.gauge.key}",
        label=gettext(one.gauge.label),
        limit_text=_limit_text(one.gauge),
        amount=one.amount,
        limit=one.limit,
        percent=_percent(one),
        state=state,
        words=words,
        advisory=one.gauge.advisory,
    )


def _state(one: Reading) -> str:
    if one.free is None:
        return "none"
    if one.gauge.sense is Sense.MOST:
        return "free" if one.holds else "over"
    return "met" if one.holds else "short"


def _limit_text(gauge: Gauge) -> str:
    """Say what the limit is: an amount, a share of the subsidy, or growth."""
    if gauge.amount is not None:
        return gettext("上限 {amount} 元").format(amount=f"{gauge.amount:,}")
    if gauge.share is None:
        return gettext("占補助款比率須高於前一年")
    if gauge.key == "municipal":
        return gettext("補助款最多占總經費 {share}%").format(share=_in_percent(1 / (1 + gauge.share)))
    return gettext(_share_words(gauge)).format(share=_in_percent(gauge.share))


def _share_words(gauge: Gauge) -> str:
    if gauge.advisory:
        return gettext_noop("以補助款 {share}% 為原則")
    return gettext_noop("最多為補助款 {share}%") if gauge.sense is Sense.MOST else gettext_noop("至少為補助款 {share}%")


def _in_percent(share: Fraction) -> str:
    return percent_text(share.numerator, share.denominator).removesuffix(".00")


def _percent(one: Reading) -> str:
    if one.share is None or one.amount < 0 or one.gauge.amount is not None:
        return ""
    return percent_text(one.share.numerator, one.share.denominator)


def _sums(one: YearTotals) -> dict[str, int]:
    items = {item.value: amount for item, amount in one.items.items()}
    return items | {
        "recurrent": one.recurrent,
        "subsidy": one.subsidy,
        "domestic": one.parts[Part.DOMESTIC],
        "second": one.parts[Part.SECOND],
        "matching": one.matching,
        "matching_lines": one.matching_lines,
        "external": one.external,
        "total": one.total,
    }


def _plain(one: Reading) -> dict[str, Any]:
    return {
        "amount": one.amount,
        "limit": one.limit,
        "distance": abs(one.free or 0),
        "state": _state(one),
        "percent": _percent(one),
    }


def _summary(years: tuple[YearTotals, ...], items: tuple[digest.BudgetItem, ...], scope: Scope) -> list[Sum]:
    sums = {one.year: _sums(one) for one in years} | {"all": _sums(overall(years))}
    return [
        Sum(key, label, level, tuple((f"{year}.{key}", found[key]) for year, found in sums.items()))
        for key, label, level in _summary_rows(items, sums["all"], scope)
    ]


def summary_of(plan: BudgetPlan, scope: Scope) -> list[tuple[str, tuple[int, ...]]]:
    """Return the rows of the summary as labels with an amount for each year and one in all."""
    years = totals(plan, scope.parameters.years)
    rows = _summary(years, digest.budget_items(scope.plan_type), scope)
    return [(one.label, tuple(amount for _path, amount in one.cells)) for one in rows]


def _summary_rows(
    items: tuple[digest.BudgetItem, ...], sums: Mapping[str, int], scope: Scope
) -> Iterable[tuple[str, str, int]]:
    """Yield key, label and level (1 a sum, 2 a part of it) of each row."""
    titles = {one.key: one.title(_language()) for one in items}
    for item in Item:
        if item in titles or sums[item]:
            yield item.value, titles.get(item, gettext(item.label)), 2
    yield "subsidy", gettext("補助款合計"), 1
    if scope.two_parts:
        yield "domestic", gettext("其中：國內社會實踐"), 2
        yield "second", gettext("其中：{part}").format(part=scope.second_part), 2
    if scope.plan_type is not None:
        yield "matching", gettext("學校配合款"), 1
    yield "matching_lines", gettext("其中：配合款明細"), 2
    yield "total", gettext("總經費（補助款＋配合款）"), 1
    if scope.two_parts:
        yield "external", gettext("對外募款"), 1


def _script_facts(scope: Scope, items: tuple[digest.BudgetItem, ...]) -> dict[str, Any]:
    """Return what the script computes with: the same limits, words and customary rates as the page."""
    language = _language()
    return {
        "years": list(scope.parameters.years),
        "items": [item.value for item in Item],
        "gauges": [_gauge_facts(one) for one in _gauges(scope)],
        "words": {key: str(words) for key, words in WORDS.items()},
        "rates": {
            one.name(language): one.rate(language) for item in items for one in item.labels if one.rate is not None
        },
    }


def _gauge_facts(gauge: Gauge) -> dict[str, Any]:
    return {
        "key": gauge.key,
        "figure": gauge.figure,
        "sense": gauge.sense,
        "amount": gauge.amount,
        "share": None if gauge.share is None else [gauge.share.numerator, gauge.share.denominator],
        "year": gauge.year,
    }
