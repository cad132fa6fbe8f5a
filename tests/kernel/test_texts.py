"""What is pasted becomes text that every document can hold, and loses no word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usr_portal.kernel.codec import clean_text
from usr_portal.kernel.texts import compatible, plain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("場域\t時間", "場域 時間"),
        ("一\r\n二\r三\v四\f五\x85六", "一\n二\n三\n四\n五\n六"),
        ("甲\x00\x08\x1b\x7f乙", "甲乙"),
        ("cafe\u0301", "caf\u00e9"),
        ("\ud800字", "字"),
        ("平常的字，沒有變。", "平常的字，沒有變。"),
    ],
)
def test_plain(typed: str, kept: str) -> None:
    assert plain(typed) == kept


@given(st.text(st.characters()))
def test_whatever_is_typed_can_be_read_as_a_document(typed: str) -> None:
    assert clean_text(plain(typed), "summary") == plain(typed)
    assert plain(plain(typed)) == plain(typed)


@given(st.lists(st.tuples(st.sampled_from("\u0301\u0316\u0344\u0f74\u0f71a字"), st.integers(1, 90)), max_size=6))
def test_stacked_marks_stay_and_settle(runs: list[tuple[str, int]]) -> None:
    typed = "".join(sign * times for sign, times in runs)
    kept = plain(typed)
    assert plain(kept) == kept
    assert compatible(compatible(typed)) == compatible(typed)


def test_marks_by_the_thousand_take_no_longer_than_letters() -> None:
    """Sorting them would take minutes, with the interpreter's lock held."""
    typed = "a" + "\u0301" * 50_000 + "\u0316" * 50_000
    start = time.perf_counter()
    plain(typed)
    compatible(typed)
    assert time.perf_counter() - start < 3
