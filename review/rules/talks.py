"""When a school may present and be visited, and what a reply brings (拾、二、（三）; 拾伍)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from review.rules.stages import path
from review.rules.standing import Stage
from usr_portal.call.rules.parameters import Window
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import PlanType

REPLIES = {Stage.WRITTEN_REPLY: Stage.WRITTEN_REVIEW, Stage.PRESENTATION_REPLY: Stage.PRESENTATION}
"""Each stage in which a school replies, and the stage whose reviewers ask."""

AVAILABILITY = "availability"
"""The window in which schools say when they can come."""

SUNDAY = 6


class Noon(StrEnum):
    """Half a day."""

    AM = "am"
    PM = "pm"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return gettext_noop("上午") if self is Noon.AM else gettext_noop("下午")


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """Half a day on which a school can present; written `2024-10-23/am`."""

    day: date
    noon: Noon

    @property
    def key(self) -> str:
        """How it is kept."""
        return f"{self.day.isoformat()}/{self.noon}"

    @classmethod
    def read(cls, key: str) -> Half:
        """Read what `key` writes; raises `ValueError` for anything else."""
        day, _slash, noon = key.partition("/")
        return cls(date.fromisoformat(day), Noon(noon))


def days(window: Window, zone: ZoneInfo) -> tuple[date, ...]:
    """Return the days of a window in order. Sundays are none: the call names the Saturdays that count (拾伍)."""
    first, last = window.opens_at.astimezone(zone).date(), window.closes_at.astimezone(zone).date()
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in every if day.weekday() != SUNDAY)


def halves(window: Window, zone: ZoneInfo) -> tuple[Half, ...]:
    """Return the half days of a window in order."""
    return tuple(Half(day, noon) for day in days(window, zone) for noon in Noon)


def has_visit(plan_type: PlanType) -> bool:
    """Tell whether proposals of a type are visited: deep and higher, as the table of stages has it."""
    return Stage.SITE_VISIT in path(plan_type)


def brings_slides(stage: Stage, plan_type: PlanType) -> bool:
    """Tell whether slides come with a reply: for the presentation from all, for the visit from those that have one."""
    return stage is Stage.WRITTEN_REPLY or (stage is Stage.PRESENTATION_REPLY and has_visit(plan_type))
