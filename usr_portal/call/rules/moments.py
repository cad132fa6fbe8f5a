"""Moments as staff type them: a day in ROC or CE years, with or without a time, Asia/Taipei."""

from __future__ import annotations

import re
from datetime import datetime, time

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.roc import TAIPEI, parse_roc_date
from usr_portal.kernel.texts import compatible

START_OF_DAY = time(0, 0, 0)
END_OF_DAY = time(23, 59, 59)

_TIME = re.compile(r"(.+?)(?:\s+|[Tt])(\d{1,2}):(\d{2})(?::(\d{2}))?")


class MomentError(ValueError):
    """The time of day can't be read; ``reason`` says so to the reader."""

    def __init__(self, text: str) -> None:
        """Keep ``text``, the words that were typed, for the reason."""
        super().__init__(text)
        self.reason = Message(
            gettext_noop("「{text}」不是有效的時刻；請用 113/08/30 17:00 或 2024-08-30 17:00 的寫法。"), {"text": text}
        )


def parse_moment(text: str, without_time: time) -> datetime:
    """Read ``113/8/30 17:00``, ``1130830 17:00:00``, ``2024-08-30T17:00`` or a day alone, which gets ``without_time``.

    A time without seconds is the full minute. The result is aware. Raises ``MomentError`` or ``RocDateError``.
    """
    plain = compatible(text).strip()
    match = _TIME.fullmatch(plain)
    if match is None:
        if ":" in plain:
            raise MomentError(text)
        return datetime.combine(parse_roc_date(plain), without_time, TAIPEI)
    day, hour, minute, second = match.groups()
    try:
        clock = time(int(hour), int(minute), int(second or 0))
    except ValueError:
        raise MomentError(text) from None
    return datetime.combine(parse_roc_date(day), clock, TAIPEI)
