"""What changed between two texts: character by character in Chinese, word by word in Latin writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\n|[^\S\n]+|[A-Za-z0-9À-ɏ'’.,-]+|.", re.DOTALL)
LONGEST_INSIDE = 4_000
"""Parts of more words than this are shown as replaced whole: comparing them would take seconds."""


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
    Lines are compared first, then the words within lines that changed, so that long texts stay quick.
    """
    return tuple(_joined(_pieces(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            yield Piece(Kind.SAME, gone)
        elif kind == "replace":
            yield from _within(gone, come)
        else:
            yield from _replaced(gone, come)


def _within(old: str, new: str) -> Iterator[Piece]:
    gone, come = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(gone), len(come)) > LONGEST_INSIDE:
        yield from _replaced(old, new)
        return
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(Kind.SAME, "".join(gone[old_from:old_to]))
        else:
            yield from _replaced("".join(gone[old_from:old_to]), "".join(come[new_from:new_to]))


def _replaced(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Kind.REMOVED, old)
    if new:
        yield Piece(Kind.ADDED, new)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours of one kind."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.kind is piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
