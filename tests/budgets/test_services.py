from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from budgets import facts, services
from budgets.rules.types import AbroadPlan, BudgetPlan, Item, Line
from tests.budgets.strategies import YEARS, plans
from tests.factories import PersonFactory
from usr_portal.accounts.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2024, 8, 20, 4, 0, tzinfo=UTC)
EMPTY = BudgetPlan(lines=dict.fromkeys(YEARS, ()))
LINES = tuple(Line(item=Item.OPERATING, label=f"L{number}", amount=number) for number in range(5))

against_the_database = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def saver() -> Person:
    return PersonFactory.create()


def new_plan(years: Sequence[str] = YEARS) -> int:
    return services.create_plan(years=years)


@given(plans)
@against_the_database
def test_a_replaced_plan_reads_back_the_same(plan: BudgetPlan) -> None:
    pk = new_plan()

    services.replace(plan_id=pk, plan=plan, at=AT)

    assert facts.plan(pk) == plan


@given(st.lists(plans, min_size=2, max_size=3))
@against_the_database
def test_the_last_of_several_writes_stands(saver: Person, written: list[BudgetPlan]) -> None:
    pk = new_plan()

    for version, plan in enumerate(written, start=1):
        services.save_grid(plan_id=pk, plan=plan, version=version, person=saver, at=AT)

    assert facts.plan(pk) == written[-1]
    assert services.head(pk) == services.Head(len(written) + 1, AT, saver.name)


def test_a_new_plan_has_the_years_of_the_call() -> None:
    call_command("load_call")

    plan = facts.plan(services.create_plan())

    assert plan == BudgetPlan(
        lines=dict.fromkeys(YEARS, ()), matching=dict.fromkeys(YEARS, 0), external=dict.fromkeys(YEARS, 0)
    )


def test_a_year_that_a_file_does_not_have_goes() -> None:
    pk = new_plan(["113", *YEARS])

    services.replace(plan_id=pk, plan=EMPTY, at=AT)

    assert tuple(facts.plan(pk).lines) == YEARS


def test_a_stale_save_is_refused_and_changes_nothing(saver: Person) -> None:
    pk = new_plan()
    first = BudgetPlan(lines={**EMPTY.lines, "114": LINES})
    services.save_grid(plan_id=pk, plan=first, version=1, person=saver, at=AT)

    with pytest.raises(services.StalePlanError) as refused, transaction.atomic():
        services.save_grid(plan_id=pk, plan=EMPTY, version=1, person=saver, at=AT)

    assert refused.value.stored == services.Head(2, AT, saver.name)
    assert facts.plan(pk) == first


def test_no_plan_is_told_from_an_empty_one() -> None:
    with pytest.raises(LookupError):
        facts.plan(0)
    with pytest.raises(LookupError):
        services.head(0)


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_four_statements_for_any_number_of_plans(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [new_plan() for _ in range(count)]
    for pk in keys:
        services.replace(plan_id=pk, plan=BudgetPlan(lines=dict.fromkeys(YEARS, LINES)), at=AT)

    with django_assert_num_queries(4):
        assert len(facts.plans(keys)) == count


@pytest.mark.parametrize("count", [1, 5])
def test_saving_one_year_costs_the_same_for_any_number_of_lines(
    count: int, saver: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pk = new_plan()
    plan = BudgetPlan(lines=dict.fromkeys(YEARS, LINES[:count]), matching=dict.fromkeys(YEARS, 10))
    services.replace(plan_id=pk, plan=plan, at=AT)
    dearer = tuple(replace(one, amount=one.amount + 1) for one in LINES[:count])
    changed = BudgetPlan(lines={**plan.lines, "115": dearer}, matching=plan.matching)

    # the plan's row, years with lines, the lines, abroad plans
    with django_assert_num_queries(4):
        services.save_grid(plan_id=pk, plan=changed, version=2, person=saver, at=AT)

    assert facts.plan(pk) == changed


def test_saving_everything_anew_stays_within_its_statements(
    saver: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    pk = new_plan()
    services.replace(
        plan_id=pk,
        plan=BudgetPlan(lines=dict.fromkeys(YEARS, LINES), abroad_plans=(AbroadPlan(year="114"),)),
        at=AT,
    )
    changed = BudgetPlan(
        lines=dict.fromkeys(YEARS, LINES[1:]), matching=dict.fromkeys(YEARS, 5), abroad_plans=(AbroadPlan(year="115"),)
    )

    with django_assert_max_num_queries(8):
        services.save_grid(plan_id=pk, plan=changed, version=2, person=saver, at=AT)

    assert facts.plan(pk) == changed
