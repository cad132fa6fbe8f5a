"""The calendar: is a window open, has it been, what comes next (玖、一; 玖、二; 拾伍).

``now`` is always an argument, aware; it is cut to whole seconds, so that 17:00:00.9 is still 17:00:00.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar


class WindowState(StrEnum):
    """Where a window stands at a moment."""

    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


class ExtensionFault(StrEnum):
    """Why a window cannot be extended to a moment: it would end earlier than for all, or nobody could use it."""

    EARLIER = "earlier"
    PASSED = "passed"


class Span(Protocol):
    """A window as far as the calendar goes: of the call's data, or as a page shows it."""

    @property
    def opens_at(self) -> datetime:
        """Its first second, aware."""

    @property
    def closes_at(self) -> datetime:
        """Its last second, aware."""


W = TypeVar("W", bound=Span)


def state(opens_at: datetime, closes_at: datetime, now: datetime) -> WindowState:
    """Return whether ``now`` is before, in or after the window; both ends are in it."""
    second = now.replace(microsecond=0)
    if second < opens_at:
        return WindowState.BEFORE
    return WindowState.OPEN if second <= closes_at else WindowState.AFTER


def is_open(opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Return whether the window is open at ``now``."""
    return state(opens_at, closes_at, now) is WindowState.OPEN


def extension_fault(own_end: datetime, closes_at: datetime, now: datetime) -> ExtensionFault | None:
    """Return what is wrong with a later end of one school in a window that ends at ``own_end``, or None.

    The window's own end takes an extension back, so it may have passed; a later end must still be to come.
    """
    if closes_at < own_end:
        return ExtensionFault.EARLIER
    return ExtensionFault.PASSED if own_end < closes_at < now else None


def current(windows: Iterable[W], now: datetime) -> tuple[W, ...]:
    """Return the windows open at ``now``, the one that closes first ahead."""
    found = (window for window in windows if is_open(window.opens_at, window.closes_at, now))
    return tuple(sorted(found, key=lambda window: window.closes_at))


def upcoming(windows: Iterable[W], now: datetime) -> W | None:
    """Return the window that opens next after ``now``, or None."""
    later = (w for w in windows if state(w.opens_at, w.closes_at, now) is WindowState.BEFORE)
    return min(later, key=lambda window: window.opens_at, default=None)
