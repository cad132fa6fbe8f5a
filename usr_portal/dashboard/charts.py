"""Bar charts drawn at the server; the table beside each says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 420
VALUES = 60
ROW = 44


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: its label, its length as a number, and the subsidy shown in the table (None: no such column)."""

    label: str
    value: int
    subsidy: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with its place in the drawing."""

    row: Row
    y: int
    width: float
    value_x: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of bars, each under its label, in its own units."""

    title: str
    key: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    width: int = WIDTH

    @property
    def height(self) -> int:
        """As high as its rows."""
        return ROW * len(self.bars)

    @property
    def has_subsidy(self) -> bool:
        """Whether the table has a column of money."""
        return any(row.subsidy is not None for row in self.rows)


def draw(title: str, key: str, rows: Sequence[Row]) -> Chart:
    """Draw rows; the longest bar takes all the room there is."""
    most = max((row.value for row in rows), default=0) or 1
    bars = (_bar(row, place, most) for place, row in enumerate(rows))
    return Chart(title, key, tuple(rows), tuple(bars))


def _bar(row: Row, place: int, most: int) -> Bar:
    width = round(row.value / most * (WIDTH - VALUES), 1)
    return Bar(row, place * ROW, width, width + 8)
