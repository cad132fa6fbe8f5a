"""A money plan as a spreadsheet: written with its sums, and read back as cells of the grid with a fault for each wrong one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from budgets.forms.grid import Grid, YearGrid
from budgets.forms.page import Scope, summary_of
from budgets.forms.rows import ABROAD_CELLS, LINE_CELLS, Kind, Row, abroad_row, line_row
from budgets.rules.types import AbroadKind, BudgetPlan, Item, Part, Source
from usr_portal.call.rules import digest
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.ods import Cell, Sheet
from usr_portal.kernel.ods_reading import Row as FileRow
from usr_portal.kernel.ods_reading import SpreadsheetError

LINES, FUNDS, ABROAD = gettext_noop("明細"), gettext_noop("配合款與外部資源"), gettext_noop("國際交流規劃")
SUMS, HELP = gettext_noop("合計（不匯入）"), gettext_noop("填寫說明（不匯入）")
LANGUAGES = ("zh-hant", "en")
NUMBERS = frozenset({"unit_price", "quantity", "monthly", "months", "amount", "matching", "external", "days", "people"})
YEAR = "year"
NAMES = {
    YEAR: gettext_noop("年度"),
    "item": gettext_noop("經費項目"),
    "label": gettext_noop("名稱"),
    "part": gettext_noop("部分"),
    "source": gettext_noop("經費來源"),
    "unit_price": gettext_noop("單價"),
    "quantity": gettext_noop("數量"),
    "monthly": gettext_noop("每月金額"),
    "months": gettext_noop("月數"),
    "amount": gettext_noop("金額"),
    "kind": gettext_noop("性質"),
    "person": gettext_noop("支領人（主持費）"),
    "reason": gettext_noop("理由（資本門必填）"),
    "matching": gettext_noop("學校配合款"),
    "external": gettext_noop("外部資源"),
    "place": gettext_noop("地點"),
    "activity": gettext_noop("活動"),
    "days": gettext_noop("天數"),
    "people": gettext_noop("人數"),
    "invitee": gettext_noop("邀請對象"),
}
NEEDED = {LINES: (YEAR, "item", "amount"), FUNDS: (YEAR, "matching", "external"), ABROAD: (YEAR,)}
COLUMNS = {LINES: (YEAR, *LINE_CELLS), FUNDS: (YEAR, "matching", "external"), ABROAD: ABROAD_CELLS}
PLAIN, BOTH = gettext_noop("一般"), gettext_noop("主持費且為學生兼任")
VISIT, INVITE = gettext_noop("出國"), gettext_noop("邀請來臺")
DOMESTIC, SECOND = gettext_noop("國內社會實踐"), gettext_noop("第二部分")
SUBSIDY, MATCHING = gettext_noop("補助款"), gettext_noop("配合款")
EXPLAINED = {
    YEAR: gettext_noop("民國年，只填數字"),
    "item": gettext_noop("只填下列項目之一"),
    "label": gettext_noop("這一列買什麼、付給誰"),
    "part": gettext_noop("永續類計畫才分兩部分；空白視為國內社會實踐"),
    "source": gettext_noop("空白視為補助款"),
    "amount": gettext_noop("整數，新臺幣元；空白時以單價乘數量或每月金額乘月數計算"),
    "kind": gettext_noop("人事費的主持費或學生兼任；其他留空白"),
    "person": gettext_noop("主持費才填：主持團隊成員的姓名"),
    "reason": gettext_noop("資本門說明必要性"),
}


@dataclass(frozen=True, slots=True)
class SheetFault:
    """A wrong cell of a file: its sheet, its row as the program numbers it, its column, what is wrong."""

    sheet: str
    row: int
    column: str
    message: Message


@dataclass(slots=True)
class ReadSheets:
    """A file as cells of the grid.

    `placed` says from where each row came, `misplaced` are faults of rows that stand nowhere, `unknown` those of choices that
    are not offered, by row and cell, `funded` the years whose matching and external money was read.
    """

    grid: Grid
    placed: list[tuple[str, int, Row]] = field(default_factory=list)
    misplaced: list[SheetFault] = field(default_factory=list)
    unknown: dict[tuple[int, str], Message] = field(default_factory=dict)
    funded: set[str] = field(default_factory=set)

    def faults(self) -> list[SheetFault]:
        """Give every wrong cell, in the order of the file; `grid.plan()` was asked before."""
        found = [
            SheetFault(sheet, row, NAMES.get(cell, cell), message)
            for sheet, row, cells in self.placed
            for cell, message in self._wrong(cells).items()
        ]
        order = list(COLUMNS)
        return sorted([*self.misplaced, *found], key=lambda one: (order.index(one.sheet), one.row))

    def _wrong(self, row: Row) -> dict[str, Message]:
        return row.errors | {cell: message for (key, cell), message in self.unknown.items() if key == id(row)}

    def without_faults(self) -> Grid:
        """Give the grid without the rows that have a wrong cell."""
        years = {
            year: YearGrid(year, [row for row in one.lines if not self._wrong(row)], _mended(one.sums))
            for year, one in self.grid.years.items()
        }
        abroad = [row for row in self.grid.abroad if not self._wrong(row)]
        grid = self.grid
        return Grid(grid.version, years, abroad, grid.notes, grid.international_focus, grid.largest)


def fields(grid: Grid) -> Iterator[tuple[str, str]]:
    """Yield the grid's cells as its form sends them."""
    yield "version", str(grid.version)
    for year, one in grid.years.items():
        yield YEAR, year
        yield from ((f"{year}.{cell}", row.cells[cell]) for row in one.lines for cell in LINE_CELLS)
        yield from ((f"{year}.{cell}", one.sums.cells[cell]) for cell in ("matching", "external"))
    yield from ((f"abroad.{cell}", row.cells[cell]) for row in grid.abroad for cell in ABROAD_CELLS)
    yield "personnel_reason", grid.notes.cells["personnel_reason"]
    yield "international_focus", "1" if grid.international_focus else ""


# ---------------------------------------------------------------- written
def sheets(plan: BudgetPlan, scope: Scope, *, empty: bool = False) -> list[Sheet]:
    """Give the file's sheets in the reader's language; `empty` leaves the rows out."""
    lines = [] if empty else list(_line_rows(plan, scope))
    funds = [(year, plan.matching.get(year, 0), plan.external.get(year, 0)) for year in scope.parameters.years]
    abroad = [] if empty else [_cells(abroad_row(one).cells, ABROAD_CELLS, scope) for one in plan.abroad_plans]
    made = [
        Sheet(_(LINES), _heads(LINES), lines),
        Sheet(_(FUNDS), _heads(FUNDS), [(year, None, None) for year, *_rest in funds] if empty else funds),
    ]
    if scope.plan_type is not None:
        made.append(Sheet(_(ABROAD), _heads(ABROAD), abroad))
    if not empty:
        made.append(_sums(plan, scope))
    return [*made, Sheet(_(HELP), (_("欄位"), _("怎麼填")), list(_help(scope)))]


def _heads(sheet: str) -> list[str]:
    return [_(NAMES[cell]) for cell in COLUMNS[sheet]]


def _line_rows(plan: BudgetPlan, scope: Scope) -> Iterator[list[Cell]]:
    for year, lines in plan.lines.items():
        for line in lines:
            yield [year, *_cells(line_row(line).cells, LINE_CELLS, scope)]


def _cells(cells: Mapping[str, str], names: Iterable[str], scope: Scope) -> list[Cell]:
    return [_cell(name, cells[name], scope) for name in names]


def _cell(name: str, value: str, scope: Scope) -> Cell:
    if name in NUMBERS:
        return int(value.replace(",", "")) if value else None
    if name == "person":
        return dict(scope.people).get(value, value)
    return _(choices(name, is_line=name != "kind" or value in set(Kind)).get(value, value)) if value else ""


def choices(name: str, *, is_line: bool = True) -> dict[str, str]:
    """Give what may stand in a column, as msgids by key; nothing for columns of free text."""
    if name == "item":
        return {item.value: item.label for item in Item}
    if name == "part":
        return {Part.DOMESTIC: DOMESTIC, Part.SECOND: SECOND}
    if name == "source":
        return {Source.SUBSIDY: SUBSIDY, Source.MATCHING: MATCHING}
    if name != "kind":
        return {}
    if is_line:
        return {Kind.HOST_FEE: "主持費", Kind.PART_TIME: "學生兼任", Kind.BOTH: BOTH, Kind.PLAIN: PLAIN}
    return {AbroadKind.VISIT: VISIT, AbroadKind.INVITE: INVITE}


def _sums(plan: BudgetPlan, scope: Scope) -> Sheet:
    rows: list[list[Cell]] = [[label, *amounts] for label, amounts in summary_of(plan, scope)]
    return Sheet(_(SUMS), ["", *scope.parameters.years, _("合計")], rows)


def _help(scope: Scope) -> Iterator[tuple[str, str]]:
    for cell, words in EXPLAINED.items():
        allowed = "、".join(_(one) for key, one in choices(cell).items() if key)
        yield _(NAMES[cell]), f"{_(words)}：{allowed}" if allowed else _(words)
    language = translation.get_language() or ""
    for item in digest.budget_items(scope.plan_type):
        rates = (
            f"{one.name(language)}（{one.rate(language)}）" if one.rate else one.name(language) for one in item.labels
        )
        yield item.title(language), "、".join(rates)


# ---------------------------------------------------------------- read
def read(found: Mapping[str, tuple[FileRow, ...]], stored: BudgetPlan, version: int, scope: Scope) -> ReadSheets:
    """Read a file over the stored plan: a sheet that the file has not leaves its part as it is.

    Raises `SpreadsheetError` where the file has none of the sheets.
    """
    named = {_sheet_of(name): rows for name, rows in found.items()}
    if not set(COLUMNS) & set(named):
        raise SpreadsheetError(gettext_noop("檔案裡沒有「明細」工作表；請用本頁下載的空白表格填寫。"))
    grid = Grid.of_plan(stored, version, scope.parameters)
    made = ReadSheets(grid)
    if LINES in named and _heads_are_whole(made, LINES, named[LINES]):
        for one in grid.years.values():
            one.lines = []
        _read_rows(made, LINES, named[LINES], scope, lambda year, row: grid.years[year].lines.append(row))
        for one in grid.years.values():
            one.arrange()
    if FUNDS in named and _heads_are_whole(made, FUNDS, named[FUNDS]):
        _read_rows(made, FUNDS, named[FUNDS], scope, lambda year, row: _set_sums(grid, year, row))
    if ABROAD in named and _heads_are_whole(made, ABROAD, named[ABROAD]):
        grid.abroad = []
        _read_rows(made, ABROAD, named[ABROAD], scope, lambda _year, row: grid.abroad.append(row))
    return made


def _places(sheet: str, titles: tuple[str, ...]) -> dict[str, int]:
    """Give in which column each cell stands."""
    heads = {cell: NAMES[cell] for cell in COLUMNS[sheet]}
    return {cell: place for place, title in enumerate(titles) if (cell := _known(title, heads))}


def _heads_are_whole(made: ReadSheets, sheet: str, rows: tuple[FileRow, ...]) -> bool:
    """Tell whether a sheet names the columns that it cannot do without; else tell them: its part stays as it is."""
    first, titles = rows[0] if rows else (1, ())
    missing = [cell for cell in NEEDED[sheet] if cell not in _places(sheet, titles)]
    for cell in missing:
        words = Message(gettext_noop("第一列缺少「{name}」欄"), {"name": Message(NAMES[cell])})
        made.misplaced.append(SheetFault(sheet, first, NAMES[cell], words))
    return not missing


def _set_sums(grid: Grid, year: str, row: Row) -> None:
    grid.years[year].sums = row


def _sheet_of(name: str) -> str:
    return _known(name, {sheet: sheet for sheet in COLUMNS})


def _read_rows(
    made: ReadSheets, sheet: str, rows: tuple[FileRow, ...], scope: Scope, put: Callable[[str, Row], Any]
) -> None:
    (_first, titles), *body = rows
    places = _places(sheet, titles)
    for number, texts in body:
        typed = {cell: texts[place].strip() if place < len(texts) else "" for cell, place in places.items()}
        if any(typed.values()):
            _read_row(made, sheet, number, typed, scope, put)


def _read_row(
    made: ReadSheets,
    sheet: str,
    number: int,
    typed: dict[str, str],
    scope: Scope,
    put: Callable[[str, Row], Any],
) -> None:
    year = typed[YEAR].removesuffix("年").strip()
    if year not in scope.parameters.years:
        values = {"text": typed[YEAR], "years": "、".join(scope.parameters.years)}
        words = Message(gettext_noop("「{text}」不是本徵件的年度（{years}），這一列沒有讀入"), values)
        made.misplaced.append(SheetFault(sheet, number, NAMES[YEAR], words))
        return
    if sheet == FUNDS and year in made.funded:
        words = Message(gettext_noop("{year} 年在這張工作表已有一列，這一列沒有讀入"), {"year": year})
        made.misplaced.append(SheetFault(sheet, number, NAMES[YEAR], words))
        return
    if sheet == FUNDS:
        made.funded.add(year)
    row = _row(made, sheet, typed, year, scope)
    put(year, row)
    made.placed.append((sheet, number, row))


def _row(made: ReadSheets, sheet: str, typed: Mapping[str, str], year: str, scope: Scope) -> Row:
    names = [cell for cell in COLUMNS[sheet] if cell != YEAR or sheet == ABROAD]
    row = Row({cell: typed.get(cell, "") for cell in names})
    if sheet == ABROAD:
        row.cells[YEAR] = year
    for cell in names:
        offered = choices(cell, is_line=sheet == LINES)
        if offered:
            _choose(made, row, cell, offered)
    if sheet == LINES:
        people = {name: key for key, name in scope.people}
        row.cells["person"] = people.get(row.cells["person"], row.cells["person"])
    return row


EMPTY = "-"
DEFAULTS = {"part": Part.DOMESTIC.value, "source": Source.SUBSIDY.value, "kind": ""}
FIRST = DEFAULTS | {"item": Item.OPERATING.value}


def _choose(made: ReadSheets, row: Row, cell: str, offered: Mapping[str, str]) -> None:
    """Put the key of what was written in words; what is not offered is told, and the first choice stands for it."""
    text = row.cells[cell]
    if not text and cell in DEFAULTS:
        row.cells[cell] = DEFAULTS[cell]
        return
    keys = {key or EMPTY: words for key, words in offered.items()}
    if key := _known(text, keys):
        row.cells[cell] = key.removeprefix(EMPTY)
        return
    values = {"text": text, "names": "、".join(_(one) for one in offered.values())}
    row.cells[cell] = FIRST[cell]
    made.unknown[id(row), cell] = Message(gettext_noop("「{text}」不在可填的選項裡：{names}"), values)


def _known(text: str, offered: Mapping[str, str]) -> str:
    """Give the key of a text that is a key or its words in one of the portal's languages; nothing for others."""
    wanted = _folded(text)
    for key, words in offered.items():
        if wanted == _folded(key):
            return key
        for language in LANGUAGES:
            with translation.override(language):
                if wanted == _folded(_(words)):
                    return key
    return ""


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _mended(sums: Row) -> Row:
    return Row({cell: "" if cell in sums.errors else value for cell, value in sums.cells.items()})
