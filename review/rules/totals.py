"""Scores added up: exact, in whole numbers and fractions, never in floats. Formulas: docs/scoring.md.

The call gives the weights alone (拾、二、（二）); the rest is ours: half up to two decimals, a missing part is missing
and never 0, and who was recused leaves numerator and denominator. All figures stand side by side; people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

BEST = 100
FAR_APART = Decimal(15)
FEWEST_TO_TRIM = 4


class SheetState(StrEnum):
    """The life of an assignment; only what was submitted counts."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    RECUSED = "recused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One reviewer's sheet for one case at one stage. `total` is the weighted total, None while a part is missing.

    `heaviest` is the score in the part of the highest weight; `rank` the place that the reviewer gave by hand (序位).
    """

    reviewer: str
    case: str
    total: Decimal | None
    state: SheetState = SheetState.SUBMITTED
    heaviest: Fraction | None = None
    rank: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it is in numerator and denominator: submitted, whole, and nobody withdrew."""
        return self.state is SheetState.SUBMITTED and self.total is not None


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """Round exactly to so many decimals; a tie goes away from zero. Never gives a negative zero."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((int(value < 0 < whole), digits, -places))


def weighted_total(scores: Mapping[str, int | None], weights: Mapping[str, int]) -> Decimal | None:
    """Return Σ weight x score ÷ Σ weight, half up to two decimals; None where a part has no score.

    Parts without a weight are not looked at. Raises `ValueError` for a score that is not 0 to 100.
    """
    if not weights or not all(weights.values()):
        message = "every part needs a weight above 0"
        raise ValueError(message)
    held = {part: scores.get(part) for part in weights}
    if any(score is not None and not 0 <= score <= BEST for score in held.values()):
        message = f"a score is 0 to {BEST}: {held}"
        raise ValueError(message)
    found = [(weights[part], score) for part, score in held.items() if score is not None]
    if len(found) < len(weights):
        return None
    return half_up(Fraction(sum(weight * score for weight, score in found), sum(weights.values())))


def part_score(scores: Mapping[str, int | None], parts: Sequence[str]) -> Fraction | None:
    """Return the mean of the scores of some parts (those of the highest weight); None where one is missing."""
    found = [score for part in parts if (score := scores.get(part)) is not None]
    return Fraction(sum(found), len(found)) if found and len(found) == len(parts) else None


def counted(entries: Iterable[Entry]) -> list[Decimal]:
    """Return the totals that count, lowest first."""
    return sorted(entry.total for entry in entries if entry.counts and entry.total is not None)


def mean(totals: Sequence[Decimal]) -> Decimal | None:
    """Return the stage's score: the mean of its reviewers' (rounded) totals, half up; None where there are none."""
    return half_up(_sum(totals) / len(totals)) if totals else None


def trimmed_mean(totals: Sequence[Decimal]) -> Decimal | None:
    """Return the mean without one highest and one lowest; None below four totals, where it would keep one or none."""
    return mean(sorted(totals)[1:-1]) if len(totals) >= FEWEST_TO_TRIM else None


def spread(totals: Sequence[Decimal]) -> Decimal | None:
    """Return the highest less the lowest total; None below two."""
    return max(totals) - min(totals) if len(totals) > 1 else None


def is_far_apart(totals: Sequence[Decimal], limit: Decimal = FAR_APART) -> bool:
    """Return whether the reviewers differ by more than `limit` points; exactly the limit is not flagged."""
    found = spread(totals)
    return found is not None and found > limit


def _sum(totals: Iterable[Decimal]) -> Fraction:
    return sum((Fraction(total) for total in totals), Fraction())
