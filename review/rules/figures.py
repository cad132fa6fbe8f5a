"""All figures of a stage side by side, by case. None of them decides: the meeting does, with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from review.rules.ranking import rank_sums
from review.rules.standardised import standardised
from review.rules.totals import FAR_APART, Entry, counted, is_far_apart, mean, spread, trimmed_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of one case at one stage, side by side; None where there is nothing to say."""

    count: int
    mean: Decimal | None
    trimmed_mean: Decimal | None
    spread: Decimal | None
    far_apart: bool
    standardised_sum: Decimal | None
    standardised_mean: Decimal | None
    rank_sum: int | None
    heaviest: Fraction | None


def figures(
    entries: Iterable[Entry], far_apart: Decimal = FAR_APART, only: Container[str] | None = None
) -> dict[str, Figures]:
    """Return the figures of every case that has an entry, of one stage; `far_apart` is the flag's limit in points.

    With `only`, the figures of those cases alone are returned: the same ones, out of all entries.

    A case all of whose reviewers are recused is there, with a count of 0 and no figures.
    """
    entries = list(entries)
    z, ranks = standardised(entries, only), rank_sums(entries)
    by_case: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if only is None or entry.case in only:
            by_case[entry.case].append(entry)
    return {case: _of(mine, z.get(case), ranks.get(case), far_apart) for case, mine in by_case.items()}


def alone(mine: Sequence[Entry], far_apart: Decimal = FAR_APART) -> Figures:
    """Return what the sheets of one case tell by themselves.

    The standardised and the rank sum are not among it: they need every sheet of the case's reviewers.
    """
    return _of(mine, None, None, far_apart)


def _of(mine: Sequence[Entry], z: tuple[Decimal, Decimal] | None, ranks: int | None, limit: Decimal) -> Figures:
    totals = counted(mine)
    return Figures(
        count=len(totals),
        mean=mean(totals),
        trimmed_mean=trimmed_mean(totals),
        spread=spread(totals),
        far_apart=is_far_apart(totals, limit),
        standardised_sum=z[0] if z else None,
        standardised_mean=z[1] if z else None,
        rank_sum=ranks,
        heaviest=_heaviest(mine),
    )


def _heaviest(mine: Sequence[Entry]) -> Fraction | None:
    """The mean score in the part of the highest weight, exact; None where a counted sheet does not tell it."""
    found = [entry.heaviest for entry in mine if entry.counts]
    known = [score for score in found if score is not None]
    return sum(known, Fraction()) / len(known) if known and len(known) == len(found) else None
