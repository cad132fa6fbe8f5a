"""Which items a type may have, and what must come with them (玖、四（八）、（十二）; 拾參、四; 拾參、八).

They read the subsidy's lines, year by year; the first year at fault is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.case import BudgetCase, Year
from budgets.rules.types import AbroadKind, AbroadPlan, Item
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault

_ABROAD = (Item.TRAVEL_ABROAD, Item.INTERNATIONAL_COOPERATION)


def plan_for_abroad(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-ABROAD-PLAN: each year with costs abroad has a plan with no empty field.

    A visit has place, activity, days and people; an invitation (sustainable types only) who, activity and days.
    """
    for year in case.years:
        if year.costs(*_ABROAD) and not any(_serves(plan, year, case) for plan in case.plan.abroad_plans):
            yield Fault(
                f"budget.{year.year}",
                Message(
                    gettext_noop("{year} 年編列國外差旅費或國際合作費用，但沒有該年度的完整規劃。"),
                    {"year": year.year},
                ),
                Message(_ABROAD_FIX_BOTH if case.type.is_sustainable else _ABROAD_FIX_VISIT),
            )
            return


_ABROAD_FIX_VISIT = gettext_noop("請填寫該年度的出國地點、活動或交流事項、天數及人數。")
_ABROAD_FIX_BOTH = gettext_noop(
    "請填寫該年度的國外活動（地點、事項、天數、人數），或邀請國外學者專家來臺（對象、事項、天數）。"
)


def _serves(plan: AbroadPlan, year: Year, case: BudgetCase) -> bool:
    if plan.year != year.year or not plan.activity.strip() or not _positive(plan.days):
        return False
    if plan.kind is AbroadKind.INVITE:
        return case.type.is_sustainable and bool(plan.invitee.strip())
    return plan.kind is AbroadKind.VISIT and bool(plan.place.strip()) and _positive(plan.people)


def _positive(count: int | None) -> bool:
    return count is not None and count > 0


def international_is_focus(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-INTL-FOCUS: a distinctive plan has such costs only where it declares cooperation a focus."""
    if not case.plan.international_focus:
        yield from _first_with(
            case,
            Item.INTERNATIONAL_COOPERATION,
            gettext_noop("{year} 年編列國際合作費用，但未宣告國際合作為特色永續的發展重點。"),
            gettext_noop("請勾選國際合作為發展重點並說明規劃，或刪除國際合作費用。"),
        )


def no_international(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-WRONG-ITEM: characteristic plans have no international cooperation costs."""
    yield from _first_with(
        case,
        Item.INTERNATIONAL_COOPERATION,
        gettext_noop("大學特色類計畫不得編列國際合作費用；{year} 年編列 {amount} 元。"),
        gettext_noop("請刪除國際合作費用；出國所需可編列國外差旅費（有比率上限）。"),
    )


def travel_by_analogy(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-TRAVEL-SUSTAINABLE: travel abroad in a sustainable plan; whether the analogy holds is judged by people."""
    yield from _first_with(
        case,
        Item.TRAVEL_ABROAD,
        gettext_noop(
            "永續發展類計畫 {year} 年編列國外差旅費 {amount} 元；須知僅列國際合作費用，是否比照深耕型編列請人工判斷。"
        ),
        gettext_noop("請考慮改列國際合作費用，或說明比照深耕型編列國外差旅費的理由。"),
    )


def _first_with(case: BudgetCase, item: Item, template: str, fix: str) -> Iterator[Fault]:
    found = next((year for year in case.years if year.costs(item)), None)
    if found is not None:
        values = {"year": found.year, "amount": f"{found.of_item(item):,}"}
        yield Fault(f"budget.{found.year}", Message(template, values), Message(fix))
