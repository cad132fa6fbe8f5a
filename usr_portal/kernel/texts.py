"""Texts as people type and paste them, in the one writing that documents, files and the print can hold."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

# Word processors paste soft breaks (vertical tab) and page breaks (form feed); NEL comes from mainframes.
_BREAKS = re.compile("\r\n|[\r\v\f\x85]")
_UNWANTED = {"Cc", "Cs"}
_MOST_MARKS = 30  # UAX #15, stream-safe text: no writing stacks more
_JOINER = "\u034f"
_LAST_MARK = 0x1EFFF  # no mark with a class of its own lies beyond


def _marks() -> re.Pattern[str]:
    marks = "".join(chr(one) for one in range(0x300, _LAST_MARK) if unicodedata.combining(chr(one)))
    return re.compile(f"[{marks}]{{{_MOST_MARKS + 1},}}")


_STACKED = _marks()


def composed(text: str) -> str:
    """Give a text in NFC, in a time that grows with its length alone.

    Marks stacked by the thousand would be sorted in the square of their number while nothing else runs. As Unicode's
    stream-safe form says, a joiner stands after every thirtieth; texts that people write have none.
    """
    return _normal("NFC", text)


def compatible(text: str) -> str:
    """Give a text in NFKC: wide digits and letters are the plain ones. As `composed` in all else."""
    return _normal("NFKC", text)


def _normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    found = unicodedata.normalize(form, _STACKED.sub(_parted, text))
    # A few marks are written as two: once more, and none of those is left.
    return unicodedata.normalize(form, _STACKED.sub(_parted, found)) if _STACKED.search(found) else found


def _parted(found: re.Match[str]) -> str:
    marks = found[0]
    return _JOINER.join(marks[place : place + _MOST_MARKS] for place in range(0, len(marks), _MOST_MARKS))


def plain(text: str) -> str:
    """Give a text in NFC: every break is a line feed, a tab is a space, other control characters are gone."""
    spaced = _BREAKS.sub("\n", text).replace("\t", " ")
    kept = (sign for sign in spaced if sign == "\n" or unicodedata.category(sign) not in _UNWANTED)
    return composed(spaced if spaced.isprintable() else "".join(kept))
