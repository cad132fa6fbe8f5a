"""Bar charts drawn at the server; the table behind each says the same, and every number leads to what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH = 420
DIGIT = 10
ROW = 42


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
        return pieces(self.label, self.part or 0)


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
