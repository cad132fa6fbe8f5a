"""How alike two texts are: for people to look at, never a decision by itself (玖、三、（四）; 玖、三、定義（一）)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

_LEFT_OUT = ("C", "P", "Z")
_HUNDRED = 100


@lru_cache(maxsize=4096)
def normalised_title(text: str) -> str:
    """Return ``text`` in NFKC, case folded, without white space, punctuation and invisible characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if not unicodedata.category(character).startswith(_LEFT_OUT))


def similarity(one: str, other: str) -> Fraction:
    """Return from 0 to 1 how many of the two texts' character pairs they share (Jaccard); two empty texts share none."""
    ours, theirs = _pairs(normalised_title(one)), _pairs(normalised_title(other))
    together = len(ours | theirs)
    return Fraction(len(ours & theirs), together) if together else Fraction(0)


def percent(likeness: Fraction) -> int:
    """Return a similarity in whole percent, rounded down."""
    return int(likeness * _HUNDRED)


def most_similar(text: str, candidates: Iterable[tuple[str, str]]) -> list[tuple[Fraction, str, str]]:
    """Rank ``candidates``, (key, text), by likeness to ``text``: (likeness, key, text), the most alike first."""
    ranked = [(similarity(text, other), key, other) for key, other in candidates]
    return sorted(ranked, key=lambda row: (-row[0], row[1]))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    if len(text) == 1:
        return frozenset({text})
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))
