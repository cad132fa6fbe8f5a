"""Whole New Taiwan dollars and exact shares of them; no floats anywhere.

Amounts are ``int``; a percentage is a whole number or a ``Fraction``. A year without money has no
share: callers leave it out.
"""

from __future__ import annotations

from fractions import Fraction

HUNDRED = 100

Percent = Fraction | int


def exceeds(part: int, whole: int, percent: Percent) -> bool:
    """Return whether ``part`` is more than ``percent`` of ``whole``; equality passes."""
    return part * HUNDRED > whole * percent


def falls_short(part: int, whole: int, percent: Percent) -> bool:
    """Return whether ``part`` is less than ``percent`` of ``whole``; equality passes."""
    return part * HUNDRED < whole * percent


def at_most(whole: int, percent: Percent) -> int:
    """Return the highest whole amount that is no more than ``percent`` of ``whole``."""
    return int(whole * percent // HUNDRED)


def at_least(whole: int, percent: Percent) -> int:
    """Return the lowest whole amount that is no less than ``percent`` of ``whole``."""
    return -int(-whole * percent // HUNDRED)


def share(part: int, whole: int) -> Fraction:
    """Return ``part`` of ``whole`` as an exact fraction; ``whole`` is not 0."""
    return Fraction(part, whole)


def percent_text(part: int, whole: int) -> str:
    """Return the share in percent for reading, cut (never rounded up) to two decimals; ``whole`` is more than 0."""
    hundredths = part * HUNDRED * HUNDRED // whole
    return f"{hundredths // HUNDRED}.{hundredths % HUNDRED:02d}"
