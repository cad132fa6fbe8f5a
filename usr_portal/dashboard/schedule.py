"""The calendar as pages show it: each window with its state now, and who writes in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language

from usr_portal.call import services as call
from usr_portal.call.rules import calendar, digest
from usr_portal.call.rules.calendar import WindowState

if TYPE_CHECKING:
    from usr_portal.call.rules.parameters import CallParameters, Window


@dataclass(frozen=True, slots=True)
class ShownWindow:
    """One window at one moment, in the reader's language. Times are aware."""

    key: str
    title: str
    opens_at: datetime
    closes_at: datetime
    state: WindowState
    article: str
    article_url: str

    @property
    def minute_before(self) -> datetime:
        """The last minute begins: where the demo's clock shows the rush."""
        return self.closes_at - timedelta(minutes=1)

    @property
    def second_after(self) -> datetime:
        """The first second that is too late."""
        return self.closes_at + timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The call's calendar at `now`. `version_id` is the row that it was read from."""

    now: datetime
    windows: tuple[ShownWindow, ...]
    parameters: CallParameters
    version_id: int

    @property
    def open(self) -> tuple[ShownWindow, ...]:
        """What is open now, in the order of the ends."""
        return calendar.current(self.windows, self.now)

    @property
    def next(self) -> ShownWindow | None:
        """What opens next, or None when everything has begun."""
        return calendar.upcoming(self.windows, self.now)

    @property
    def upload(self) -> ShownWindow:
        """The window in which schools send."""
        return next(window for window in self.windows if window.key == "upload")

    def window(self, key: str) -> ShownWindow | None:
        """Give the window of a key, or None."""
        return next((window for window in self.windows if window.key == key), None)


def read(school_id: int | None = None) -> Schedule | None:
    """Read the calendar in force and the clock, in one statement (two in the demo); None where no call is loaded.

    For a school the upload ends when it ends for that school.
    """
    try:
        moment = call.moment("upload", school_id)
    except LookupError:
        return None
    windows = sorted(moment.parameters.windows.values(), key=lambda window: window.opens_at)
    return Schedule(
        moment.now, tuple(shown(window, moment.now) for window in windows), moment.parameters, moment.version_id
    )


def shown(window: Window, now: datetime) -> ShownWindow:
    """Put one window into the reader's words."""
    return ShownWindow(
        key=window.key,
        title=window.named(get_language() or ""),
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        state=calendar.state(window.opens_at, window.closes_at, now),
        article=window.article,
        article_url=reverse("article", args=[digest.article(window.article).slug]),
    )
