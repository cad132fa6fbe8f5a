from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from budgets.rules.case import BudgetCase
from budgets.rules.ceilings import within_cap, within_part_caps
from budgets.rules.fundraising import external_funds
from budgets.rules.matching import enough_matching, municipal_share
from budgets.rules.shares import international_share, personnel_share, travel_share
from budgets.rules.totals import Reading, gauges, overall, readings, totals
from budgets.rules.types import BudgetPlan, Item, Line, Part, Source
from tests.budgets.strategies import YEARS, plans
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.money import exceeds, falls_short
from usr_portal.kernel.vocabulary import PlanType

CALL = bundled("usr-4")


def line(item: Item, amount: int, part: Part = Part.DOMESTIC, source: Source = Source.SUBSIDY) -> Line:
    return Line(item=item, amount=amount, part=part, source=source)


def read(
    plan_type: PlanType | None, plan: BudgetPlan, year: str = "114", *, municipal: bool = False
) -> dict[str, Reading]:
    found = readings(gauges(plan_type, CALL, municipal=municipal), totals(plan, YEARS))
    return {one.gauge.key: one for one in found[year]}


def year_of(*lines: Line, matching: int = 0, external: int = 0, year: str = "114") -> BudgetPlan:
    return BudgetPlan(lines={year: lines}, matching={year: matching}, external={year: external})


FUNDED_DEEP = year_of(
    line(Item.PERSONNEL, 3_250_000),
    line(Item.OPERATING, 2_860_000),
    line(Item.TRAVEL_ABROAD, 390_000),
    line(Item.OPERATING, 500_000, source=Source.MATCHING),
    matching=650_000,
)


def test_a_project_at_its_shares_is_within_all_of_them() -> None:
    found = read(PlanType.DEEP, FUNDED_DEEP)

    assert all(one.holds for one in found.values())
    assert [found[key].free for key in ("cap", "personnel", "travel", "matching")] == [1_500_000, 0, 0, 0]
    assert found["personnel"].share == Fraction(1, 2)


@pytest.mark.parametrize(
    ("key", "plan"),
    [
        ("cap", year_of(line(Item.OPERATING, 8_000_001), matching=800_001)),
        ("personnel", year_of(line(Item.PERSONNEL, 51), line(Item.OPERATING, 50), matching=11)),
        ("travel", year_of(line(Item.TRAVEL_ABROAD, 7), line(Item.OPERATING, 94), matching=11)),
        ("matching", year_of(line(Item.OPERATING, 101), matching=10)),
    ],
)
def test_one_dollar_past_a_limit_is_over(key: str, plan: BudgetPlan) -> None:
    found = read(PlanType.DEEP, plan)

    assert [name for name, one in found.items() if not one.holds] == [key]
    assert found[key].free == -1


def test_the_parts_of_a_sustainable_plan_have_ceilings_of_their_own() -> None:
    plan = year_of(
        line(Item.OPERATING, 8_000_000), line(Item.INTERNATIONAL_COOPERATION, 1_650_001, Part.SECOND), matching=965_001
    )
    found = read(PlanType.INTERNATIONAL, plan)

    assert (found["cap_domestic"].free, found["cap_second"].free) == (0, 1_349_999)
    assert not found["international"].holds


def test_a_municipal_school_brings_one_tenth_of_the_whole() -> None:
    least = read(PlanType.SPROUT, year_of(line(Item.OPERATING, 900), matching=100), municipal=True)["municipal"]
    short = read(PlanType.SPROUT, year_of(line(Item.OPERATING, 901), matching=100), municipal=True)["municipal"]

    assert (least.free, short.free) == (0, -1)
    assert "municipal" not in read(PlanType.SPROUT, BudgetPlan())


def test_external_funds_start_at_a_share_and_grow() -> None:
    lines = (line(Item.OPERATING, 1_000),)
    plan = BudgetPlan(lines=dict.fromkeys(YEARS, lines), external={"114": 50, "115": 50, "116": 51})

    assert [read(PlanType.DISTINCTIVE, plan, year)["external"].free for year in YEARS] == [0, -1, 0]


def test_a_year_without_subsidy_has_no_shares() -> None:
    found = read(PlanType.DISTINCTIVE, year_of(external=5, matching=5))

    assert {key for key, one in found.items() if one.limit is not None} == {"cap", "cap_domestic", "cap_second"}
    assert read(PlanType.DISTINCTIVE, year_of(line(Item.OPERATING, 1), year="115"), "115")["external"].limit is None


def test_the_school_plan_has_its_ceiling_alone() -> None:
    assert [(one.gauge.key, one.free) for one in read(None, year_of(line(Item.OPERATING, 2_000_001))).values()] == [
        ("cap", -1)
    ]


@given(plans)
def test_the_years_add_up_to_the_whole(plan: BudgetPlan) -> None:
    years = totals(plan, YEARS)
    whole = overall(years)

    subsidy = [one for lines in plan.lines.values() for one in lines if one.source is Source.SUBSIDY]
    assert whole.subsidy == sum(one.amount for one in subsidy) == sum(whole.items.values())
    assert whole.total == whole.subsidy + sum(plan.matching.values())
    assert whole.recurrent + whole.items[Item.CAPITAL] == whole.subsidy


@given(plans)
def test_a_gauge_agrees_with_the_exact_comparison_of_its_share(plan: BudgetPlan) -> None:
    for years in totals(plan, YEARS):
        found = {one.gauge.key: one for one in readings(gauges(PlanType.DEEP, CALL), [years])[years.year]}
        if years.subsidy > 0:
            assert found["personnel"].holds is not exceeds(years.items[Item.PERSONNEL], years.subsidy, 50)
            assert found["matching"].holds is not falls_short(years.matching, years.subsidy, 10)


RULES = {
    "cap": within_cap,
    "cap_domestic": within_part_caps,
    "cap_second": within_part_caps,
    "personnel": personnel_share,
    "travel": travel_share,
    "international": international_share,
    "matching": enough_matching,
    "municipal": municipal_share,
    "external": external_funds,
}


@pytest.mark.parametrize("plan_type", list(PlanType))
@given(plan=plans)
def test_the_gauges_and_the_rules_never_disagree(plan_type: PlanType, plan: BudgetPlan) -> None:
    case = BudgetCase("P1", "proposals[0]", plan_type, plan, CALL, municipal=True)
    found = readings(gauges(plan_type, CALL, municipal=True), totals(plan, YEARS))
    shown = [one for year in found.values() for one in year]

    passed = {RULES[one.gauge.key] for one in shown if not one.holds}
    assert passed == {rule for rule in {RULES[one.gauge.key] for one in shown} if list(rule(case))}
