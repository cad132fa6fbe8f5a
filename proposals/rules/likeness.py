"""Passages that two proposals have in common: a hint for those who write, never a decision (玖、三、（四）)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LEAST = 20
"""Characters in a row that make a passage; shorter ones are names and set phrases."""
_HUNDRED = 100
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of characters whose every part stands in theirs too: its text as we wrote it, our field, and theirs of its beginning."""

    text: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Common:
    """What two proposals share: the passages, the longest first, and how much of our text they are, in whole percent."""

    passages: tuple[Passage, ...]
    percent: int


def common(ours: Mapping[str, str], theirs: Mapping[str, str], least: int = LEAST) -> Common:
    """Hold the plain texts of two proposals, by field, against each other; white space does not count.

    A passage is as long as each `least` characters of it in a row stand in theirs; it is told with the first of their
    fields that has its beginning.
    """
    held = _windows(theirs, least)
    passages, shared, whole = [], 0, 0
    for field, text in ours.items():
        packed = _GAPS.sub("", text)
        whole += len(packed)
        told = 0
        for start, end, other in _runs(packed, held, least):
            passages.append(Passage(packed[start:end], field, other))
            shared += end - max(start, told)
            told = end
    percent = shared * _HUNDRED // whole if whole else 0
    return Common(tuple(sorted(passages, key=lambda one: -len(one.text))), percent)


def _windows(texts: Mapping[str, str], least: int) -> dict[str, str]:
    """Give each window of `least` characters with the first field that has it."""
    found: dict[str, str] = {}
    for field, text in texts.items():
        packed = _GAPS.sub("", text)
        for place in range(len(packed) - least + 1):
            found.setdefault(packed[place : place + least], field)
    return found


def _runs(text: str, held: Mapping[str, str], least: int) -> Iterator[tuple[int, int, str]]:
    """Give the stretches of a text of which every window is held: start, end, and the field of the first window.

    One may begin within the end of the one before, where the window between them is not held.
    """
    place, last = 0, len(text) - least
    while place <= last:
        if (field := held.get(text[place : place + least])) is None:
            place += 1
            continue
        start = place
        while place <= last and text[place : place + least] in held:
            place += 1
        yield start, place - 1 + least, field
