"""Ceilings of the subsidy a year (捌, table 4; 柒、二、（一）; 拾參、一)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.case import BudgetCase, Year
from budgets.rules.types import Part
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault

_PARTS = {Part.DOMESTIC: gettext_noop("國內社會實踐"), Part.SECOND: gettext_noop("第二部分規劃")}


def within_cap(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-CAP: the subsidy of each year is no more than the type's ceiling."""
    cap = case.figures.cap
    over = next((year for year in case.years if year.subsidy > cap), None)
    if over is not None:
        yield _over(
            over, over.subsidy, cap, gettext_noop("{year} 年補助經費 {amount} 元，超過上限 {cap} 元（多 {over} 元）。")
        )


def within_part_caps(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-PART-CAP: each of the two parts is no more than its own ceiling a year."""
    caps = ((Part.DOMESTIC, case.figures.cap_domestic), (Part.SECOND, case.figures.cap_second))
    for year in case.years:
        for part, cap in caps:
            if cap is not None and year.of_part(part) > cap:
                template = gettext_noop("{year} 年「{part}」補助經費 {amount} 元，超過上限 {cap} 元（多 {over} 元）。")
                yield _over(year, year.of_part(part), cap, template, part=Message(_PARTS[part]))
                return


def both_parts(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-PARTS-BOTH: both parts ask for a subsidy over the three years (reading 14)."""
    missing = tuple(
        Message(name) for part, name in _PARTS.items() if sum(year.of_part(part) for year in case.years) <= 0
    )
    if missing:
        yield Fault(
            f"budget.{case.parameters.first_year}",
            Message(gettext_noop("三年均未編列補助經費的部分：{parts}。"), {"parts": missing}),
            Message(gettext_noop("請編列兩部分的補助經費；各列須標明所屬部分。")),
        )


def school_plan_within_cap(case: BudgetCase) -> Iterator[Fault]:
    """SCHOOL-PLAN-CAP: the school plan's subsidy of each year is no more than its ceiling."""
    cap = case.parameters.school_plan.cap
    over = next((year for year in case.years if year.subsidy > cap), None)
    if over is not None:
        template = gettext_noop("校務發展規劃 {year} 年申請補助 {amount} 元，超過上限 {cap} 元（多 {over} 元）。")
        yield _over(over, over.subsidy, cap, template)


def school_plan_operating_only(case: BudgetCase) -> Iterator[Fault]:
    """SCHOOL-PLAN-OPERATING-ONLY: the school plan's subsidy is for operating expenses."""
    allowed = case.parameters.school_plan.items
    for year in case.years:
        strange = [line for line in year.subsidised if line.item not in allowed and line.amount != 0]
        if strange:
            yield Fault(
                f"budget.{year.year}",
                Message(
                    gettext_noop("校務發展規劃的補助經費限編業務費；{year} 年另編列：{labels}。"),
                    {"year": year.year, "labels": tuple(line.label or line.item.named for line in strange)},
                ),
                Message(gettext_noop("請將該等項目改由學校配合款支應，或改列業務費。")),
            )
            return


def _over(year: Year, amount: int, cap: int, template: str, **values: object) -> Fault:
    figures = {"year": year.year, "amount": f"{amount:,}", "cap": f"{cap:,}", "over": f"{amount - cap:,}"}
    return Fault(
        f"budget.{year.year}",
        Message(template, {**figures, **values}),
        Message(
            gettext_noop("請將 {year} 年的該項補助經費減至 {cap} 元以下。"), {"year": year.year, "cap": f"{cap:,}"}
        ),
    )
