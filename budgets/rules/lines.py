"""Rules that read every line, whoever pays it (玖、四（十二）1; 拾參、二; 拾參、六)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from budgets.rules.case import BudgetCase, Year
from budgets.rules.types import Line, Part, Source
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault


def president_draws_none(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-PRESIDENT: a president or vice-president draws no host fee, from any source."""
    yield from _first(
        case,
        lambda line: line.host_fee and line.person in case.presidents and line.amount != 0,
        gettext_noop("校長或副校長不得支領主持費；{year} 年「{label}」編列 {amount} 元。"),
        gettext_noop("請刪除該筆主持費。"),
    )


def outside_associate_by_matching(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-OUTSIDE-ASSOCIATE: an associate PI from outside the school is paid from matching, not the subsidy."""
    yield from _first(
        case,
        lambda line: (
            line.source is Source.SUBSIDY
            and line.host_fee
            and line.person in case.outside_associates
            and line.amount != 0
        ),
        gettext_noop("校外協同主持人的主持費須由學校配合款支應；{year} 年「{label}」以補助款編列 {amount} 元。"),
        gettext_noop("請將該筆主持費改列學校配合款。"),
    )


def part_time_minimum(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-PART-TIME-MIN: student part-time staff get at least the minimum a month, each."""
    least = case.parameters.budget.part_time_monthly
    yield from _first(
        case,
        lambda line: line.part_time and line.monthly is not None and line.monthly < least,
        gettext_noop("學生兼任人員每月至少支給 {least} 元；{year} 年「{label}」每月 {monthly} 元。"),
        gettext_noop("請將每人每月金額提高到 {least} 元以上。"),
        least=f"{least:,}",
    )


def _first(
    case: BudgetCase, at_fault: Callable[[Line], bool], template: str, fix: str, **more: object
) -> Iterator[Fault]:
    for year in case.years:
        for line in year.lines:
            if at_fault(line):
                yield Fault(
                    f"budget.{year.year}", Message(template, {**_figures(year, line), **more}), Message(fix, more)
                )
                return


def sums(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-SUM: amounts are not negative and are what their factors make; matching lines stay within the matching.

    ``quantity × unit_price`` and ``monthly × months`` are compared where both factors are given. A characteristic plan
    has no second part. The school plan's matching is not judged (reading 10), its lines are. One finding, at the first
    year at fault.
    """
    for year in case.years:
        problem = next(
            filter(None, (_line_problem(case, year, line) for line in year.lines)), None
        ) or _matching_problem(case, year)
        if problem is not None:
            yield Fault(
                f"budget.{year.year}", problem, Message(gettext_noop("請更正該列的金額、數量、單價或所屬部分。"))
            )
            return


def _line_problem(case: BudgetCase, year: Year, line: Line) -> Message | None:
    figures = _figures(year, line)
    if line.amount < 0:
        return Message(gettext_noop("{year} 年「{label}」金額 {amount} 元，不可為負數。"), figures)
    if _differs(line.quantity, line.unit_price, line.amount):
        return Message(
            gettext_noop("{year} 年「{label}」數量 {quantity} × 單價 {unit_price} 不等於金額 {amount} 元。"), figures
        )
    if _differs(line.monthly, line.months, line.amount):
        return Message(
            gettext_noop("{year} 年「{label}」每月 {monthly} × {months} 個月不等於金額 {amount} 元。"), figures
        )
    if case.plan_type is not None and case.plan_type.is_characteristic and line.part is Part.SECOND:
        return Message(gettext_noop("{year} 年「{label}」列於第二部分；大學特色類計畫沒有第二部分。"), figures)
    return None


def _differs(one: int | None, other: int | None, amount: int) -> bool:
    return one is not None and other is not None and one * other != amount


def _matching_problem(case: BudgetCase, year: Year) -> Message | None:
    explained = sum(line.amount for line in year.matching_lines)
    if case.plan_type is None or explained <= year.matching:
        return None
    return Message(
        gettext_noop("{year} 年配合款各列合計 {explained} 元，超過學校配合款 {matching} 元。"),
        {"year": year.year, "explained": f"{explained:,}", "matching": f"{year.matching:,}"},
    )


def _figures(year: Year, line: Line) -> dict[str, object]:
    amounts = ("amount", "quantity", "unit_price", "monthly", "months")
    return {
        "year": year.year,
        "label": line.label or line.item.named,
        **{name: f"{value:,}" for name in amounts if (value := getattr(line, name)) is not None},
    }
