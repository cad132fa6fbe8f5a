"""What changed between two values of a field: marked piece by piece, to be read as `<del>` and `<ins>`.

Lines are compared first, and characters within lines that changed, so that a word put right in a long text shows as
that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_LARGEST = 4_000_000  # characters times characters: beyond it lines are marked whole


class Kind(StrEnum):
    """What became of a piece."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces whose `SAME` and `OUT` make up ``before``, and whose `SAME` and `IN` make up ``after``."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[first:last]), "".join(new[start:end])
        pieces += _within(gone, come) if tag == "replace" else _whole(gone, come, same=tag == "equal")
    return tuple(_joined(pieces))


def as_text(value: object) -> str:
    """Return a field's value as lines to be compared: a text as it is, a list by line, years and members named."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "☑" if value else "□"
    if isinstance(value, Mapping):
        return "\n".join(f"{key}：{_on_one_line(member)}" for key, member in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_on_one_line(member) for member in value)
    return "" if value is None else str(value)


def _on_one_line(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(filter(None, (_on_one_line(member) for member in value.values())))
    return as_text(value).replace("\n", "；")


def _within(gone: str, come: str) -> Iterator[Piece]:
    """Compare two runs of lines by character, unless they are too long to be."""
    if len(gone) * len(come) > _LARGEST:
        yield from _whole(gone, come)
        return
    for tag, first, last, start, end in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
        yield from _whole(gone[first:last], come[start:end], same=tag == "equal")


def _whole(gone: str, come: str, *, same: bool = False) -> Iterator[Piece]:
    if same:
        yield Piece(Kind.SAME, gone)
        return
    if gone:
        yield Piece(Kind.OUT, gone)
    if come:
        yield Piece(Kind.IN, come)


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
