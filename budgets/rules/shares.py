"""Shares of the year's subsidy: personnel, travel abroad, international cooperation (玖、四（十二）; 拾參).

A share is of the whole subsidy of the year, both parts together; equality passes; the first year at fault is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.case import BudgetCase, Year
from budgets.rules.types import Item
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.money import at_most, exceeds, percent_text
from usr_portal.kernel.rulebook import Fault


def personnel_share(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-PERSONNEL: as a rule no more than the type's share; more needs a justification."""
    yield from _share(
        case,
        Item.PERSONNEL,
        case.figures.personnel,
        Message(gettext_noop("請調降人事費，或填寫超過原則比率的理由供審查。")),
    )


def personnel_reason(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-PERSONNEL-REASON: over that share, and no justification is given."""
    over = _first_over(case, Item.PERSONNEL, case.figures.personnel)
    if over is not None and not case.plan.personnel_reason.strip():
        yield Fault(
            "personnel_reason",
            Message(
                gettext_noop("{year} 年人事費超過補助經費 {percent}% 的原則，但未填寫理由。"),
                {"year": over.year, "percent": case.figures.personnel},
            ),
            Message(gettext_noop("請填寫人事費超過原則比率的理由。")),
        )


def travel_share(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-TRAVEL: travel abroad is no more than its share."""
    yield from _share(case, Item.TRAVEL_ABROAD, case.parameters.budget.travel, _lower(Item.TRAVEL_ABROAD))


def international_share(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-INTL: international cooperation costs are no more than their share."""
    item = Item.INTERNATIONAL_COOPERATION
    yield from _share(case, item, case.parameters.budget.international, _lower(item))


def _share(case: BudgetCase, item: Item, percent: int, fix: Message) -> Iterator[Fault]:
    over = _first_over(case, item, percent)
    if over is None:
        return
    amount = over.of_item(item)
    values = {
        "year": over.year,
        "item": item.named,
        "amount": f"{amount:,}",
        "share": percent_text(amount, over.subsidy),
        "percent": percent,
        "most": f"{at_most(over.subsidy, percent):,}",
    }
    template = gettext_noop("{year} 年{item} {amount} 元，占補助經費 {share}%，超過 {percent}%（上限 {most} 元）。")
    yield Fault(f"budget.{over.year}", Message(template, values), fix)


def _first_over(case: BudgetCase, item: Item, percent: int) -> Year | None:
    return next((year for year in case.asked_years if exceeds(year.of_item(item), year.subsidy, percent)), None)


def _lower(item: Item) -> Message:
    return Message(gettext_noop("請調降{item}至上限以下，或改由其他經費支應。"), {"item": item.named})
