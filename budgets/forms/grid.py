"""The whole grid: three years of lines, what the school and others put in, reasons, plans for costs abroad."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from budgets.forms.rows import (
    ABROAD_CELLS,
    LINE_CELLS,
    LONGEST_TEXT,
    Row,
    abroad_row,
    empty_abroad,
    empty_line,
    line_row,
    read_abroad,
    read_line,
    shown,
)
from budgets.rules.types import BudgetPlan, Item, Line
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.messages import Message, gettext_noop

MOST_LINES = 120
MOST_ABROAD = 60
MOST_YEARS = 10
LARGEST = 10**12  # of the file format, whatever the call
_LONGEST_NUMBER = 9
_ORDER = {item.value: place for place, item in enumerate(Item)}


class MalformedGridError(ValueError):
    """The cells that were sent do not line up: no browser showed this form."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A wrong cell: the name of its input, its place among the inputs of that name, and what is wrong."""

    name: str
    index: int
    message: Message


@dataclass(slots=True)
class YearGrid:
    """One year: lines in the order of the items, and the row of the year's own two amounts."""

    year: str
    lines: list[Row]
    sums: Row

    def arrange(self) -> None:
        """Bring lines of one item together, keeping their order."""
        self.lines.sort(key=lambda row: _ORDER.get(row.cells["item"], len(_ORDER)))


@dataclass(slots=True)
class Grid:
    """The grid as typed. ``version`` is the save that it was read from."""

    version: int
    years: dict[str, YearGrid]
    abroad: list[Row]
    notes: Row
    international_focus: bool
    largest: int

    @classmethod
    def of_plan(cls, plan: BudgetPlan, version: int, parameters: CallParameters) -> Self:
        """Show a stored plan."""
        return cls(
            version=version,
            years={year: _stored_year(plan, year) for year in parameters.years},
            abroad=[abroad_row(one) for one in plan.abroad_plans],
            notes=Row({"personnel_reason": plan.personnel_reason}),
            international_focus=plan.international_focus,
            largest=LARGEST,
        )

    @classmethod
    def of_post(cls, data: QueryDict) -> Self:
        """Read what was sent, for the years that it names; raises `MalformedGridError` where its cells do not line up."""
        return cls(
            version=_number(data.get("version", "")),
            years={year: _posted_year(data, year) for year in data.getlist("year")[:MOST_YEARS]},
            abroad=_posted_rows(data, "abroad", ABROAD_CELLS),
            notes=Row({"personnel_reason": data.get("personnel_reason", "")}),
            international_focus=data.get("international_focus") == "1",
            largest=LARGEST,
        )

    def plan(self) -> BudgetPlan:
        """Return the plan that the cells hold, marking each wrong cell; look at `faults` before it is used."""
        return BudgetPlan(
            lines={year: tuple(self._lines(grid)) for year, grid in self.years.items()},
            matching={year: grid.sums.number("matching", self.largest) or 0 for year, grid in self.years.items()},
            external={year: grid.sums.number("external", self.largest) or 0 for year, grid in self.years.items()},
            personnel_reason=self.notes.text("personnel_reason", LONGEST_TEXT),
            abroad_plans=tuple(one for row in self.abroad if (one := read_abroad(row, self.largest))),
            international_focus=self.international_focus,
        )

    def faults(self) -> list[CellFault]:
        """Return every wrong cell, in the order of the page."""
        return [*self._year_faults(), *_faults("abroad.", self.abroad), *_faults("", [self.notes])]

    def act(self, words: Sequence[str]) -> None:
        """Do what a button of the plain form asks: add, remove or move a row, copy a year. Unknown words do nothing.

        Raises `MalformedGridError` where a place is no number.
        """
        name, *arguments = words
        if name in _ACTS:
            _ACTS[name](self, arguments)

    def _lines(self, grid: YearGrid) -> Iterator[Line]:
        return (line for row in grid.lines if (line := read_line(row, self.largest)))

    def excesses(self) -> list[Message]:
        """Return what the grid has too many of."""
        found = []
        for year, grid in self.years.items():
            if len(grid.lines) > MOST_LINES:
                values = {"year": year, "most": MOST_LINES}
                found.append(Message(gettext_noop("{year} 年明細最多 {most} 列，請合併項目。"), values))
        if len(self.abroad) > MOST_ABROAD:
            found.append(Message(gettext_noop("國際交流規劃最多 {most} 列。"), {"most": MOST_ABROAD}))
        return found

    def _year_faults(self) -> Iterator[CellFault]:
        for year, grid in self.years.items():
            yield from _faults(f"{year}.", grid.lines)
            yield from _faults(f"{year}.", [grid.sums])


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        raise MalformedGridError
    return int(text)


def _faults(prefix: str, rows: Sequence[Row]) -> Iterator[CellFault]:
    for index, row in enumerate(rows):
        for cell, message in row.errors.items():
            yield CellFault(f"{prefix}{cell}", index, message)


def _stored_year(plan: BudgetPlan, year: str) -> YearGrid:
    sums = {"matching": shown(plan.matching.get(year)), "external": shown(plan.external.get(year))}
    grid = YearGrid(year, [line_row(line) for line in plan.lines.get(year, ())], Row(sums))
    grid.arrange()
    return grid


def _posted_year(data: QueryDict, year: str) -> YearGrid:
    sums = {cell: data.get(f"{year}.{cell}", "") for cell in ("matching", "external")}
    grid = YearGrid(year, _posted_rows(data, year, LINE_CELLS), Row(sums))
    grid.arrange()
    return grid


def _posted_rows(data: QueryDict, prefix: str, cells: Sequence[str]) -> list[Row]:
    columns = [data.getlist(f"{prefix}.{cell}") for cell in cells]
    if len({len(column) for column in columns}) > 1:
        raise MalformedGridError
    return [Row(dict(zip(cells, values, strict=True))) for values in zip(*columns, strict=True)]


def _add(grid: Grid, arguments: Sequence[str]) -> None:
    match arguments:
        case [year, item] if year in grid.years and item in _ORDER:
            grid.years[year].lines.append(empty_line(item))
            grid.years[year].arrange()


def _remove(grid: Grid, arguments: Sequence[str]) -> None:
    rows, place = _row(grid, arguments)
    del rows[place : place + 1]


def _up(grid: Grid, arguments: Sequence[str]) -> None:
    rows, place = _row(grid, arguments)
    if 0 < place < len(rows) and rows[place - 1].cells["item"] == rows[place].cells["item"]:
        rows[place - 1 : place + 1] = [rows[place], rows[place - 1]]


def _down(grid: Grid, arguments: Sequence[str]) -> None:
    rows, place = _row(grid, arguments)
    if place + 1 < len(rows):
        _up(grid, [arguments[0], str(place + 1)])


def _copy(grid: Grid, arguments: Sequence[str]) -> None:
    """Put a year's lines in place of the next year's."""
    years = list(grid.years)
    match arguments:
        case [year] if year in years[:-1]:
            following = grid.years[years[years.index(year) + 1]]
            following.lines = [Row(dict(row.cells)) for row in grid.years[year].lines]


def _add_abroad(grid: Grid, _arguments: Sequence[str]) -> None:
    grid.abroad.append(empty_abroad(next(iter(grid.years))))


def _remove_abroad(grid: Grid, arguments: Sequence[str]) -> None:
    match arguments:
        case [place]:
            del grid.abroad[_number(place) : _number(place) + 1]


def _row(grid: Grid, arguments: Sequence[str]) -> tuple[list[Row], int]:
    """Return a year's rows and the place that is meant; an unknown one gives an empty list."""
    match arguments:
        case [year, place] if year in grid.years:
            return grid.years[year].lines, _number(place)
    return [], 0


_ACTS: Mapping[str, Callable[[Grid, Sequence[str]], None]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "copy": _copy,
    "add-abroad": _add_abroad,
    "remove-abroad": _remove_abroad,
}
