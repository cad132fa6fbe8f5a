"""Totals are exact: against examples by hand, and against an oracle that knows nothing but whole numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.rules.figures import Figures, figures
from review.rules.standardised import standardised, z_scores
from review.rules.totals import (
    Entry,
    SheetState,
    counted,
    half_up,
    is_far_apart,
    mean,
    part_score,
    spread,
    trimmed_mean,
    weighted_total,
)
from review.rules.weights import criteria, heaviest, part_label, scheme, weights_of
from tests.builders import CALL
from usr_portal.kernel.vocabulary import BasisKind

OLD = weights_of(criteria(CALL), BasisKind.CONTINUATION)
NEW = weights_of(criteria(CALL), BasisKind.NEW)


def points(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def entry(reviewer: str, case: str, total: str | None, state: SheetState = SheetState.SUBMITTED) -> Entry:
    return Entry(reviewer, case, None if total is None else Decimal(total), state)


# ---------------------------------------------------------------- weights


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (BasisKind.CONTINUATION, {"prior_results": 30, "school_plan": 20, "proposal": 50}),
        (BasisKind.ADVANCEMENT, {"prior_results": 30, "school_plan": 20, "proposal": 50}),
        (BasisKind.NEW, {"school_plan": 20, "proposal": 80}),
    ],
)
def test_the_weights_of_a_basis(basis: BasisKind, expected: dict[str, int]) -> None:
    assert weights_of(criteria(CALL), basis) == expected
    assert scheme(basis).label


def test_the_frozen_weights_are_a_copy() -> None:
    criteria(CALL)["new"]["proposal"] = 1

    assert weights_of(criteria(CALL), BasisKind.NEW) == NEW


def test_the_heaviest_part() -> None:
    assert (heaviest(OLD), heaviest({"a": 50, "b": 50}), heaviest({})) == (("proposal",), ("a", "b"), ())


def test_a_part_of_a_later_call_goes_by_its_key() -> None:
    assert (part_label("proposal"), part_label("outlook")) == ("個案計畫", "outlook")


# ---------------------------------------------------------------- one sheet


def test_a_total_by_hand() -> None:
    assert weighted_total({"prior_results": 81, "school_plan": 77, "proposal": 92}, OLD) == Decimal("85.70")
    assert weighted_total({"school_plan": 0, "proposal": 0}, NEW) == Decimal("0.00")
    assert weighted_total({"a": 1, "b": 2}, {"a": 1, "b": 2}) == Decimal("1.67")


@pytest.mark.parametrize("part", NEW)
def test_a_missing_part_is_missing_and_not_zero(part: str) -> None:
    whole: dict[str, int | None] = dict.fromkeys(NEW, 90)

    assert weighted_total({**whole, part: None}, NEW) is None
    assert weighted_total({key: 90 for key in whole if key != part}, NEW) is None


@pytest.mark.parametrize("score", [-1, 101])
def test_a_score_beyond_its_range_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        weighted_total({"school_plan": score}, NEW)


@pytest.mark.parametrize("weights", [{}, {"a": 0, "b": 100}])
def test_every_part_weighs_something(weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="weight above 0"):
        weighted_total({"a": 1, "b": 1}, weights)


def test_the_score_in_some_parts() -> None:
    assert part_score({"a": 90, "b": 85}, ("a", "b")) == Fraction(175, 2)
    assert part_score({"a": 90, "b": None}, ("a", "b")) is None
    assert part_score({"a": 90}, ()) is None


scores = st.integers(0, 100)


@given(st.lists(st.tuples(st.integers(1, 100), scores), min_size=1, max_size=5))
def test_a_total_is_exact(parts: list[tuple[int, int]]) -> None:
    """Oracle: hundredths as a whole number, by adding half of the divisor before the division."""
    weights = {str(place): weight for place, (weight, _) in enumerate(parts)}
    whole = sum(weight for weight, _ in parts)
    cents = (sum(weight * score for weight, score in parts) * 200 + whole) // (2 * whole)

    found = weighted_total({str(place): score for place, (_, score) in enumerate(parts)}, weights)

    assert str(found) == f"{cents // 100}.{cents % 100:02d}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.005", "0.01"),
        ("0.004999", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("80", "80.00"),
    ],
)
def test_a_half_goes_up(value: str, expected: str) -> None:
    assert str(half_up(Fraction(value))) == expected


# ---------------------------------------------------------------- one case


def test_the_figures_of_a_case_by_hand() -> None:
    totals = points("70.00", "80.01", "90.00", "60.00")

    assert mean(totals) == Decimal("75.00")
    assert mean(points("80.00", "80.01")) == Decimal("80.01")
    assert trimmed_mean(totals) == Decimal("75.01")
    assert spread(totals) == Decimal("30.00")


def test_nothing_is_said_of_too_few() -> None:
    three = points("70", "80", "90")

    assert (mean([]), spread(three[:1]), trimmed_mean(three)) == (None, None, None)


@pytest.mark.parametrize(("low", "flagged"), [("70.00", False), ("69.99", True)])
def test_more_than_fifteen_points_apart_is_flagged(low: str, *, flagged: bool) -> None:
    assert is_far_apart(points("85.00", low)) is flagged
    assert not is_far_apart(points(low))


totals_in_cents = st.lists(st.integers(0, 10_000), min_size=1, max_size=9)


def of_cents(cents: int) -> Decimal:
    return Decimal(f"{cents // 100}.{cents % 100:02d}")


def rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


@given(totals_in_cents)
def test_means_and_spread_are_exact(cents: list[int]) -> None:
    totals = [of_cents(one) for one in cents]
    inner = sum(cents) - max(cents) - min(cents)

    assert mean(totals) == of_cents(rounded(sum(cents), len(cents)))
    assert trimmed_mean(totals) == (of_cents(rounded(inner, len(cents) - 2)) if len(cents) >= 4 else None)
    assert spread(totals) == (of_cents(max(cents) - min(cents)) if len(cents) > 1 else None)


@pytest.mark.parametrize("state", [state for state in SheetState if state is not SheetState.SUBMITTED])
def test_who_left_leaves_numerator_and_denominator(state: SheetState) -> None:
    stays = [entry("a", "x", "80.00"), entry("b", "x", "90.00"), entry("a", "y", "70.00"), entry("b", "y", "60.00")]
    left = [entry("c", "x", "0.00", state), entry("c", "y", "100.00", state), entry("d", "x", None)]

    assert counted([*stays[:2], *left]) == points("80.00", "90.00")
    assert figures([*stays, *left]) == figures(stays)


# ---------------------------------------------------------------- standardised


def test_a_standardised_sum_by_hand() -> None:
    entries = [entry("a", "x", "90.00"), entry("a", "y", "80.00"), entry("b", "x", "70.00"), entry("b", "y", "50.00")]

    assert standardised(entries) == {"x": (Decimal(2), Decimal(1)), "y": (Decimal(-2), Decimal(-1))}


def test_who_says_nothing_of_order_counts_as_nought() -> None:
    entries = [entry("one", "x", "99.00"), entry("same", "x", "80.00"), entry("same", "y", "80.00")]

    assert set(z_scores(entries).values()) == {Decimal(0)}
    assert standardised(entries) == {"x": (Decimal(0), Decimal(0)), "y": (Decimal(0), Decimal(0))}


DIGITS = 10**60


def oracle_z(mine: list[int], x: int) -> int:
    """z x 10^60, cut: (n·x - S) ÷ √(n·Q - S²) by the whole-number root."""
    under = len(mine) * sum(one * one for one in mine) - sum(mine) ** 2
    over = len(mine) * x - sum(mine)
    if under == 0:
        return 0
    size = isqrt(over * over * DIGITS * DIGITS // under)
    return size if over >= 0 else -size


@st.composite
def sheets(draw: st.DrawFn) -> dict[tuple[str, str], int]:
    pairs = st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwxyz"))
    return draw(st.dictionaries(pairs, st.integers(0, 10_000), min_size=1, max_size=16))


@given(sheets())
def test_standardised_sums_are_exact_to_four_decimals(held: dict[tuple[str, str], int]) -> None:
    found = standardised([Entry(who, case, of_cents(cents)) for (who, case), cents in held.items()])

    for case, (total, average) in found.items():
        zs = [
            oracle_z([cents for (who, _), cents in held.items() if who == reviewer], held[reviewer, case])
            for reviewer in "abcd"
            if (reviewer, case) in held
        ]
        # Four decimals half up; the cut of the oracle is far below what could turn a rounding.
        assert abs(int(total * 10_000) * DIGITS - 10_000 * sum(zs)) <= DIGITS // 2 + DIGITS // 10**30
        assert abs(int(average * 10_000) * DIGITS * len(zs) - 10_000 * sum(zs)) <= len(zs) * (
            DIGITS // 2 + DIGITS // 10**30
        )
    assert set(found) == {case for _, case in held}


def test_a_tie_of_the_fifth_decimal_goes_away_from_nought() -> None:
    """Of 17 sheets one is better: its z is 4, the others' -1/4; seven reviewers of a single sheet add 0 each."""
    many = [entry("a", f"other {number}", "80.00") for number in range(15)]
    single = [entry(f"b{number}", "x", "70.00") for number in range(7)]

    found = standardised([entry("a", "best", "90.00"), entry("a", "x", "80.00"), *many, *single])

    assert found["best"] == (Decimal(4), Decimal(4))
    assert found["x"] == (Decimal("-0.2500"), Decimal("-0.0313"))


def test_a_sum_of_thirds_is_rounded_as_the_whole_that_it_is() -> None:
    """Three times -1/3 among 32 reviewers: the mean is -0.03125, and no cut digit may turn that."""
    thirds = [entry(who, f"{who} {number}", "80.00") for who in "abc" for number in range(8)]
    best = [entry(who, f"{who} best", "90.00") for who in "abc"]
    here = [entry(who, "x", "80.00") for who in "abc"]
    single = [entry(f"d{number}", "x", "70.00") for number in range(29)]

    assert standardised([*thirds, *best, *here, *single])["x"] == (Decimal(-1), Decimal("-0.0313"))


# ---------------------------------------------------------------- side by side


def test_all_figures_stand_side_by_side() -> None:
    entries = [
        Entry("a", "x", Decimal("90.00"), heaviest=Fraction(92)),
        Entry("b", "x", Decimal("70.00"), heaviest=Fraction(71)),
        Entry("a", "y", Decimal("80.00"), heaviest=Fraction(80)),
        Entry("b", "y", Decimal("72.00")),
        Entry("c", "z", Decimal("50.00"), SheetState.RECUSED, heaviest=Fraction(1)),
    ]

    found = figures(entries)

    assert found["x"] == Figures(
        count=2,
        mean=Decimal("80.00"),
        trimmed_mean=None,
        spread=Decimal("20.00"),
        far_apart=True,
        standardised_sum=Decimal(0),
        standardised_mean=Decimal(0),
        rank_sum=3,
        heaviest=Fraction(163, 2),
    )
    assert found["y"].heaviest is None
    assert found["y"].far_apart is False
    assert figures(entries, far_apart=Decimal(5))["y"].far_apart is True
    assert figures(entries, only={"x", "z"}) == {key: found[key] for key in ("x", "z")}
    assert (found["z"].count, found["z"].mean, found["z"].rank_sum, found["z"].heaviest) == (0, None, None, None)
    assert (found["z"].standardised_sum, found["z"].far_apart) == (None, False)
