"""How alike two texts are: for people to look at, never a decision by itself (玖、三、（四）; 玖、三、定義（一）)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from usr_portal.kernel.texts import compatible

_LEFT_OUT = ("C", "P", "Z")
_HUNDRED = 100
_LONG = 300


@lru_cache(maxsize=4096)
def normalised_title(text: str) -> str:
    """Return ``text`` in NFKC, case folded, without white space, punctuation and invisible characters."""
    folded = compatible(compatible(text).casefold())
    return "".join(character for character in folded if not unicodedata.category(character).startswith(_LEFT_OUT))


def similarity(one: str, other: str) -> Fraction:
    """Return from 0 to 1 how many of the two texts' character pairs they share (Jaccard); two empty texts share none."""
    ours, theirs = _pairs_of(one), _pairs_of(other)
    together = len(ours | theirs)
    return Fraction(len(ours & theirs), together) if together else Fraction(0)


def percent(likeness: Fraction) -> int:
    """Return a similarity in whole percent, rounded down."""
    return int(likeness * _HUNDRED)


def most_similar(text: str, candidates: Iterable[tuple[str, str]]) -> list[tuple[Fraction, str, str]]:
    """Rank ``candidates``, (key, text), by likeness to ``text``: (likeness, key, text), the most alike first."""
    ranked = [(similarity(text, other), key, other) for key, other in candidates]
    return sorted(ranked, key=lambda row: (-row[0], row[1]))


def _pairs_of(text: str) -> frozenset[str]:
    """Titles are compared with a thousand others and kept; a long text, once, and would fill the memory."""
    if len(text) > _LONG:
        return _pairs.__wrapped__(normalised_title.__wrapped__(text))
    return _pairs(normalised_title(text))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    if len(text) == 1:
        return frozenset({text})
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))
