"""External funds of the sustainable types: a first share, then growth (玖、四 國際合作型、特色永續型（九）)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from budgets.rules.case import BudgetCase, Year
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.money import at_least, falls_short, percent_text, share
from usr_portal.kernel.rulebook import Fault


def external_funds(case: BudgetCase) -> Iterator[Fault]:
    """BUDGET-EXTERNAL: enough in the first year, and a greater share of the subsidy every year after.

    Shares are compared as fractions (reading 5); a year without subsidy has none and is passed over (reading 7). One
    finding, at the first year at fault.
    """
    asked = list(case.asked_years)
    first = case.parameters.budget.external_first
    begins = next((year for year in asked if year.year == case.parameters.first_year), None)
    if begins is not None and falls_short(begins.external, begins.subsidy, first):
        yield _too_little(begins, first)
        return
    for before, after in pairwise(asked):
        if share(after.external, after.subsidy) <= share(before.external, before.subsidy):
            yield _not_growing(before, after)
            return


def _too_little(year: Year, percent: int) -> Fault:
    least = f"{at_least(year.subsidy, percent):,}"
    return Fault(
        f"external.{year.year}",
        Message(
            gettext_noop("{year} 年對外募款 {amount} 元，未達補助經費 {subsidy} 元的 {percent}%（至少 {least} 元）。"),
            {
                "year": year.year,
                "amount": f"{year.external:,}",
                "subsidy": f"{year.subsidy:,}",
                "percent": percent,
                "least": least,
            },
        ),
        Message(gettext_noop("請將第一年對外募款提高到 {least} 元以上。"), {"least": least}),
    )


def _not_growing(before: Year, after: Year) -> Fault:
    needed = share(before.external, before.subsidy) * after.subsidy
    more = f"{int(needed // 1) + 1:,}"
    return Fault(
        f"external.{after.year}",
        Message(
            gettext_noop(
                "對外募款占補助經費的比率須逐年增加：{year} 年 {amount} 元（{share}%），未高於 {before} 年的 {earlier} 元（{earlier_share}%）。"
            ),
            {
                "year": after.year,
                "amount": f"{after.external:,}",
                "share": percent_text(after.external, after.subsidy),
                "before": before.year,
                "earlier": f"{before.external:,}",
                "earlier_share": percent_text(before.external, before.subsidy),
            },
        ),
        Message(gettext_noop("請將 {year} 年對外募款提高到 {more} 元以上。"), {"year": after.year, "more": more}),
    )
