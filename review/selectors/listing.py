"""The list of all proposals for staff, with their scores: filtered, sorted, paged, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, LPad
from django.db.models.lookups import Exact

from review.facts.stage_scores import ASKED, entries_at
from review.models.cases import Outcome, Stage
from review.rules.figures import Figures, alone, figures
from review.rules.totals import Entry
from review.selectors import filters
from review.selectors.columns import CONDITIONS, Column, Line, StageScores, is_english
from review.selectors.filters import Rows, Wanted
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.regions import CITIES

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from usr_portal.accounts.models import Person

PAGE = 50
CHUNK = 500
ALWAYS = ("pk", "number", "case__pk", "case__project_number")
FIRST = ("application__school__code", "serial")
Scores = Mapping[int, Mapping[str, StageScores]]


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is sorted: by one column, and from the highest down where `falls`."""

    column: Column
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked for and how it is shown. `years` are the call's, ROC years."""

    wanted: Wanted
    columns: tuple[Column, ...]
    order: Order
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of lines; how many proposals match, and the subsidy that they ask for by year in NT$."""

    page: Page[Line]
    lines: tuple[Line, ...]
    total: int
    sums: Mapping[str, int]


def listing(person: Person, look: Look, number: str) -> Listing:
    """Give one page of at most 50 proposals for staff; `Http404` for anyone else."""
    rows = filters.proposals(person, look.wanted)
    total, sums = _sums(rows, look.years)
    paginator: Paginator[Line] = Paginator([], PAGE)
    paginator.__dict__["count"] = total  # it was counted with the sums
    page = paginator.get_page(number)
    first = (page.number - 1) * PAGE
    if look.order.column.stage:
        lines: Iterable[Line] = _by_key(rows, _sorted_by_score(rows, look.order)[first : first + PAGE], look)
    else:
        lines = _lines(_sorted(rows, look)[first : first + PAGE], look)
    return Listing(page, tuple(_with_scores(lines, look.columns)), total, sums)


def every_line(person: Person, look: Look, chosen: Sequence[str] | None = None) -> Iterable[Line]:
    """Give every proposal that matches, or those of the chosen numbers, in order; read as they are written out.

    Staff only: refused before the first row is read.
    """
    rows = _chosen(filters.proposals(person, look.wanted), chosen)
    return _all_lines(rows, look)


def numbers(person: Person, look: Look) -> list[str]:
    """Give the numbers of every proposal that matches; staff only."""
    return list(filters.proposals(person, look.wanted).order_by(*FIRST).values_list("number", flat=True))


def case_ids(person: Person, wanted: Wanted, chosen: Sequence[str] | None = None) -> list[int]:
    """Give the keys of the cases among what matches, or among the chosen numbers; staff only."""
    rows = _chosen(filters.proposals(person, wanted), chosen).filter(case__isnull=False)
    return list(rows.order_by(*FIRST).values_list("case__pk", flat=True))


def _chosen(rows: Rows, numbers_: Sequence[str] | None) -> Rows:
    return rows if numbers_ is None else rows.filter(number__in=numbers_)


def _all_lines(rows: Rows, look: Look) -> Iterator[Line]:
    stages = {one.stage for one in look.columns if one.stage}
    scores = _scores(entries_at(stages), look.columns) if stages else {}
    if look.order.column.stage:
        lines: Iterable[Line] = _by_key(rows, _sorted_by_score(rows, look.order), look)
    else:
        lines = _lines(_sorted(rows, look), look)
    for line in lines:
        yield Line(line.held, scores.get(line.held["case__pk"], {}))


def _lines(rows: Rows, look: Look) -> Iterator[Line]:
    """Read what the columns need, and nothing else."""
    needed = dict.fromkeys(name for column in look.columns for name in column.reads)
    rows = rows.annotate(**_expressions(rows, look.years, needed))
    for held in rows.values(*ALWAYS, *needed).iterator(chunk_size=CHUNK):
        yield Line(held)


def _by_key(rows: Rows, keys: Sequence[int], look: Look) -> list[Line]:
    found = {line.held["pk"]: line for line in _lines(rows.order_by().filter(pk__in=keys), look)}
    return [found[key] for key in keys if key in found]


def _sorted(rows: Rows, look: Look) -> Rows:
    name = look.order.column.order
    rows = rows.annotate(**_expressions(rows, look.years, [name]))
    by = F(name).desc(nulls_last=True) if look.order.falls else F(name).asc(nulls_last=True)
    return rows.order_by(by, *FIRST)


def _sorted_by_score(rows: Rows, order: Order) -> list[int]:
    """Sort all that matches by a figure of the rules; what has none comes last either way."""
    pairs = list(rows.order_by(*FIRST).values_list("pk", "case__pk"))
    stage = order.column.stage
    scores = _scores(entries_at([stage]), [order.column])
    known = {pk: figure for pk, case in pairs if (figure := _figure(order.column, scores.get(case, {}))) is not None}
    first = sorted(known, key=known.__getitem__, reverse=order.falls)
    return first + [pk for pk, _case in pairs if pk not in known]


def _figure(column: Column, scores: Mapping[str, StageScores]) -> Decimal | int | None:
    held = scores.get(column.stage)
    return column.figure(held) if held is not None and column.figure is not None else None


def _with_scores(lines: Iterable[Line], chosen: Sequence[Column]) -> list[Line]:
    """Give the lines with the scores of their cases: of the page's alone, unless a column needs the whole stage."""
    lines = list(lines)
    stages = {one.stage for one in chosen if one.stage}
    cases = [line.held["case__pk"] for line in lines if line.held["case__pk"]]
    if not stages or not cases:
        return lines
    whole = any(one.whole for one in chosen)
    scores = _scores(entries_at(stages, None if whole else cases), chosen)
    return [Line(line.held, scores.get(line.held["case__pk"], {})) for line in lines]


def _scores(by_stage: Mapping[str, Mapping[int, Sequence[Entry]]], chosen: Sequence[Column]) -> Scores:
    whole = {one.stage for one in chosen if one.whole}
    found: dict[int, dict[str, StageScores]] = {}
    for stage, by_case in by_stage.items():
        told = figures(entry for mine in by_case.values() for entry in mine) if stage in whole else {}
        for case, mine in by_case.items():
            found.setdefault(case, {})[stage] = _stage_scores(mine, told.get(str(case)))
    return found


def _stage_scores(mine: Sequence[Entry], told: Figures | None) -> StageScores:
    return StageScores(sum(entry.state in ASKED for entry in mine), told or alone(mine))


def _sums(rows: Rows, years: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Count what matches, and add up what it asks for: the frozen amounts of cases, the lines of what is still written."""
    frozen = {f"sum_{year}": Sum(_frozen(year)) for year in years}
    counted = rows.order_by().aggregate(n=Count("pk"), **frozen)
    drafts = rows.filter(case=None, budget__years__lines__source="subsidy").order_by()
    written = dict(drafts.values_list("budget__years__year").annotate(n=Sum("budget__years__lines__amount")))
    return counted["n"], {year: (counted[f"sum_{year}"] or 0) + written.get(year, 0) for year in years}


class _OfYear(Func):
    """The amount of a year in JSON. Django's own lookup takes the year for a place in a list: it is a number."""

    output_field: ClassVar[BigIntegerField[int, int]] = BigIntegerField()
    template = "CAST(%(expressions)s AS bigint)"
    arg_joiner = " ->> "

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:  # noqa: ANN401
        """SQLite takes a key of digits for a place in a list, too: there it is written as a path."""
        column, year = self.get_source_expressions()
        assert isinstance(year, Value)  # noqa: S101 - `_frozen` makes it
        path = Value(f'$."{year.value}"', output_field=TextField())
        there = self.copy()
        there.set_source_expressions([column, path])
        return there.as_sql(compiler, connection, **more)


def _frozen(year: str) -> Expression:
    return _OfYear(F("case__subsidy"), Value(year, output_field=TextField()))


def _expressions(rows: Rows, years: Sequence[str], names: Iterable[str]) -> dict[str, Any]:
    """Give what is made of a row's fields, by the names that columns read; nothing that isn't needed is composed."""
    model = rows.model.objects.filter(pk=OuterRef("pk")).order_by()
    makers: dict[str, Callable[[], Any]] = _PLACES | {
        "shown_title": lambda: Coalesce("case__title", "title"),
        "shown_type": lambda: _SHOWN_TYPE,
        "shown_basis": lambda: Coalesce("case__basis_kind", "basis_kind"),
        "school_name": lambda: F("application__school__name_en" if is_english() else "application__school__name_zh"),
        "pi": lambda: Subquery(model.filter(team__role="pi").order_by("team__position").values("team__name")[:1]),
        "asked": lambda: _whole(model, years),
        "approved": lambda: _approved(model),
        **{f"asked_{year}": partial(_asked, model, year) for year in years},
    }
    return {name: makers[name]() for name in names if name in makers}


def _asked(model: Rows, year: str) -> Expression:
    return Coalesce(_frozen(year), _written(model, year))


def _whole(model: Rows, years: Sequence[str]) -> Any:  # noqa: ANN401 - expressions add up to one
    amounts = (Coalesce(_asked(model, year), Value(0), output_field=BigIntegerField()) for year in years)
    return sum(amounts, start=Value(0, output_field=BigIntegerField()))


def _approved(model: Rows) -> Subquery:
    awarded = model.filter(case__decision__confirmed_at__isnull=False, case__decision__verdict="fund").values("pk")
    return Subquery(awarded.annotate(n=Sum("case__decision__awards__amount")).values("n"))


def _written(model: Rows, year: str) -> Subquery:
    lines = model.filter(budget__years__year=year, budget__years__lines__source="subsidy").values("pk")
    return Subquery(lines.annotate(n=Sum("budget__years__lines__amount")).values("n"), output_field=BigIntegerField())


def _place(name: str | Expression, values: Sequence[str]) -> Case:
    field = F(name) if isinstance(name, str) else name
    whens = (When(Exact(field, Value(value)), then=Value(place)) for place, value in enumerate(values))
    return Case(*whens, output_field=IntegerField())


def _first(frozen: Expression, draft: str) -> Expression:
    """The first of a list of numbers, as a text of two digits."""
    return LPad(Coalesce(frozen, KeyTextTransform("0", draft), output_field=CharField()), 2, Value("0"))


_SHOWN_TYPE = Coalesce("case__plan_type", "plan_type")
# Places to sort by, where the order of the alphabet says nothing
_PLACES: dict[str, Callable[[], Any]] = {
    "type_place": lambda: _place(_SHOWN_TYPE, list(PlanType)),
    "stage_place": lambda: _place("case__stage", Stage.values),
    "outcome_place": lambda: _place("case__outcome", Outcome.values),
    "region_place": lambda: _place("application__school__city", CITIES),
    "condition_place": lambda: Case(
        When(is_sent=True, then=Value(len(CONDITIONS))), default=_place("state", list(CONDITIONS))
    ),
    "first_issue": lambda: _first(Cast("case__issue", TextField()), "issues"),
    "first_sdg": lambda: _first(KeyTextTransform("0", "case__sdgs"), "sdgs"),
}
