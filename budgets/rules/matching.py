"""The school's own money (配合款: 玖、四（十二）5; 拾參、七; 拾肆、三)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.case import BudgetCase, Year
from budgets.rules.types import Item, Line, Part
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.money import HUNDRED, at_least, exceeds, falls_short, percent_text
from usr_portal.kernel.rulebook import Fault


def enough_matching(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-MATCHING: matching is at least its share of the subsidy, each year (reading 8: it blocks)."""
    percent = case.parameters.budget.matching
    short = next((year for year in case.asked_years if falls_short(year.matching, year.subsidy, percent)), None)
    if short is not None:
        least = at_least(short.subsidy, percent)
        yield Fault(
            f"matching.{short.year}",
            Message(
                gettext_noop(
                    "{year} 年學校配合款 {amount} 元，未達補助經費 {subsidy} 元的 {percent}%（至少 {least} 元）。"
                ),
                {**_figures(short), "percent": percent, "least": f"{least:,}"},
            ),
            Message(
                gettext_noop("請將 {year} 年配合款提高到 {least} 元以上。"), {"year": short.year, "least": f"{least:,}"}
            ),
        )


def matching_abroad(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-MATCHING-INTL: over the three years some matching line covers international activities.

    That is a line of the second part, or of international cooperation costs, of more than 0.
    """
    if any(_international(line) for year in case.years for line in year.matching_lines):
        return
    yield Fault(
        f"budget.{case.parameters.first_year}",
        Message(gettext_noop("學校配合款未涵蓋國際合作活動辦理費用。")),
        Message(gettext_noop("請至少編列一列配合款，屬「國際合作規劃」部分或國際合作費用。")),
    )


def _international(line: Line) -> bool:
    return line.amount > 0 and (line.part is Part.SECOND or line.item is Item.INTERNATIONAL_COOPERATION)


def municipal_share(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-MUNICIPAL: at a local government's school the subsidy is at most its share of subsidy and matching."""
    percent = case.parameters.budget.municipal
    if not case.municipal:
        return
    over = next(
        (year for year in case.asked_years if exceeds(year.subsidy, year.subsidy + year.matching, percent)), None
    )
    if over is not None:
        # subsidy ≤ p % of (subsidy + matching)  ⇔  matching ≥ subsidy × (100 - p) / p
        least = -(-over.subsidy * (HUNDRED - percent) // percent)
        yield Fault(
            f"matching.{over.year}",
            Message(
                gettext_noop(
                    "直轄市、縣（市）政府主管學校的補助比率不得超過 {percent}%：{year} 年補助經費 {subsidy} 元、配合款 {amount} 元，補助占 {share}%。"
                ),
                {**_figures(over), "percent": percent, "share": _share_of_total(over)},
            ),
            Message(
                gettext_noop("請將 {year} 年配合款提高到 {least} 元以上。"), {"year": over.year, "least": f"{least:,}"}
            ),
        )


def _share_of_total(year: Year) -> str:
    total = year.subsidy + year.matching
    # A negative matching (BUDGET-SUM) may leave nothing to take a share of.
    return percent_text(year.subsidy, total) if total > 0 else "—"


def _figures(year: Year) -> dict[str, object]:
    return {"year": year.year, "amount": f"{year.matching:,}", "subsidy": f"{year.subsidy:,}"}
