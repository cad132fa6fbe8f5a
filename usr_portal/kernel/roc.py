"""Dates as Taiwan writes them: years of the Republic (民國), Asia/Taipei."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.texts import compatible

TAIPEI = ZoneInfo("Asia/Taipei")
ROC_OFFSET = 1911

_SEPARATED = re.compile(r"(\d{2,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{3,4})(\d{2})(\d{2})")
_FIRST_CE_YEAR = 1912
_NOON = 12
_WEEKDAYS = "一二三四五六日"
_ERA = gettext_noop("民國")


class RocDateError(ValueError):
    """The text is no date; ``reason`` says so to the reader."""

    def __init__(self, text: str) -> None:
        """Keep ``text``, the words that were typed, for the reason."""
        super().__init__(text)
        self.reason = Message(
            gettext_noop("「{text}」不是有效的日期；請用 113/08/30 或 2024-08-30 的寫法。"),
            {"text": text},
        )


def parse_roc_date(text: str) -> date:
    """Read ``113/8/30``, ``113-08-30``, ``1130830``, ``113年8月30日`` or the same in CE years.

    Full-width digits are read too. Raises ``RocDateError`` where there is no such day.
    """
    plain = compatible(text).strip()
    match = _SEPARATED.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        raise RocDateError(text)
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(ce_year(year), month, day)
    except ValueError:
        raise RocDateError(text) from None


def ce_year(year: int) -> int:
    """Return the CE year of a ROC year; a year that can only be CE stays as it is."""
    return year if year >= _FIRST_CE_YEAR else year + ROC_OFFSET


def roc_year(day: date) -> int:
    """Return the ROC year that ``day`` lies in."""
    return day.year - ROC_OFFSET


def short_date(day: date) -> str:
    """Return ``113/08/30``."""
    return f"{roc_year(day)}/{day.month:02d}/{day.day:02d}"


def short(moment: datetime) -> str:
    """Return ``113/08/30 17:00`` in Asia/Taipei; ``moment`` is aware."""
    local = moment.astimezone(TAIPEI)
    return f"{short_date(local.date())} {local:%H:%M}"


def long_date(day: date) -> str:
    """Return ``113年8月30日（星期五）``."""
    return f"{roc_year(day)}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def long(moment: datetime) -> str:
    """Return ``113年8月30日（星期五）下午5時`` in Asia/Taipei, with minutes where there are any."""
    local = moment.astimezone(TAIPEI)
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{long_date(local.date())}{_hour(local.hour)}時{minutes}"


@dataclass(frozen=True, slots=True)
class Told:
    """A day or moment in a message: of the Republic in Chinese, of the common era in any other language.

    ``moment`` is aware where it has an hour.
    """

    moment: date

    def render(self, translate: Callable[[str], str]) -> str:
        """Return ``113年8月30日（星期五）下午5時`` or ``Friday, 30 August 2024, 17:00``; a day without the hour."""
        chinese = translate(_ERA) == _ERA
        if isinstance(self.moment, datetime):
            return long(self.moment) if chinese else f"{self.moment.astimezone(TAIPEI):%A, %-d %B %Y, %H:%M}"
        return long_date(self.moment) if chinese else f"{self.moment:%A, %-d %B %Y}"


@dataclass(frozen=True, slots=True)
class ToldToTheSecond:
    """A moment in a message, aware: ``113/08/30 17:00:00`` in Chinese, ``2024-08-30 17:00:00`` otherwise."""

    moment: datetime

    def render(self, translate: Callable[[str], str]) -> str:
        """Return the moment in Asia/Taipei."""
        if translate(_ERA) == _ERA:
            return seconds(self.moment)
        return f"{self.moment.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}"


def _hour(hour: int) -> str:
    if hour == _NOON:
        return f"中午{hour}"
    return f"上午{hour}" if hour < _NOON else f"下午{hour - _NOON}"


def seconds(moment: datetime) -> str:
    """Return ``113/08/30 17:00:00`` in Asia/Taipei."""
    local = moment.astimezone(TAIPEI)
    return f"{short_date(local.date())} {local:%H:%M:%S}"
