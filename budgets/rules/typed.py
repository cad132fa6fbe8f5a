"""Whole NT$ as people type them: with thousand separators, in full-width digits, with the currency's name."""

from __future__ import annotations

import re

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.texts import compatible

_WRITTEN = re.compile(r"(?:NT\$|\$)?(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)元?", re.IGNORECASE)
_NEGATIVE = re.compile(r"[-−].*[0-9]")


class NotAnAmountError(ValueError):
    """What was typed is no whole amount; ``message`` says why, and how it may be written."""

    def __init__(self, message: Message) -> None:
        """Keep the reason as a message in the reader's language."""
        super().__init__(message.template)
        self.message = message


def whole(text: str, largest: int) -> int | None:
    """Return the amount or count that was typed, None where nothing was.

    ``1200000``, ``1,200,000``, ``１，２００，０００`` and ``NT$1,200,000元`` are the same. Raises `NotAnAmountError` for
    anything but a whole number from 0 to ``largest``.
    """
    plain = re.sub(r"\s", "", compatible(text).replace("、", ","))
    if not plain:
        return None
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise NotAnAmountError(_reason(plain))
    digits = found["digits"].replace(",", "").lstrip("0") or "0"
    if len(digits) > len(str(largest)) or int(digits) > largest:
        raise NotAnAmountError(too_large(largest))
    return int(digits)


def too_large(largest: int) -> Message:
    """Say that a number is more than the file format holds."""
    return Message(gettext_noop("數字太大，最多 {largest:,}"), {"largest": largest})


def _reason(plain: str) -> Message:
    if _NEGATIVE.fullmatch(plain):
        return Message(gettext_noop("不能是負數"))
    return Message(gettext_noop("請填整數，例如 120000 或 120,000"))
