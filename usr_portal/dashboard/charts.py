"""Bar charts drawn at the server; the table behind each says the same, and every number leads to what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH = 420
DIGIT = 10
ROW = 42
# What is written: label, class, number, address and name of the link, then places and lengths
_BARS = (
    '<text class="chart__label" x="0" y="14">{0}</text>'
    '<rect class="chart__bar chart__bar--{1}" x="0" y="21" width="{6}" height="15" rx="3"></rect>'
    '<rect class="chart__part" x="0" y="21" width="{7}" height="15" rx="3"></rect>'
    '<text class="chart__value" x="{8}" y="34">{2}</text>'
)
BAR = f'<g transform="translate(0 {{5}})">{_BARS}</g>'
LINKED_BAR = f'<g transform="translate(0 {{5}})"><a href="{{3}}" aria-label="{{4}}">{_BARS}</a></g>'
TITLE = '<th scope="row">{0}</th>'
CELL, PLAIN = '<td class="num"><a href="{1}" aria-label="{2}">{3}</a></td>', '<td class="num">{3}</td>'
PART_CELL, PART_PLAIN = '<td class="num"><a href="{4}" aria-label="{5}">{6}</a></td>', '<td class="num">{6}</td>'


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: its label, its length, and where its number leads. `part` is how much of it is of a second kind, if known.

    `kind` is a class of the drawing (`over`, `pot` …), `told` the number as it is read aloud.
    """

    label: str
    value: int
    url: str = ""
    part: int | None = None
    part_url: str = ""
    kind: str = ""
    told: str = ""

    @property
    def text(self) -> str:
        """The number as it is shown."""
        return f"{self.value:,}"

    @property
    def part_text(self) -> str:
        """The second number as it is shown."""
        return f"{self.part or 0:,}"

    @property
    def name(self) -> str:
        """What a link is called that shows only a bar."""
        return self.told or pieces(self.label, self.value)

    @property
    def part_name(self) -> str:
        """The same of the second number."""
        number = self.part or 0
        text = ngettext("%(label)s，其中已送出：%(n)s 件", "%(label)s，其中已送出：%(n)s 件", number)
        return text % {"label": self.label, "n": f"{number:,}"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with its place in the drawing."""

    row: Row
    y: int
    width: float
    part_width: float
    value_x: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of bars, each under its label, in its own units. `unit` heads the numbers, `part` the second ones."""

    title: str
    key: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    unit: str
    part: str = ""
    width: int = WIDTH

    @property
    def height(self) -> int:
        """As high as its rows."""
        return ROW * len(self.bars)

    @property
    def drawing(self) -> SafeString:
        """The bars as SVG. Here and not in a template, where a page of charts costs several times as much."""
        drawn = [format_html(LINKED_BAR if bar.row.url else BAR, *_drawn(bar)) for bar in self.bars]
        return format_html_join("", "{}", ((one,) for one in drawn))

    @property
    def table(self) -> SafeString:
        """The rows as those of a table."""
        lines = [format_html(_line(row, two=bool(self.part)), *_told(row)) for row in self.rows]
        return format_html_join("", "{}", ((one,) for one in lines))


def pieces(label: str, number: int) -> str:
    """Say a label with how many proposals there are: `深耕型：12 件`."""
    return ngettext("%(label)s：%(n)s 件", "%(label)s：%(n)s 件", number) % {"label": label, "n": f"{number:,}"}


def draw(title: str, key: str, rows: Sequence[Row], *, unit: str = "", part: str = "") -> Chart:
    """Draw rows; the longest bar takes all the room there is."""
    most = max((row.value for row in rows), default=0) or 1
    room = WIDTH - 24 - DIGIT * max((len(row.text) for row in rows), default=0)
    bars = (_bar(row, place, room / most) for place, row in enumerate(rows))
    return Chart(title, key, tuple(rows), tuple(bars), unit or _("件數"), part)


def _bar(row: Row, place: int, scale: float) -> Bar:
    width = round(row.value * scale, 1)
    return Bar(row, place * ROW, width, round((row.part or 0) * scale, 1), width + 8)


def _drawn(bar: Bar) -> tuple[str, ...]:
    row = bar.row
    numbers = (str(bar.y), str(bar.width), str(bar.part_width), str(bar.value_x))
    return (row.label, row.kind, row.text, row.url, row.name, *numbers)


def _line(row: Row, *, two: bool) -> str:
    """Give the line of a table; what leads nowhere is plain."""
    if not two:
        return f"<tr>{TITLE}{CELL if row.url else PLAIN}</tr>"
    return f"<tr>{TITLE}{CELL if row.url else PLAIN}{PART_CELL if row.part_url else PART_PLAIN}</tr>"


def _told(row: Row) -> tuple[str, ...]:
    return row.label, row.url, row.name, row.text, row.part_url, row.part_name, row.part_text
