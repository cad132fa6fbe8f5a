"""Money is never wrong by one: at every ceiling and share, one dollar decides."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.rules.case import BudgetCase
from budgets.rules.catalogue import RULES, SCHOOL_RULES
from budgets.rules.types import BudgetPlan, Item, Line, Part, Source
from tests.budgets.strategies import plans
from tests.builders import CALL, YEARS
from usr_portal.kernel.rulebook import Rule
from usr_portal.kernel.vocabulary import PlanType

BY_ID: dict[str, Rule[BudgetCase]] = {rule.id: rule for rule in (*RULES, *SCHOOL_RULES)}
CAPS = {
    PlanType.SPROUT: 3_500_000,
    PlanType.DEEP: 8_000_000,
    PlanType.INTERNATIONAL: 11_000_000,
    PlanType.DISTINCTIVE: 11_000_000,
}
PERSONNEL = {PlanType.SPROUT: 60, PlanType.DEEP: 50, PlanType.INTERNATIONAL: 50, PlanType.DISTINCTIVE: 50}

types = st.sampled_from(PlanType)
subsidies = st.integers(1, 10**12)
years = st.sampled_from(YEARS)
slack = st.integers(-2, 2)


def plan(
    lines: dict[str, list[Line]], matching: dict[str, int] | None = None, external: dict[str, int] | None = None
) -> BudgetPlan:
    by_year = {year: tuple(lines.get(year, [])) for year in YEARS}
    return BudgetPlan(lines=by_year, matching=matching or {}, external=external or {})


def fails(rule: str, plan_type: PlanType | None, money: BudgetPlan, *, municipal: bool = False) -> list[str]:
    case = BudgetCase("P" if plan_type else None, "p", plan_type, money, CALL, municipal=municipal)
    return [finding.path for finding in BY_ID[rule].judge(case)]


def split(total: int, parts: Iterable[int]) -> list[int]:
    """``total`` cut into as many amounts as there are parts, whatever they are."""
    cuts = sorted(part % (total + 1) for part in parts)
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


cuts = st.lists(st.integers(0, 10**12), max_size=4)


@given(types, years, slack, cuts)
def test_the_cap_of_each_type(plan_type: PlanType, year: str, over: int, parts: list[int]) -> None:
    amounts = split(CAPS[plan_type] + over, parts)
    money = plan({year: [Line(Item.OPERATING, amount) for amount in amounts]})
    assert fails("BUDGET-CAP", plan_type, money) == ([f"p.budget.{year}"] if over > 0 else [])


@given(st.sampled_from([PlanType.INTERNATIONAL, PlanType.DISTINCTIVE]), years, slack, st.sampled_from(Part))
def test_the_cap_of_each_part(plan_type: PlanType, year: str, over: int, part: Part) -> None:
    cap = 8_000_000 if part is Part.DOMESTIC else 3_000_000
    money = plan({year: [Line(Item.OPERATING, cap + over, part=part)]})
    assert fails("BUDGET-PART-CAP", plan_type, money) == ([f"p.budget.{year}"] if over > 0 else [])


@given(years, slack)
def test_the_cap_of_the_school_plan(year: str, over: int) -> None:
    money = plan({year: [Line(Item.OPERATING, 2_000_000 + over)]})
    assert bool(fails("SCHOOL-PLAN-CAP", None, money)) == (over > 0)


@pytest.mark.parametrize(
    ("rule", "item", "percent", "kinds"),
    [
        ("BUDGET-PERSONNEL", Item.PERSONNEL, PERSONNEL, list(PlanType)),
        ("BUDGET-TRAVEL", Item.TRAVEL_ABROAD, 6, list(PlanType)),
        ("BUDGET-INTL", Item.INTERNATIONAL_COOPERATION, 15, [PlanType.INTERNATIONAL, PlanType.DISTINCTIVE]),
    ],
)
@given(data=st.data(), subsidy=subsidies, year=years, near=slack)
def test_shares_of_the_subsidy(
    rule: str,
    item: Item,
    percent: int | dict[PlanType, int],
    kinds: list[PlanType],
    data: st.DataObject,
    subsidy: int,
    year: str,
    near: int,
) -> None:
    plan_type = data.draw(st.sampled_from(kinds))
    share = percent if isinstance(percent, int) else percent[plan_type]
    part = min(max(subsidy * share // 100 + near, 0), subsidy)
    money = plan({year: [Line(item, part), Line(Item.OPERATING, subsidy - part)]})
    assert bool(fails(rule, plan_type, money)) == (Fraction(part, subsidy) > Fraction(share, 100))


@given(types, subsidies, years, slack)
def test_matching(plan_type: PlanType, subsidy: int, year: str, near: int) -> None:
    matching = subsidy // 10 + near
    money = plan({year: [Line(Item.OPERATING, subsidy)]}, matching={year: matching})
    assert bool(fails("BUDGET-MATCHING", plan_type, money)) == (Fraction(matching, subsidy) < Fraction(1, 10))


@given(types, subsidies, years, slack)
def test_the_municipal_share(plan_type: PlanType, subsidy: int, year: str, near: int) -> None:
    matching = max(subsidy // 9 + near, 0)
    money = plan({year: [Line(Item.OPERATING, subsidy)]}, matching={year: matching})
    too_much = Fraction(subsidy, subsidy + matching) > Fraction(9, 10)
    assert bool(fails("BUDGET-MUNICIPAL", plan_type, money, municipal=True)) == too_much
    assert fails("BUDGET-MUNICIPAL", plan_type, money) == []


@given(st.tuples(subsidies, subsidies, subsidies), st.tuples(slack, slack, slack))
def test_external_funds_begin_and_grow(asked: tuple[int, int, int], near: tuple[int, int, int]) -> None:
    external = [asked[0] * 5 // 100 + near[0]]
    external += [external[-1] * asked[1] // asked[0] + near[1]]
    external += [external[-1] * asked[2] // asked[1] + near[2]]
    money = plan(
        {year: [Line(Item.OPERATING, amount)] for year, amount in zip(YEARS, asked, strict=True)},
        external=dict(zip(YEARS, external, strict=True)),
    )
    shares = [Fraction(part, whole) for part, whole in zip(external, asked, strict=True)]
    fine = shares[0] >= Fraction(5, 100) and shares[0] < shares[1] < shares[2]
    assert bool(fails("BUDGET-EXTERNAL", PlanType.DISTINCTIVE, money)) == (not fine)


@given(types, st.integers(-9, 9), st.integers(-9, 9), st.integers(-90, 90))
def test_a_line_is_its_factors(plan_type: PlanType, one: int, other: int, amount: int) -> None:
    wrong = amount < 0 or one * other != amount
    by_piece = Line(Item.OPERATING, amount, quantity=one, unit_price=other)
    by_month = Line(Item.OPERATING, amount, monthly=one, months=other)
    assert bool(fails("BUDGET-SUM", plan_type, plan({"115": [by_piece]}))) == wrong
    assert bool(fails("BUDGET-SUM", plan_type, plan({"115": [by_month]}))) == wrong


@settings(max_examples=40)
@given(plans, st.none() | types)
def test_any_plan_at_all_is_judged_with_a_readable_message(money: BudgetPlan, plan_type: PlanType | None) -> None:
    case = BudgetCase("P" if plan_type else None, "p", plan_type, money, CALL, municipal=True)
    for rule in RULES if plan_type else SCHOOL_RULES:
        for finding in rule.judge(case):
            assert finding.message.render()
            assert finding.fix.render()


def test_matching_lines_are_no_subsidy() -> None:
    money = plan({"114": [Line(Item.PERSONNEL, 10**9, source=Source.MATCHING)]})
    assert [rule.id for rule in RULES if fails(rule.id, PlanType.SPROUT, money)] == ["BUDGET-SUM"]
