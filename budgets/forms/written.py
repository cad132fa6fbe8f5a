"""A money plan as text, a line each, to be read beside another one and compared with it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgets.rules.types import AbroadPlan, BudgetPlan, Line, Source


def written(plan: BudgetPlan) -> str:
    """Give the plan in lines: each year's funds and its lines in order, then plans abroad and the reason."""
    return "".join(f"{line}\n" for line in _lines(plan))


def _lines(plan: BudgetPlan) -> Iterator[str]:
    for year, lines in plan.lines.items():
        funds = _("{year} 年：學校配合款 {matching:,} 元；外部資源 {external:,} 元")
        yield funds.format(year=year, matching=plan.matching.get(year, 0), external=plan.external.get(year, 0))
        yield from (_line(year, line) for line in lines)
    yield from (_abroad(one) for one in plan.abroad_plans)
    if plan.personnel_reason:
        yield _("人事費說明：{reason}").format(reason=plan.personnel_reason)


def _line(year: str, line: Line) -> str:
    words = (
        year,
        _(line.item.label),
        line.label,
        _("配合款") if line.source is Source.MATCHING else _("補助款"),
        _factors(line),
        _("{amount:,} 元").format(amount=line.amount),
        line.reason,
    )
    return "・".join(word for word in words if word)


def _factors(line: Line) -> str:
    for one, other in ((line.unit_price, line.quantity), (line.monthly, line.months)):
        if one is not None and other is not None:
            return f"{one:,} × {other:,}"
    return ""


def _abroad(plan: AbroadPlan) -> str:
    words = (plan.year, plan.place, plan.activity, plan.invitee)
    counted = _("{days} 天 {people} 人").format(days=plan.days or 0, people=plan.people or 0)
    return "・".join(word for word in (*words, counted) if word)
