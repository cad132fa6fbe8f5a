"""What is pasted becomes text that every document can hold, and loses no word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usr_portal.kernel.codec import clean_text
from usr_portal.kernel.texts import plain


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
