"""What the meeting may approve, and the pot: exact in whole NT$, against a second computation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.rules.awards import SCHOOL, Award, cap_of, judge, most, overdrawn, pots, share, shares
from review.rules.standing import Verdict
from tests.builders import CALL
from usr_portal.kernel.vocabulary import PlanType

YEARS = CALL.years
FIRST = YEARS[0]
money = st.integers(0, 20_000_000)
by_year = st.fixed_dictionaries(dict.fromkeys(YEARS, money))
kinds = st.sampled_from([None, *PlanType])
awards = st.builds(
    Award,
    subject=st.just("USR4-0003-S01"),
    plan_type=kinds,
    verdict=st.sampled_from(list(Verdict)),
    asked=by_year,
    approved=by_year,
    reason=st.just("理由"),
)


def award(**changes: object) -> Award:
    plain = Award(
        subject="USR4-0003-S01",
        plan_type=PlanType.SPROUT,
        verdict=Verdict.FUND,
        asked=dict.fromkeys(YEARS, 3_000_000),
        approved=dict.fromkeys(YEARS, 2_500_000),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def amounts(first: int | None) -> dict[str, int | None]:
    return {**dict.fromkeys(YEARS, 1_000_000), FIRST: first}


def rules(found: Award) -> list[str]:
    return [one.rule for one in judge(found, CALL)]


def test_what_was_asked_and_no_more() -> None:
    assert rules(award(approved=amounts(3_000_000))) == []
    over = judge(award(approved=amounts(3_000_001)), CALL)
    assert [one.rule for one in over] == ["AWARD-ASKED"]
    assert over[0].path == f"approved.{FIRST}"
    assert over[0].message.render() == f"{FIRST} 年核定 3,000,001 元，超過申請的 3,000,000 元。"
    assert over[0].fix.render() == "請減至 3,000,000 元以下。"


@pytest.mark.parametrize(
    ("plan_type", "cap", "article"),
    [
        (PlanType.SPROUT, 3_500_000, "捌"),
        (PlanType.DEEP, 8_000_000, "捌"),
        (PlanType.INTERNATIONAL, 11_000_000, "捌"),
        (PlanType.DISTINCTIVE, 11_000_000, "捌"),
        (None, 2_000_000, "柒、二、（一）"),
    ],
)
def test_never_above_the_ceiling_of_the_type_or_the_school_plan(
    plan_type: PlanType | None, cap: int, article: str
) -> None:
    asked = dict.fromkeys(YEARS, 50_000_000)
    assert rules(award(plan_type=plan_type, asked=asked, approved=amounts(cap))) == []
    over = judge(award(plan_type=plan_type, asked=asked, approved=amounts(cap + 1)), CALL)
    assert [(one.rule, one.article) for one in over] == [("AWARD-CAP", article)]


@pytest.mark.parametrize("amount", [None, -1])
def test_a_year_is_not_left_open_nor_below_nothing(amount: int | None) -> None:
    assert rules(award(approved=amounts(amount))) == ["AWARD-AMOUNT"]


def test_a_year_that_is_not_there_is_open_too() -> None:
    assert rules(award(approved={FIRST: 1})) == ["AWARD-AMOUNT"] * 2


def test_funded_with_nothing_is_not_funded() -> None:
    assert rules(award(approved=dict.fromkeys(YEARS, 0))) == ["AWARD-SOMETHING"]
    assert rules(award(approved=dict.fromkeys(YEARS, 0) | {YEARS[-1]: 1})) == []


def test_declined_has_a_reason_and_no_amount() -> None:
    declined = award(verdict=Verdict.DECLINE, approved={}, reason=" ")
    assert rules(declined) == ["AWARD-REASON"]
    assert rules(replace(declined, reason="成果不足")) == []
    assert rules(replace(declined, reason="成果不足", approved=amounts(0))) == ["AWARD-NOTHING"]
    assert rules(replace(declined, reason="成果不足", approved=dict.fromkeys(YEARS, 0))) == []


def test_without_a_verdict_there_is_nothing_to_keep() -> None:
    assert rules(award(verdict=None)) == ["AWARD-VERDICT"]
    assert share([award(verdict=None)], YEARS).total_approved == 0


@settings(max_examples=60)
@given(awards)
def test_what_may_stand_is_within_both_limits(found: Award) -> None:
    limits = most(found.plan_type, found.asked, CALL)
    stands = not judge(found, CALL)
    if found.verdict is Verdict.FUND:
        within = all(0 <= (found.approved[year] or 0) <= limits[year] for year in YEARS)
        assert stands == (within and any(found.approved.values()))
    else:
        assert stands == (not any(found.approved.values()))
    assert all(limits[year] <= min(found.asked[year], cap_of(found.plan_type, CALL)) for year in YEARS)


@settings(max_examples=60)
@given(st.lists(awards, max_size=8), by_year)
def test_the_sums_are_exact(found: list[Award], pot: dict[str, int]) -> None:
    whole, parts = share(found, YEARS), shares(found, YEARS)
    approved = dict.fromkeys(YEARS, 0)
    for one in found:
        for year in YEARS:
            approved[year] += (one.approved[year] or 0) if one.verdict == "fund" else 0
    assert whole.approved == approved
    assert sum(part.count for part in parts.values()) == whole.count == len(found)
    assert sum(part.funded for part in parts.values()) == whole.funded
    assert {year: sum(part.asked[year] for part in parts.values()) for year in YEARS} == whole.asked
    assert sum(part.total_approved for part in parts.values()) == whole.total_approved == sum(approved.values())
    assert whole.total_asked == sum(sum(one.asked.values()) for one in found)
    years = pots(pot, approved, YEARS)
    assert [one.left + one.approved for one in years] == [pot[year] for year in YEARS]
    assert len(overdrawn(years)) == sum(approved[year] > pot[year] for year in YEARS)


def test_the_kinds_stand_in_the_order_in_which_they_come() -> None:
    found = shares([award(plan_type=None), award(), award(plan_type=None)], YEARS)
    assert list(found) == [SCHOOL, "sprout"]
    assert found[SCHOOL].count == 2


def test_exactly_the_pot_suffices() -> None:
    exact = pots({FIRST: 5}, {FIRST: 5}, YEARS)
    assert [(one.left, one.is_over) for one in exact] == [(0, False)] * len(YEARS)
    over = pots({FIRST: 1_000}, {FIRST: 3_500}, YEARS)
    assert overdrawn(over)[0].render() == f"{FIRST} 年核定合計 3,500 元，超過可核配經費 1,000 元（多 2,500 元）。"
