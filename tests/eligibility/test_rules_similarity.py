from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.rules.similarity import most_similar, normalised_title, percent, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("溪流 共好", "溪流共好！"),
        ("ＲＩＶＥＲ", "river"),
        ("《山》－城", "山城"),
        ("a\u200bb", "AB"),
        ("Straße", "STRASSE"),
    ],
)
def test_titles_that_are_one_when_normalised(one: str, other: str) -> None:
    assert normalised_title(one) == normalised_title(other)


@pytest.mark.parametrize(("one", "other"), [("溪流1", "溪流2"), ("甲+乙", "甲乙")])
def test_titles_that_are_two(one: str, other: str) -> None:
    assert normalised_title(one) != normalised_title(other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    if normalised_title(one):
        assert similarity(one, one) == 1


def test_likeness_counts_shared_pairs() -> None:
    assert similarity("溪流共好", "溪流共學") == Fraction(2, 4)
    assert similarity("", "、") == 0
    assert similarity("山", "山") == 1
    assert percent(Fraction(2, 3)) == 66


def test_the_most_alike_comes_first_and_ties_go_by_key() -> None:
    ranked = most_similar("溪流共好", [("c", "海"), ("b", "溪流共好"), ("a", "溪流共學"), ("d", "溪流共學")])
    assert [key for _, key, _ in ranked] == ["b", "a", "d", "c"]
