"""Differences lead from one text to the other, to the letter, and are quick on long ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usr_portal.kernel.differences import Kind, Piece, text_difference

TEXTS = st.text(alphabet="山海河 village-town\n，。𠮷鄥訚堃e\u0301", max_size=80)


def side(pieces: tuple[Piece, ...], gone: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is not gone)


@given(TEXTS, TEXTS)
def test_what_is_the_same_and_one_side_make_up_that_side(old: str, new: str) -> None:
    pieces = text_difference(old, new)
    assert side(pieces, Kind.ADDED) == old
    assert side(pieces, Kind.REMOVED) == new


@given(TEXTS)
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert text_difference(text, text) == ((Piece(Kind.SAME, text),) if text else ())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("河流學校", "河川學校", [("same", "河"), ("removed", "流"), ("added", "川"), ("same", "學校")]),
        ("the river", "the stream", [("same", "the "), ("removed", "river"), ("added", "stream")]),
        ("一\n二\n", "一\n三\n二\n", [("same", "一\n"), ("added", "三\n"), ("same", "二\n")]),
        ("𠮷", "鄥", [("removed", "𠮷"), ("added", "鄥")]),
    ],
)
def test_chinese_is_compared_by_character_and_latin_by_word(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert [(piece.kind.value, piece.text) for piece in text_difference(old, new)] == told


def test_a_very_long_line_is_replaced_whole() -> None:
    old, new = "山" * 100_000, "海" * 100_000
    assert text_difference(old, new) == (Piece(Kind.REMOVED, old), Piece(Kind.ADDED, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一\n" * 100_000, "二\n" + "一\n" * 100_001),
        ("一\n" * 3_000 + "二\n", "三\n" + "一\n" * 3_000),
        (
            "".join(f"{n % 7}山海{n % 3}\n" for n in range(20_000)),
            "".join(f"{n % 5}山海{n % 2}\n" for n in range(20_000)),
        ),
        ("山海" * 60_000, "海山" * 60_000),
    ],
)
def test_no_text_costs_more_than_its_share(old: str, new: str) -> None:
    started = time.process_time()
    pieces = text_difference(old, new)
    assert time.process_time() - started < 5
    assert side(pieces, Kind.ADDED) == old
    assert side(pieces, Kind.REMOVED) == new
