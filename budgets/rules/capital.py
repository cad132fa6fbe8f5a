"""Capital items (資本門: 玖、四 大學特色類（十二）6; 拾參、四)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.case import BudgetCase, Year
from budgets.rules.types import Item, Line
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import PlanType


def capital_items(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-CAPITAL: none in a sprout; elsewhere each with its reason. The first year at fault is named."""
    found = next((year for year in case.years if _at_fault(year, case.type)), None)
    if found is None:
        return
    labels = tuple(line.label or line.item.named for line in _at_fault(found, case.type))
    template = _SPROUT if case.type is PlanType.SPROUT else _NO_REASON
    fix = _SPROUT_FIX if case.type is PlanType.SPROUT else _NO_REASON_FIX
    yield Fault(f"budget.{found.year}", Message(template, {"year": found.year, "labels": labels}), Message(fix))


_SPROUT = gettext_noop("萌芽型計畫不得編列資本門；{year} 年編列：{labels}。")
_SPROUT_FIX = gettext_noop("請刪除資本門項目，或改由學校配合款支應。")
_NO_REASON = gettext_noop("{year} 年下列資本門項目未說明理由（空間活化及再利用）：{labels}。")
_NO_REASON_FIX = gettext_noop("請逐項填寫資本門的理由。")


def _at_fault(year: Year, plan_type: PlanType) -> list[Line]:
    return [
        line
        for line in year.subsidised
        if line.item is Item.CAPITAL and line.amount != 0 and (plan_type is PlanType.SPROUT or not line.reason.strip())
    ]
