"""The totals: every case of a round or a stage with all its figures side by side. None of them decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from review.access import cases_for_staff, require_staff
from review.facts.scores import Scored, rounds_of, scored
from review.facts.stage_scores import SCORED_STAGES, together
from review.models import Case, Round
from review.models.cases import Stage
from review.rules.figures import Figures, figures
from review.rules.ranking import Place, ranking
from review.rules.totals import SheetState, half_up
from review.selectors.columns import SHORT_TYPES, is_english

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person
    from usr_portal.kernel.ods import Cell

PAGE = 50
LEFT = frozenset({SheetState.RECUSED, SheetState.DECLINED})
Number = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Source:
    """What is added up: one round, or (`stage-…`) everything that was scored at a stage. `key` says it in the address."""

    key: str
    label: str
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A case with its figures; `missing` sheets are still to come, `left` reviewers withdrew. `round_id` leads to its sheets."""

    case: Case
    figures: Figures
    missing: int
    left: int
    place: Place | None
    round_id: int

    @property
    def heaviest(self) -> Decimal | None:
        """The mean score in the part of the highest weight, half up to two decimals to be shown."""
        return None if self.figures.heaviest is None else half_up(self.figures.heaviest)


@dataclass(frozen=True, slots=True)
class TotalColumn:
    """A column: its name, what stands in it, and what it is sorted by (exact, where what stands there is rounded)."""

    key: str
    label: str | Promise
    value: Callable[[TotalRow], Cell]
    order: Callable[[TotalRow], Number | str | None]
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """Which source, narrowed how, sorted by what; what isn't known is taken for nothing."""

    source: str = ""
    plan_type: str = ""
    flag: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """All rows that are wished for, in order; every source there is, the one that is shown, and how many are flagged."""

    rows: tuple[TotalRow, ...]
    sources: tuple[Source, ...]
    source: Source | None
    far_apart: int
    unfinished: int

    def page(self, number: str) -> Page[TotalRow]:
        """Give one page of at most 50 rows."""
        return Paginator(self.rows, PAGE).get_page(number)


def totals(person: Person, wish: Wish) -> Totals:
    """Give the figures of a round or a stage for staff; `Http404` for anyone else. Four statements, however many cases."""
    require_staff(person)
    sources = _sources(rounds_of(settings.USR_CALL))
    source = next((one for one in sources if one.key == wish.source), sources[0] if sources else None)
    rows = _rows(person, source) if source else []
    far, unfinished = sum(row.figures.far_apart for row in rows), sum(bool(row.missing) for row in rows)
    kept = [row for row in rows if _is_wished(row, wish)]
    return Totals(tuple(_sorted(kept, wish.sort)), sources, source, far, unfinished)


def _sources(rounds: Sequence[Round]) -> tuple[Source, ...]:
    """Rounds first, the newest before the others; then stages with more than one round."""
    singles = [Source(f"round-{one.pk}", f"{one.get_stage_display()}：{one.name}", (one,)) for one in reversed(rounds)]
    stages = []
    for stage in SCORED_STAGES:
        held = tuple(one for one in rounds if one.stage == stage)
        if held:
            stages.append(Source(f"stage-{stage}", str(Stage(stage).label), held))
    return (*singles, *stages)


def _rows(person: Person, source: Source) -> list[TotalRow]:
    found = scored([one.pk for one in source.rounds])
    entries = together(found[one.pk] for one in source.rounds)
    told = figures(entries)
    places = {one.case: one for one in _places(told)}
    missing = sum((Counter(one.missing) for one in found.values()), Counter[str]())
    left = Counter(entry.case for entry in entries if entry.state in LEFT)
    last = _last_rounds(source, found)
    cases = {str(case.pk): case for case in cases_for_staff(person).filter(pk__in=last).order_by("project_number")}
    return [
        TotalRow(case, told[key], missing[key], left[key], places.get(key), last[case.pk])
        for key, case in cases.items()
        if _was_asked(told[key], missing[key], left[key])
    ]


def _was_asked(told: Figures, missing: int, left: int) -> bool:
    """A case from which every reviewer was only taken away again is not of the round."""
    return bool(told.count or missing or left)


def _last_rounds(source: Source, found: Mapping[int, Scored]) -> dict[int, int]:
    return {int(entry.case): one.pk for one in source.rounds for entry in found[one.pk].entries}


def _places(told: Mapping[str, Figures]) -> tuple[Place, ...]:
    sums = {key: one.rank_sum for key, one in told.items() if one.rank_sum is not None}
    heaviest = {key: one.heaviest for key, one in told.items() if key in sums and one.heaviest is not None}
    return ranking(sums, heaviest)


def _is_wished(row: TotalRow, wish: Wish) -> bool:
    if wish.plan_type and row.case.plan_type != wish.plan_type:
        return False
    if wish.flag == "far":
        return row.figures.far_apart
    return bool(row.missing) if wish.flag == "missing" else True


def _sorted(rows: list[TotalRow], sort: str) -> list[TotalRow]:
    """Sort by a column; whoever has nothing in it comes last either way."""
    column = next((one for one in COLUMNS if one.key == sort.removeprefix("-")), COLUMNS[0])
    known = [row for row in rows if column.order(row) is not None]
    unknown = [row for row in rows if column.order(row) is None]
    return sorted(known, key=column.order, reverse=sort.startswith("-")) + unknown  # type: ignore[arg-type]  # one kind


def _school(row: TotalRow) -> str:
    return row.case.school.name_en if is_english() else row.case.school.name_zh


def _type(row: TotalRow) -> str:
    return str(SHORT_TYPES.get(row.case.plan_type, row.case.plan_type))


def _text(key: str, label: str | Promise, value: Callable[[TotalRow], str]) -> TotalColumn:
    return TotalColumn(key, label, value, value, is_number=False)


def _figure(key: str, label: str | Promise, value: Callable[[TotalRow], Decimal | int | None]) -> TotalColumn:
    return TotalColumn(key, label, value, value)


COLUMNS = (
    _text("project_number", _("計畫編號"), lambda row: row.case.project_number),
    _text("school", _("學校"), _school),
    _text("title", _("計畫名稱"), lambda row: row.case.title),
    _text("type", _("類型"), _type),
    _figure("count", _("已評份數"), lambda row: row.figures.count),
    _figure("missing", _("未交份數"), lambda row: row.missing),
    _figure("left", _("迴避或婉拒"), lambda row: row.left),
    _figure("mean", _("平均"), lambda row: row.figures.mean),
    _figure("trimmed", _("去頭尾平均"), lambda row: row.figures.trimmed_mean),
    _figure("standardised", _("標準化總分"), lambda row: row.figures.standardised_sum),
    _figure("standardised_mean", _("標準化平均"), lambda row: row.figures.standardised_mean),
    _figure("rank_sum", _("序位和"), lambda row: row.figures.rank_sum),
    _figure("place", _("名次"), lambda row: row.place.place if row.place else None),
    _figure("spread", _("差距"), lambda row: row.figures.spread),
    TotalColumn("heaviest", _("主要項目平均"), lambda row: row.heaviest, lambda row: row.figures.heaviest),
)
"""Every column, in order."""
