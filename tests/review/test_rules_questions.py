"""Questions of several reviewers in one list that tells nothing of whose they are."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from review.rules.questions import merged, revealing
from usr_portal.kernel.names import folded

texts = st.lists(st.text("問題臺台 \n", max_size=4), max_size=8)


def test_blanks_and_repetitions_are_left_out() -> None:
    assert merged([" 場域在哪裡？", "場域在哪裡？ ", " ", ""], "c1") == ("場域在哪裡？",)
    assert len(merged(["臺東的場域？", "台東的場域？"], "c1")) == 1
    assert merged([], "c1") == ()
    assert merged(["臺東", "台東"], "c1") == merged(["台東", "臺東"], "c1")


@given(texts, st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_who_asked_first(asked: list[str], dice: Random) -> None:
    shuffled = list(asked)
    dice.shuffle(shuffled)

    assert merged(shuffled, "c1") == merged(asked, "c1")


@given(texts)
def test_nothing_is_lost_and_nothing_added(asked: list[str]) -> None:
    found = merged(asked, "c1")

    assert {folded(text) for text in found} == {folded(text) for text in asked if text.strip()}
    assert set(found) <= {text.strip() for text in asked}


def test_the_order_differs_from_case_to_case() -> None:
    asked = [f"問題 {number}" for number in range(12)]

    orders = {merged(asked, f"case {number}") for number in range(8)}

    assert len(orders) == 8
    assert tuple(asked) not in orders


def test_a_reviewers_name_in_a_text_is_found() -> None:
    opinions = ["我是林 臺生，建議補充。", "王老師說得好"]

    assert revealing(opinions, ["林台生", "王大明", "王", ""]) == ("林台生",)
