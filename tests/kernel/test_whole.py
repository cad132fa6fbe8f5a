"""Numbers that a browser sends: digits of ours alone, and none longer than a column holds."""

from __future__ import annotations

import pytest

from usr_portal.kernel.whole import LARGEST, LARGEST_KEY, key_of, version_of, whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("100", 100), (str(LARGEST), LARGEST)])
def test_what_is_written_in_digits_is_read(text: str, number: int) -> None:
    assert whole(text) == number
    assert version_of(text) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_0", "１", "²", "x", str(LARGEST + 1), "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert whole(text) is None
    assert version_of(text) == -1


def test_a_bound_of_ones_own() -> None:
    assert (whole("100", 100), whole("101", 100), whole("0099", 100)) == (100, None, None)


def test_a_key_goes_up_to_what_its_column_holds() -> None:
    assert (key_of(str(LARGEST_KEY)), key_of(str(LARGEST_KEY + 1)), key_of("a")) == (LARGEST_KEY, None, None)
