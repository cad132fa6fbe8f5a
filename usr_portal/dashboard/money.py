"""What is asked, what goes on and what is approved, by type and year, against the pot. Whole NT$."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from review.selectors.columns import SHORT_TYPES
from usr_portal.dashboard import charts, links
from usr_portal.dashboard.charts import Chart, Row
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from review.selectors.numbers import Numbers

SCHOOL_PLAN = "school_plan"
Amounts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount and where it leads; `name` is the link as it is read aloud."""

    amount: int
    url: str
    name: str
    heading: str

    @property
    def text(self) -> str:
        """As it is shown."""
        return f"{self.amount:,}"


@dataclass(frozen=True, slots=True)
class Line:
    """A type, what it is of, and its amounts by year with their sum. `kind`: `asked`, `going`, `approved`, `pot`, `left`."""

    title: str
    measure: str
    kind: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """The table, and the drawing of its sums by year."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: Chart
    has_pot: bool


@dataclass(frozen=True, slots=True)
class _Measure:
    """One kind of amount: its name, its amounts by type and year, and what the list of proposals is narrowed by.

    What the meeting approves leads to its board instead: `wanted` is None.
    """

    key: str
    name: str
    amounts: Amounts
    wanted: Mapping[str, str] | None = None

    def url(self, kind: str = "") -> str:
        """Where an amount leads, of one type or of all."""
        if kind == SCHOOL_PLAN:
            return links.school_plans()
        if self.wanted is None:
            return links.decision(kind)
        return links.proposals(type=kind, **self.wanted)


def written(amounts: Amounts, years: Sequence[str]) -> Money:
    """Show what the proposals ask as they are written."""
    return _money([_Measure("asked", _("申請"), amounts, {})], {}, years)


def reviewed(found: Numbers, years: Sequence[str]) -> Money:
    """Show what the cases ask, as much of it as goes on, and what is approved (drafts of decisions too)."""
    asked = {key: one.total for key, one in found.asked.items()}
    going = {key: one.standing for key, one in found.asked.items()}
    measures = [
        _Measure("asked", _("申請"), asked, {"condition": "sent"}),
    ]
    if any(going.values()):
        measures.append(_Measure("going", _("其中審查中"), going, {"outcome": "open"}))
    if found.approved:
        approved = {key: one.total for key, one in found.approved.items()}
        confirmed = {key: one.standing for key, one in found.approved.items()}
        measures += [
            _Measure("approved", _("擬核定"), approved),
            _Measure("confirmed", _("其中已確認"), confirmed),
        ]
    return _money(measures, found.pot, years)


def _money(measures: Sequence[_Measure], pot: Mapping[str, int], years: Sequence[str]) -> Money:
    headings = (*(_("%(year)s 年") % {"year": year} for year in years), _("合計"))
    types = {one.value: str(SHORT_TYPES[one]) for one in PlanType} | {SCHOOL_PLAN: _("校務發展規劃")}
    lines = [
        _line(types[kind], measure, kind, years, headings)
        for kind in types
        for measure in measures
        if any(held == kind for held, _year in measure.amounts)
    ]
    sums = {measure.key: _sums(measure.amounts, years) for measure in measures}
    lines += [_sum_line(measure, sums[measure.key], headings) for measure in measures]
    lines += _pot_lines(pot, sums, years, headings)
    return Money(headings, tuple(lines), _chart(measures, sums, pot, years), bool(pot))


def _line(title: str, measure: _Measure, kind: str, years: Sequence[str], headings: Sequence[str]) -> Line:
    amounts = [measure.amounts.get((kind, year), 0) for year in years]
    return Line(
        title, measure.name, measure.key, _cells(f"{title} {measure.name}", amounts, measure.url(kind), headings)
    )


def _sum_line(measure: _Measure, amounts: Mapping[str, int], headings: Sequence[str]) -> Line:
    title = _("各類合計")
    cells = _cells(f"{title} {measure.name}", list(amounts.values()), measure.url(), headings)
    return Line(title, measure.name, measure.key, cells, is_sum=True)


def _pot_lines(
    pot: Mapping[str, int], sums: Mapping[str, Mapping[str, int]], years: Sequence[str], headings: Sequence[str]
) -> list[Line]:
    if not pot:
        return []
    amounts = [pot.get(year, 0) for year in years]
    spent = sums.get("approved", {})
    left = [pot.get(year, 0) - spent.get(year, 0) for year in years]
    rows = ((_("可核配經費"), "pot", amounts), (_("剩餘"), "left", left))
    return [
        Line(title, "", key, _cells(title, held, links.decision(), headings), is_sum=True) for title, key, held in rows
    ]


def _cells(name: str, amounts: Sequence[int], url: str, headings: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            amount,
            url,
            _("%(name)s，%(year)s：%(amount)s 元") % {"name": name, "year": heading, "amount": f"{amount:,}"},
            heading,
        )
        for amount, heading in zip((*amounts, sum(amounts)), headings, strict=True)
    )


def _sums(amounts: Amounts, years: Sequence[str]) -> dict[str, int]:
    return {year: sum(amount for (_kind, at), amount in amounts.items() if at == year) for year in years}


def _chart(
    measures: Sequence[_Measure], sums: Mapping[str, Mapping[str, int]], pot: Mapping[str, int], years: Sequence[str]
) -> Chart:
    rows = []
    for year in years:
        drawn = [(one.name, sums[one.key][year], one.key, one.url()) for one in measures if one.key != "confirmed"]
        drawn += [(_("可核配經費"), pot[year], "pot", links.decision())] if year in pot else []
        for name, amount, kind, url in drawn:
            label = _("%(year)s 年 %(name)s") % {"year": year, "name": name}
            told = _("%(label)s：%(amount)s 元") % {"label": label, "amount": f"{amount:,}"}
            rows.append(Row(label, amount, url, kind=kind, told=told))
    return charts.draw(_("各年度合計（元）"), "money", rows, unit=_("金額（元）"))
