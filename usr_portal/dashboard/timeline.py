"""The calendar as a drawing."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.html import format_html_join
from django.utils.translation import get_language

from usr_portal.dashboard.templatetags.portal import roc_short
from usr_portal.kernel.roc import TAIPEI

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from usr_portal.dashboard.schedule import ShownWindow

WIDTH = 1040
LABELS = 330  # the longest title in English
ROW = 30
HEAD = 34
SHORTEST = 5
BAR = (
    '<text class="timeline__label" x="0" y="{}">{}</text><rect class="timeline__bar timeline__bar--{}" x="{}" y="{}"'
    ' width="{}" height="18" rx="4"><title>{}</title></rect>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One window; lengths in the drawing's units. `state` is the window's, or `late` where something of it is left."""

    window: ShownWindow
    state: str
    x: float
    y: float
    width: float
    text_y: float

    @property
    def told(self) -> str:
        """The window with its ends."""
        return f"{self.window.title} {roc_short(self.window.opens_at)}–{roc_short(self.window.closes_at)}"


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month."""

    x: float
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing. `now_x` is None where now lies outside of it."""

    width: int
    height: int
    labels: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now_x: float | None

    @property
    def drawing(self) -> SafeString:
        """The windows as SVG."""
        return _svg(self.bars, get_language())


@lru_cache(maxsize=16)
def _svg(bars: tuple[Bar, ...], _language: str | None) -> SafeString:
    """The same windows in the same language are written once."""
    drawn = ((bar.text_y, bar.window.title, bar.state, bar.x, bar.y, bar.width, bar.told) for bar in bars)
    return format_html_join("", BAR, drawn)


def draw(windows: Sequence[ShownWindow], now: datetime, late: Container[str] = ()) -> Timeline:
    """Draw windows, at least one, in their order, from the first's month to the last's end.

    `late` holds the keys of windows that something is left of.
    """
    first = min(window.opens_at for window in windows).astimezone(TAIPEI).replace(day=1, hour=0, minute=0, second=0)
    last = max(window.closes_at for window in windows) + timedelta(days=3)
    scale = _Scale(first, last)
    states = ("late" if window.key in late else window.state.value for window in windows)
    bars = (
        _bar(window, state, place, scale) for place, (window, state) in enumerate(zip(windows, states, strict=True))
    )
    ticks = (Tick(scale.x(month), month.date()) for month in _months(first, last))
    now_x = scale.x(now) if first <= now <= last else None
    return Timeline(WIDTH, HEAD + ROW * len(windows) + 8, LABELS, tuple(bars), tuple(ticks), now_x)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: datetime
    last: datetime

    def x(self, moment: datetime) -> float:
        share = (moment - self.first) / (self.last - self.first)
        return round(LABELS + share * (WIDTH - LABELS - 10), 1)


def _bar(window: ShownWindow, state: str, place: int, scale: _Scale) -> Bar:
    x, y = scale.x(window.opens_at), HEAD + place * ROW + 6
    width = max(SHORTEST, round(scale.x(window.closes_at) - x, 1))
    return Bar(window, state, x, y, width, y + 14)


def _months(first: datetime, last: datetime) -> Iterator[datetime]:
    month = first
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)
