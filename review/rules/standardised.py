"""Standardised sums (標準化總分): by reviewer and stage, then added by case. Formulas: docs/scoring.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from review.rules.totals import Entry, half_up

# A standard deviation is seldom a whole root, so this is the one place without a last exact digit: 60 significant digits,
# cut to 40 decimals before the result is rounded, so that the same scores give the same figure on every machine.
PRECISION = 60
_WORK = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)
_GUARD = Decimal(1).scaleb(-40)
PLACES = 4


def z_scores(entries: Iterable[Entry]) -> dict[tuple[str, str], Decimal]:
    """Return z by (reviewer, case) over the sheets that count; pass one stage at a time.

    z = (total - the reviewer's mean) ÷ the reviewer's population standard deviation; 0 for a reviewer with one sheet
    or with equal totals, who says nothing about order.
    """
    by_reviewer: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.counts:
            by_reviewer[entry.reviewer].append(entry)
    return {
        (entry.reviewer, entry.case): z
        for mine in by_reviewer.values()
        for entry, z in zip(mine, _z(mine), strict=True)
    }


def _z(mine: list[Entry]) -> list[Decimal]:
    """With n sheets, sum S and sum of squares Q: z = (n·x - S) ÷ √(n·Q - S²), of which only the root is not exact."""
    totals = [_cents(entry) for entry in mine]
    count, total = len(totals), sum(totals)
    squared = count * sum(x * x for x in totals) - total * total
    if squared == 0:
        return [Decimal(0)] * count
    root = _WORK.sqrt(Decimal(squared))
    return [_WORK.divide(Decimal(count * x - total), root) for x in totals]


def _cents(entry: Entry) -> int:
    """The total in hundredths; scale does not matter to z."""
    return int(Fraction(entry.total or 0) * 100)


def standardised(entries: Iterable[Entry], only: Container[str] | None = None) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Return (sum of z, mean of z) by case, each half up to four decimals; cases without a counted sheet are not there.

    Every entry is looked at; with `only`, the figures of those cases alone are returned.

    Where a case has fewer reviewers than others (recusal), its sum is nearer to 0: the mean stands beside it.
    """
    by_case: dict[str, list[Decimal]] = defaultdict(list)
    for (_, case), z in z_scores(entries).items():
        if only is None or case in only:
            by_case[case].append(z)
    return {case: (_rounded(found, 1), _rounded(found, len(found))) for case, found in by_case.items()}


def _rounded(found: list[Decimal], parts: int) -> Decimal:
    exact = sum((Fraction(z) for z in found), Fraction()) / parts
    value = _WORK.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    guarded = value.quantize(_GUARD, rounding=ROUND_HALF_UP, context=_WORK)
    return half_up(Fraction(guarded), PLACES)
