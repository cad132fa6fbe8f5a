"""Money plans as the rules read them: rows to dataclasses in four statements, however many plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from budgets.models import AbroadPlan as AbroadRow
from budgets.models import BudgetPlan as PlanRow
from budgets.models import LineItem, YearPlan
from budgets.rules.types import AbroadKind, AbroadPlan, BudgetPlan, Item, Line, Part, Source

LINE_FIELDS = (
    "item",
    "amount",
    "label",
    "part",
    "source",
    "quantity",
    "unit_price",
    "person",
    "host_fee",
    "monthly",
    "months",
    "part_time",
    "reason",
)
ABROAD_FIELDS = ("year", "kind", "place", "activity", "days", "people", "invitee")


def plan(plan_id: int) -> BudgetPlan:
    """Return one plan; raises ``LookupError`` where there is none of that id."""
    return plans([plan_id])[plan_id]


def plans(plan_ids: Iterable[int]) -> dict[int, BudgetPlan]:
    """Return the plans by id, in four statements. An id without a plan is left out.

    Every year of a plan has its lines, maybe none; ``matching`` and ``external`` leave out a year that has no amount.
    """
    ids = list(plan_ids)
    heads = PlanRow.objects.filter(pk__in=ids).values_list("pk", "personnel_reason", "international_focus")
    years, lines, abroad = _years(ids), _lines(ids), _abroad(ids)
    return {
        pk: BudgetPlan(
            lines={year: tuple(lines[pk, year]) for year, _matching, _external in years[pk]},
            matching={year: amount for year, amount, _external in years[pk] if amount is not None},
            external={year: amount for year, _matching, amount in years[pk] if amount is not None},
            personnel_reason=reason,
            abroad_plans=tuple(abroad[pk]),
            international_focus=focus,
        )
        for pk, reason, focus in heads
    }


def as_mapping(plan: BudgetPlan) -> dict[str, Any]:
    """Return a plan as JSON holds it in the history; `of_mapping` gives it back."""
    return {
        "lines": {
            year: [[getattr(one, name) for name in LINE_FIELDS] for one in some] for year, some in plan.lines.items()
        },
        "matching": dict(plan.matching),
        "external": dict(plan.external),
        "personnel_reason": plan.personnel_reason,
        "abroad_plans": [[getattr(one, name) for name in ABROAD_FIELDS] for one in plan.abroad_plans],
        "international_focus": plan.international_focus,
    }


def of_mapping(kept: dict[str, Any]) -> BudgetPlan:
    """Return the plan that `as_mapping` wrote."""
    return BudgetPlan(
        lines={year: tuple(line(values) for values in some) for year, some in kept["lines"].items()},
        matching=kept["matching"],
        external=kept["external"],
        personnel_reason=kept["personnel_reason"],
        abroad_plans=tuple(abroad_plan(values) for values in kept["abroad_plans"]),
        international_focus=kept["international_focus"],
    )


def line(values: Iterable[Any]) -> Line:
    """Return a line from its columns in the order of ``LINE_FIELDS``."""
    named = dict(zip(LINE_FIELDS, values, strict=True))
    named["item"], named["part"] = Item(named["item"]), Part(named["part"])
    named["source"], named["person"] = Source(named["source"]), named["person"] or None
    return Line(**named)


def abroad_plan(values: Iterable[Any]) -> AbroadPlan:
    """Return a plan for a cost abroad from its columns in the order of ``ABROAD_FIELDS``."""
    named = dict(zip(ABROAD_FIELDS, values, strict=True))
    named["kind"] = AbroadKind(named["kind"]) if named["kind"] else None
    return AbroadPlan(**named)


def _years(ids: list[int]) -> dict[int, list[tuple[str, int | None, int | None]]]:
    found: dict[int, list[tuple[str, int | None, int | None]]] = defaultdict(list)
    rows = YearPlan.objects.filter(plan__in=ids).order_by("year")
    for pk, year, matching, external in rows.values_list("plan", "year", "matching", "external"):
        found[pk].append((year, matching, external))
    return found


def _lines(ids: list[int]) -> dict[tuple[int, str], list[Line]]:
    found: dict[tuple[int, str], list[Line]] = defaultdict(list)
    rows = LineItem.objects.filter(year_plan__plan__in=ids).order_by("position", "pk")
    for pk, year, *values in rows.values_list("year_plan__plan", "year_plan__year", *LINE_FIELDS):
        found[pk, year].append(line(values))
    return found


def _abroad(ids: list[int]) -> dict[int, list[AbroadPlan]]:
    found: dict[int, list[AbroadPlan]] = defaultdict(list)
    rows = AbroadRow.objects.filter(plan__in=ids).order_by("position", "pk")
    for pk, *values in rows.values_list("plan", *ABROAD_FIELDS):
        found[pk].append(abroad_plan(values))
    return found
