"""What changed between two texts: character by character in Chinese, word by word in Latin writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\n|[^\S\n]+|[A-Za-z0-9À-ɏ'’.,-]+|.", re.DOTALL)
WORK = 2_000_000
"""Comparisons that one difference may cost, about a second: what is beyond is shown as replaced whole."""


class Kind(StrEnum):
    """What became of a piece."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: in both, in the old one only, or in the new one only."""

    kind: Kind
    text: str


def text_difference(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from one text to the other.

    Those that are the same or removed make up `old`, those that are the same or added make up `new`, to the letter.
    Lines are compared first, then the words within lines that changed. However the texts are made, the work is bounded.
    """
    return tuple(_joined(_Comparison().lines(old, new)))


class _Comparison:
    """One comparison, which counts its work: many equal lines would otherwise cost the square of their number."""

    def __init__(self) -> None:
        self.left = WORK

    def lines(self, old: str, new: str) -> Iterator[Piece]:
        """Compare line by line, and what changed within lines."""
        return self._matched(old.splitlines(keepends=True), new.splitlines(keepends=True), self._words)

    def _words(self, old: str, new: str) -> Iterator[Piece]:
        return self._matched(_WORDS.findall(old), _WORDS.findall(new), _replaced)

    def _matched(
        self, old: list[str], new: list[str], replaced: Callable[[str, str], Iterator[Piece]]
    ) -> Iterator[Piece]:
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        gone, come = old[head : len(old) - tail], new[head : len(new) - tail]
        yield Piece(Kind.SAME, "".join(old[:head]))
        yield from self._middle(gone, come, replaced)
        yield Piece(Kind.SAME, "".join(old[len(old) - tail :]))

    def _middle(
        self, gone: list[str], come: list[str], replaced: Callable[[str, str], Iterator[Piece]]
    ) -> Iterator[Piece]:
        cost = len(gone) * len(come)
        if cost > self.left:
            yield from _replaced("".join(gone), "".join(come))
            return
        self.left -= cost
        for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
            before, after = "".join(gone[old_from:old_to]), "".join(come[new_from:new_to])
            if kind == "equal":
                yield Piece(Kind.SAME, before)
            elif kind == "replace":
                yield from replaced(before, after)
            else:
                yield from _replaced(before, after)


def _alike(old: list[str], new: list[str]) -> int:
    """Count how many stand the same at the beginning of both."""
    return next(
        (place for place, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _replaced(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Kind.REMOVED, old)
    if new:
        yield Piece(Kind.ADDED, new)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours of one kind; pieces without text fall away."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last is not None and last.kind is piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
