from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usr_portal.kernel.money import at_least, at_most, exceeds, falls_short, percent_text, share

wholes = st.integers(1, 10**15)
percents = st.integers(1, 100) | st.fractions(min_value="1/10", max_value=99, max_denominator=10)


@given(wholes, percents)
def test_the_limits_are_the_last_amounts_that_pass(whole: int, percent: Fraction | int) -> None:
    most, least = at_most(whole, percent), at_least(whole, percent)
    assert not exceeds(most, whole, percent)
    assert exceeds(most + 1, whole, percent)
    assert not falls_short(least, whole, percent)
    assert falls_short(least - 1, whole, percent)


def test_equality_passes_both_ways() -> None:
    assert not exceeds(60, 100, 60)
    assert not falls_short(60, 100, 60)
    assert share(2, 6) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.33"), (2, 3, "66.66"), (1, 1, "100.00"), (0, 7, "0.00"), (600_001, 1_000_000, "60.00")],
)
def test_percent_for_reading(part: int, whole: int, text: str) -> None:
    assert percent_text(part, whole) == text
