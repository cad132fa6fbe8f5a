"""A paragraph's runs in the one way of writing them, and what its links and notes may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from usr_portal.kernel import texts
from usr_portal.kernel.rich_blocks import Break, Footnote, Inline, Run

_LINK = re.compile(r"(?:https?://[^\s\"'<>`\\/?#]|mailto:[^\s\"'<>`\\/?#])[^\s\"'<>`\\]*", re.IGNORECASE)
LONGEST = 2000
"""Characters of an address, a note or a picture's description."""


def address(typed: str) -> str:
    """Return a link's address in the web or of a mailbox, otherwise nothing."""
    href = texts.plain(typed).strip()
    return href if len(href) <= LONGEST and _LINK.fullmatch(href) else ""


def line(typed: str) -> str:
    """Return a text in one line, with single spaces, no longer than `LONGEST`."""
    return texts.composed(" ".join(texts.plain(typed).split())[:LONGEST]).strip()


def source(typed: str) -> str:
    """Return letters as they are meant: a line feed of the source, with the spaces around it, is one."""
    lines = texts.plain(typed).split("\n")
    if len(lines) == 1:
        return lines[0]
    within = filter(None, (part.strip(" ") for part in lines[1:-1]))
    return "\n".join([lines[0].rstrip(" "), *within, lines[-1].lstrip(" ")])


def inlines(pieces: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return a paragraph's pieces as few runs as there are ways of writing; nothing where nothing can be read."""
    written = [piece for piece in pieces if not isinstance(piece, Run) or piece.text]
    forwards = _trimmed(written, from_left=True)
    kept = _trimmed(forwards[::-1], from_left=False)[::-1]
    return tuple(_joined(kept)) if any(map(_is_seen, kept)) else ()


def _is_seen(piece: Inline) -> bool:
    return isinstance(piece, Footnote) or (isinstance(piece, Run) and bool(piece.text.strip()))


def _trimmed(pieces: Sequence[Inline], *, from_left: bool) -> list[Inline]:
    """Drop line feeds of the source, and breaks, where a line begins as it is read in this direction."""
    kept: list[Inline] = []
    for piece in pieces:
        begins = not kept or isinstance(kept[-1], Break)
        if isinstance(piece, Run) and begins:
            text = piece.text.lstrip("\n") if from_left else piece.text.rstrip("\n")
            kept.extend([Run(text, piece.marks, piece.href)] if text else [])
        elif kept or not isinstance(piece, Break):
            kept.append(piece)
    return kept


def _joined(pieces: Sequence[Inline]) -> list[Inline]:
    joined: list[Inline] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Run) and isinstance(last, Run) and (piece.marks, piece.href) == (last.marks, last.href):
            joined[-1] = Run(last.text + piece.text, last.marks, last.href)
        else:
            joined.append(piece)
    return [_settled(piece) for piece in joined]


def _settled(piece: Inline) -> Inline:
    if not isinstance(piece, Run):
        return piece
    return Run(texts.composed(piece.text.replace("\n", " ")), piece.marks, piece.href)
