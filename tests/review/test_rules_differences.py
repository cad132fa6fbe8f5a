"""Differences of two texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.rules.differences import Kind, Piece, as_text, differences

texts = st.text(st.sampled_from("溪流共好計\n，abc"), max_size=60)


@given(texts, texts)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)

    assert "".join(one.text for one in pieces if one.kind is not Kind.IN) == before
    assert "".join(one.text for one in pieces if one.kind is not Kind.OUT) == after
    assert all(one.text for one in pieces)
    assert all(one.kind is not two.kind for one, two in pairwise(pieces))


def test_a_word_put_right_shows_as_that_word() -> None:
    assert differences("第一行\n溪流的計劃\n", "第一行\n溪流的計畫\n") == (
        Piece(Kind.SAME, "第一行\n溪流的計"),
        Piece(Kind.OUT, "劃"),
        Piece(Kind.IN, "畫"),
        Piece(Kind.SAME, "\n"),
    )


def test_very_long_lines_are_marked_whole() -> None:
    pieces = differences("甲" * 3000 + "尾", "乙" * 3000 + "尾")
    assert [one.kind for one in pieces] == [Kind.OUT, Kind.IN]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("內容", "內容"),
        (True, "☑"),
        (["甲", "乙"], "甲\n乙"),
        ({"114": ["一", "二"], "115": []}, "114：一；二\n115："),
        ([{"county": "花蓮縣", "name": "市集", "township": ""}], "花蓮縣 市集"),
        (3, "3"),
        (False, "□"),
    ],
)
def test_a_value_is_written_in_lines(value: object, text: str) -> None:
    assert as_text(value) == text
