"""The call's official text, as staff load it, cut into the places that citations name.

It reads plain text in the shape in which such calls are published: chapters 壹、 貳、 … at the start of a line, below them
一、, （一）, 1., (1), A., a., with forms, definitions, tables, footnotes and a timetable by month where the digests have
such places. It never fails: what it can't tell apart stays with the place before it, so that no text is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from usr_portal.call.rules import citations

_CHAPTER, _NUMERAL, _NAMED, _BRACKET, _DIGIT, _BRACKET_DIGIT, _LETTER, _SMALL, _TABLE = range(9)

# The most that a list may leap (a line lost in conversion) before a marker is taken for a figure in the text.
_LEAP = 3

_MARKERS = (
    (_CHAPTER, re.compile(r"([壹貳參肆伍陸柒捌玖拾]+)、"), "{}"),
    (_NUMERAL, re.compile(r"([一二三四五六七八九十]+)、"), "{}"),
    (_NUMERAL, re.compile(r"(\d+月)\t"), "{}"),
    (_BRACKET, re.compile(r"\(([一二三四五六七八九十]+)\)"), "（{}）"),
    (_DIGIT, re.compile(r"(\d{1,2})[.、](?!\d)"), "{}"),
    (_BRACKET_DIGIT, re.compile(r"\((\d{1,2})\)"), "（{}）"),
    (_LETTER, re.compile(r"([A-Z])[.、]"), "{}"),
    (_SMALL, re.compile(r"([a-z])[.、]"), ".{}"),
)
_FORM = re.compile(r"(?:永續發展類)?(第一部分|大學特色類|國際合作型|特色永續型)(?:計畫)?(?:【.*】)?$")
_OTHER_PART = re.compile(r"第[二三]部分")
_DEFINITION = re.compile(r"所謂.*定義")
_TABLE_TITLE = re.compile(r"(表\d+)\s")
_NOTE = re.compile(r"([¹²³⁴⁵⁶⁷⁸⁹])\s?\S")
_CONTENTS_LINE = re.compile(r"[壹貳參肆伍陸柒捌玖拾]+、.*[\s.…·]\d+$")
_TAG = re.compile(r"</?(?:ul|ol|li|br|p|b|i|td|tr)\b[^>]*>")
_BULLETS = "*-•· \u3000"  # not the tab: it parts the cells of a table


@dataclass(slots=True)
class _Reader:
    """Where the reading stands: the levels with their ranks, a footnote that interrupts them, and what was read."""

    places: Collection[str]
    levels: list[tuple[int, str]] = field(default_factory=list)
    note: str | None = None
    read: dict[str, list[str]] = field(default_factory=dict)

    @property
    def here(self) -> str:
        """The place that the next line belongs to, '' before the first chapter."""
        return self.note or citations.join(tuple(level for _, level in self.levels))

    def take(self, line: str) -> None:
        """Read one line."""
        if not line.strip():
            self.note = None
            return
        self._turn(line)
        if self.here:
            self.read.setdefault(self.here, []).append(line.rstrip("* ").lstrip(_BULLETS))

    def _turn(self, line: str) -> None:
        note = _NOTE.match(line)
        if note and self.levels:
            self.note = self._noted(unicodedata.normalize("NFKC", note[1]))
            return
        plain = unicodedata.normalize("NFKC", line).lstrip(_BULLETS).rstrip("* ")
        if not (self._named(plain) or self._table(plain)):
            self._marked(plain)

    def _noted(self, number: str) -> str | None:
        return next((place for place in self.places if place.endswith(f"註{number}")), None)

    def _named(self, plain: str) -> bool:
        form = _FORM.fullmatch(plain)
        name = form[1] if form else "定義" if _DEFINITION.match(plain) else ""
        if name and self._is_place(self._above(_NAMED), name):
            self._go(_NAMED, name)
            return True
        if _OTHER_PART.match(plain):
            self.levels = self._above(_NAMED)
            return True
        return False

    def _table(self, plain: str) -> bool:
        found = _TABLE_TITLE.match(plain)
        if not found:
            return False
        for end in range(len(self.levels), 0, -1):
            if self._is_place(self.levels[:end], found[1]):
                self.levels = [*self.levels[:end], (_TABLE, found[1])]
                return True
        return False

    def _marked(self, plain: str) -> None:
        for rank, pattern, written in _MARKERS:
            found = pattern.match(plain)
            if found and self._follows(rank, written.format(found[1])):
                self._go(rank, written.format(found[1]))
                return

    def _follows(self, rank: int, level: str) -> bool:
        """Whether a marker goes on with the list it would stand in, and is no figure at the start of a line."""
        if rank != _CHAPTER and not self.levels:
            return False
        if level.endswith("月"):
            return self._is_place(self._above(rank), level)
        before = next((old for at, old in self.levels if at == rank), None)
        try:
            step = citations.ordinal(level) - (citations.ordinal(before) if before else 0)
        except citations.CitationError:
            return False
        return 0 < step <= _LEAP

    def _go(self, rank: int, level: str) -> None:
        self.levels = [*self._above(rank), (rank, level)]

    def _above(self, rank: int) -> list[tuple[int, str]]:
        return [(at, level) for at, level in self.levels if at < rank]

    def _is_place(self, levels: list[tuple[int, str]], name: str) -> bool:
        if not levels:
            return False
        wanted = citations.join((*(level for _, level in levels), name))
        return any(place.startswith(wanted) for place in self.places)


def passages(text: str, places: Collection[str]) -> Mapping[str, str]:
    """Return the official words of each place, those of the places below it included.

    ``places`` are the citations that have a page (the digests'); one that the text does not hold is left out.
    """
    reader = _Reader(places)
    for line in _body(text):
        reader.take(line)
    read = {citations.split(place): "\n".join(lines) for place, lines in reader.read.items()}
    return MappingProxyType({place: words for place in places if (words := _whole(citations.split(place), read))})


def _body(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not _CONTENTS_LINE.match(unicodedata.normalize("NFKC", line).strip()):
            yield _TAG.sub(" ", line)


def _whole(place: tuple[str, ...], read: Mapping[tuple[str, ...], str]) -> str:
    return "\n".join(words for at, words in read.items() if at[: len(place)] == place)
