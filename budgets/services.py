"""Making and writing money plans. Who may write, and when, is asked by the app that owns the plan's proposal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from budgets.facts import ABROAD_FIELDS, LINE_FIELDS, abroad_plan, line
from budgets.models import AbroadPlan as AbroadRow
from budgets.models import BudgetPlan as PlanRow
from budgets.models import LineItem, YearPlan
from budgets.rules.types import AbroadPlan, BudgetPlan, Line
from usr_portal.accounts.models import Person
from usr_portal.call.services import in_force, now
from usr_portal.kernel.pages import NO_PAGE, OpenPage


class StalePlanError(Exception):
    """Somebody else saved the plan since it was read; ``stored`` is their save."""

    def __init__(self, stored: Head) -> None:
        """Keep the stored plan's head."""
        super().__init__(stored.version)
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Head:
    """Which save of a plan this is, when it was made, and by whom (a name, empty where a file was imported)."""

    version: int
    saved_at: datetime
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class _StoredYear:
    pk: int
    matching: int | None
    external: int | None
    lines: tuple[Line, ...]


def create_plan(*, years: Iterable[str] | None = None) -> int:
    """Make an empty plan and return its id. It has the years of the call in force, unless others are given."""
    with transaction.atomic(savepoint=False):
        row = PlanRow.objects.create()
        wanted = in_force().years if years is None else years
        YearPlan.objects.bulk_create(YearPlan(plan=row, year=year, matching=0, external=0) for year in wanted)
    return row.pk


def create_plans(plans: Sequence[BudgetPlan]) -> list[int]:
    """Make many plans at once, each whole, and return their ids in order; a number of statements that does not grow."""
    with transaction.atomic(savepoint=False):
        rows = PlanRow.objects.bulk_create(
            PlanRow(personnel_reason=plan.personnel_reason, international_focus=plan.international_focus)
            for plan in plans
        )
        years = YearPlan.objects.bulk_create(
            YearPlan(plan=row, year=year, matching=plan.matching.get(year), external=plan.external.get(year))
            for row, plan in zip(rows, plans, strict=True)
            for year in _years_of(plan)
        )
        lines = [plan.lines.get(year, ()) for plan in plans for year in _years_of(plan)]
        LineItem.objects.bulk_create(
            LineItem(year_plan=year, position=position, **_line_columns(one))
            for year, some in zip(years, lines, strict=True)
            for position, one in enumerate(some)
        )
        AbroadRow.objects.bulk_create(
            AbroadRow(plan=row, position=position, **_abroad_columns(one))
            for row, plan in zip(rows, plans, strict=True)
            for position, one in enumerate(plan.abroad_plans)
        )
    return [row.pk for row in rows]


def head(plan_id: int) -> Head:
    """Return the plan's version and the time of its last save; raises ``LookupError`` where there is none."""
    row = PlanRow.objects.filter(pk=plan_id).values_list("version", "updated_at", "updated_by__name").first()
    if row is None:
        raise LookupError(plan_id)
    version, saved_at, name = row
    return Head(version, saved_at, name or "")


def replace(*, plan_id: int, plan: BudgetPlan, at: datetime | None = None, person: Person | None = None) -> int:
    """Write a whole plan over the stored one, whatever its version (a file is imported); return the new version.

    `facts.plans` gives the same plan back. ``at`` is the portal's time of the save, read from its clock if not given.
    """
    with transaction.atomic(savepoint=False):
        PlanRow.objects.filter(pk=plan_id).update(**_head_columns(plan, at or now(), person, NO_PAGE))
        _write(plan_id, plan)
    return head(plan_id).version


def save_grid(
    *, plan_id: int, plan: BudgetPlan, version: int, person: Person | None, at: datetime, page: OpenPage = NO_PAGE
) -> Head:
    """Write what the grid holds, if nobody (but ``page`` itself) saved since ``version`` was read; return the new save.

    Raises ``StalePlanError``. The conditional update holds the plan's row until the transaction ends, so that of two
    savers with the same version the second one is told.
    """
    with transaction.atomic(savepoint=False):
        columns = _head_columns(plan, at, person, page)
        if not PlanRow.objects.filter(pk=plan_id, version=version).update(**columns):
            version = _follow_own(plan_id, page, columns)
        _write(plan_id, plan)
    return Head(version + 1, at, person.name if person else "")


def _follow_own(plan_id: int, page: OpenPage, columns: dict[str, Any]) -> int:
    """Write over a save of the same page whose answer it missed, and return that save's version; or raise."""
    row = PlanRow.objects.select_for_update().filter(pk=plan_id).first()
    if row is None or not page.may_follow(row.written_in, row.written_turn):
        raise StalePlanError(head(plan_id))
    PlanRow.objects.filter(pk=plan_id).update(**columns)
    return row.version


def _head_columns(plan: BudgetPlan, at: datetime, person: Person | None, page: OpenPage) -> dict[str, Any]:
    return {
        "personnel_reason": plan.personnel_reason,
        "international_focus": plan.international_focus,
        "version": F("version") + 1,
        "updated_at": at,
        "updated_by": person,
        "written_in": page.token,
        "written_turn": page.turn,
    }


def _write(plan_id: int, plan: BudgetPlan) -> None:
    """Store years, lines and abroad plans; a year that did not change costs no statement."""
    stored = _stored_years(plan_id)
    wanted = {year: tuple(plan.lines.get(year, ())) for year in _years_of(plan)}
    gone = [row.pk for year, row in stored.items() if year not in wanted]
    if gone:
        YearPlan.objects.filter(pk__in=gone).delete()
    keys = {year: row.pk for year, row in stored.items()} | _write_years(plan_id, plan, stored)
    _write_lines(keys, {year: lines for year, lines in wanted.items() if _changed(stored.get(year), lines)}, stored)
    _write_abroad(plan_id, plan)


def _years_of(plan: BudgetPlan) -> list[str]:
    return sorted({*plan.lines, *plan.matching, *plan.external})


def _changed(stored: _StoredYear | None, lines: tuple[Line, ...]) -> bool:
    return lines != (stored.lines if stored else ())


def _stored_years(plan_id: int) -> dict[str, _StoredYear]:
    """Read years and lines together: one statement, one row a line (or a year without any)."""
    columns = [f"lines__{name}" for name in LINE_FIELDS]
    rows = YearPlan.objects.filter(plan=plan_id).order_by("year", "lines__position", "lines__pk")
    found: dict[str, tuple[int, int | None, int | None, list[Line]]] = {}
    for pk, year, matching, external, *values in rows.values_list("pk", "year", "matching", "external", *columns):
        entry = found.setdefault(year, (pk, matching, external, []))
        if values[0] is not None:
            entry[3].append(line(values))
    return {
        year: _StoredYear(pk, matching, external, tuple(lines))
        for year, (pk, matching, external, lines) in found.items()
    }


def _write_years(plan_id: int, plan: BudgetPlan, stored: dict[str, _StoredYear]) -> dict[str, int]:
    """Insert or update the years that differ in one statement; return their keys."""
    rows = [
        YearPlan(plan_id=plan_id, year=year, matching=plan.matching.get(year), external=plan.external.get(year))
        for year in _years_of(plan)
    ]
    differing = [row for row in rows if not _same_year(row, stored.get(row.year))]
    written = YearPlan.objects.bulk_create(
        differing,
        update_conflicts=True,
        unique_fields=["plan", "year"],
        update_fields=["matching", "external"],
    )
    return {row.year: row.pk for row in written}


def _same_year(row: YearPlan, stored: _StoredYear | None) -> bool:
    return stored is not None and (row.matching, row.external) == (stored.matching, stored.external)


def _write_lines(keys: dict[str, int], changed: dict[str, tuple[Line, ...]], stored: dict[str, _StoredYear]) -> None:
    """Write lines over those at their places in one statement; a second one takes away what is left over."""
    left_over = [
        Q(year_plan=stored[year].pk, position__gte=len(lines))
        for year, lines in changed.items()
        if year in stored and len(stored[year].lines) > len(lines)
    ]
    if left_over:
        LineItem.objects.filter(reduce(or_, left_over)).delete()
    LineItem.objects.bulk_create(
        (
            LineItem(year_plan_id=keys[year], position=position, **_line_columns(one))
            for year, lines in changed.items()
            for position, one in enumerate(lines)
        ),
        update_conflicts=True,
        unique_fields=["year_plan", "position"],
        update_fields=LINE_FIELDS,
    )


def _line_columns(one: Line) -> dict[str, Any]:
    return {name: getattr(one, name) for name in LINE_FIELDS} | {"person": one.person or ""}


def _write_abroad(plan_id: int, plan: BudgetPlan) -> None:
    rows = AbroadRow.objects.filter(plan=plan_id)
    stored = tuple(abroad_plan(row) for row in rows.order_by("position", "pk").values_list(*ABROAD_FIELDS))
    if stored == plan.abroad_plans:
        return
    if stored:
        rows.delete()
    AbroadRow.objects.bulk_create(
        AbroadRow(plan_id=plan_id, position=position, **_abroad_columns(one))
        for position, one in enumerate(plan.abroad_plans)
    )


def _abroad_columns(one: AbroadPlan) -> dict[str, Any]:
    return dict(zip(ABROAD_FIELDS, astuple(one), strict=True)) | {"kind": one.kind or ""}
