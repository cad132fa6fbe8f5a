"""Places, rank sums and the chain that settles ties, with its record."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from review.rules.ranking import Comparison, Step, draw, places, rank_sums, ranking
from review.rules.totals import Entry, SheetState

TIED = {"x": 4, "y": 4}


def entry(reviewer: str, case: str, total: int, rank: int | None = None) -> Entry:
    return Entry(reviewer, case, Decimal(total), rank=rank)


def test_equal_values_share_a_place_and_the_next_is_left_out() -> None:
    values = {"a": 90, "b": 80, "c": 80, "d": 70}

    assert places(values) == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert places(values, highest_first=False) == {"d": 1, "b": 2, "c": 2, "a": 4}
    assert places({}) == {}


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 5)))
def test_a_place_is_one_more_than_those_before(values: dict[str, int]) -> None:
    assert places(values) == {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


def test_rank_sums_by_hand() -> None:
    entries = [entry("a", "x", 90), entry("a", "y", 80), entry("a", "z", 80), entry("b", "x", 60), entry("b", "y", 70)]

    assert rank_sums(entries) == {"x": 1 + 2, "y": 2 + 1, "z": 2}


def test_ranks_given_by_hand_count_where_a_reviewer_gave_them_all() -> None:
    given_all = [entry("a", "x", 90, rank=2), entry("a", "y", 80, rank=1)]
    given_one = [entry("b", "x", 90, rank=2), entry("b", "y", 80)]

    assert rank_sums(given_all) == {"x": 2, "y": 1}
    assert rank_sums(given_one) == {"x": 1, "y": 2}


def test_who_left_has_no_ranks() -> None:
    left = Entry("c", "x", Decimal(99), SheetState.RECUSED)

    assert rank_sums([entry("a", "y", 1), left]) == {"y": 1}


def test_the_lowest_sum_is_first() -> None:
    found = ranking({"x": 5, "y": 3, "z": 4}, {})

    assert [(place.case, place.place, place.needs) for place in found] == [
        ("y", 1, None),
        ("z", 2, None),
        ("x", 3, None),
    ]
    assert found[0].record == (Comparison(Step.RANK_SUM, (("x", 5), ("y", 3), ("z", 4))),)


def test_a_tie_goes_to_the_heaviest_part() -> None:
    first, second = ranking(TIED, {"x": Fraction(70), "y": Fraction(141, 2)})

    assert (first.case, second.case) == ("y", "x")
    assert first.record[-1] == Comparison(Step.HEAVIEST, (("x", Fraction(70)), ("y", Fraction(141, 2))))


def test_then_a_further_round_is_needed() -> None:
    found = ranking({**TIED, "z": 9}, dict.fromkeys(TIED, Fraction(70)))

    assert [(place.case, place.place, place.tied_with, place.needs) for place in found] == [
        ("x", 1, ("y",), Step.FURTHER_ROUND),
        ("y", 1, ("x",), Step.FURTHER_ROUND),
        ("z", 3, (), None),
    ]


def test_a_further_round_settles_it() -> None:
    first, _ = ranking(TIED, {}, [{"x": Decimal(80), "y": Decimal(81)}])

    assert (first.case, first.needs, first.record[-1].step) == ("y", None, Step.FURTHER_ROUND)


def test_then_lots_are_needed_and_settle_it() -> None:
    again = [{"x": Decimal(80), "y": Decimal(80)}]

    assert {place.needs for place in ranking(TIED, {}, again)} == {Step.LOTS}
    first, second = ranking(TIED, {}, again, {"x": 2, "y": 1})
    assert [(first.case, first.place), (second.case, second.place)] == [("y", 1), ("x", 2)]
    assert first.record[-1] == Comparison(Step.LOTS, (("x", 2), ("y", 1)))


def test_lots_drawn_before_a_further_round_do_not_count() -> None:
    assert {place.needs for place in ranking(TIED, {}, (), {"x": 1, "y": 2})} == {Step.FURTHER_ROUND}


def test_a_step_that_not_all_of_the_tied_have_is_passed_over() -> None:
    found = ranking(TIED, {"x": Fraction(70)}, [{"x": Decimal(80)}])

    assert {place.needs for place in found} == {Step.FURTHER_ROUND}


def test_a_tie_of_three_may_fall_apart_in_steps() -> None:
    parts = {"x": Fraction(90), "y": Fraction(80), "z": Fraction(80)}

    found = ranking({"x": 4, "y": 4, "z": 4}, parts, [{"y": Decimal(1), "z": Decimal(2)}])

    assert [(place.case, place.place) for place in found] == [("x", 1), ("z", 2), ("y", 3)]


def test_nothing_to_rank() -> None:
    assert ranking({}, {}) == ()


names = st.sampled_from("uvwxyz")


@given(st.dictionaries(names, st.integers(1, 3)), st.dictionaries(names, st.integers(1, 3).map(Fraction)))
def test_a_better_sum_never_stands_behind(sums: dict[str, int], parts: dict[str, Fraction]) -> None:
    found = ranking(sums, parts)

    assert sorted(place.case for place in found) == sorted(sums)
    for place in found:
        assert place.place == 1 + sum(1 for other in found if other.place < place.place)
        assert {other.case for other in found if other.place == place.place} == {place.case, *place.tied_with}
        assert all(sums[other.case] >= sums[place.case] for other in found if other.place >= place.place)


def test_lots_can_be_drawn_again_from_their_seed() -> None:
    cases = [f"USR4-{number:04d}" for number in range(9)]

    drawn = draw(cases, "113年12月5日 第3案同分")

    assert draw(cases[::-1], "113年12月5日 第3案同分") == drawn
    assert sorted(drawn.values()) == list(range(1, 10))
    assert draw(cases, "another seed") != drawn


def test_every_step_has_a_name() -> None:
    assert len({step.label for step in Step}) == len(Step)
