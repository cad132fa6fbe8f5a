"""Rounds as staff see them: lists, one round with its cases, one case with everybody who could have it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from review.access import LIVE, require_staff
from review.facts.rounds import about, candidates, reasons_of, subjects
from review.models import Assignment, Case, Panel, Reviewer, Round, Statement
from review.rules.expertise import Taste, Why, why
from usr_portal.call import services as call
from usr_portal.kernel.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from review.rules.conflict import Reason
    from usr_portal.accounts.models import Person

State = Assignment.State
GIVEN = (State.PROPOSED, *LIVE)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Given:
    """A reviewer of a case: the row, what they have in common, and the conflicts found now."""

    assignment: Assignment
    why: Why
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of a round with its reviewers. `short` says what stood in the way when the round was proposed last."""

    case: Case
    given: tuple[Given, ...]
    panel: str
    missing: int
    short: Message | None


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody who could have a case, or why not. `load` is how many they have in this round."""

    reviewer: Reviewer
    why: Why
    load: int
    reasons: tuple[Reason, ...]


def rounds(person: Person) -> list[Round]:
    """Give every round of the call with counts of its assignments, newest first; staff only."""
    require_staff(person)
    counted = {
        f"n_{state}": Count("assignments", filter=Q(assignments__state=state)) for state in (State.PROPOSED, *LIVE)
    }
    return list(Round.objects.filter(call_id=settings.USR_CALL).annotate(**counted))


def get_round(person: Person, round_id: int) -> Round:
    """Give a round for staff, or raise `Http404`."""
    require_staff(person)
    found = Round.objects.filter(pk=round_id, call_id=settings.USR_CALL).first()
    if found is None:
        raise Http404
    return found


def counts_of(found: Round) -> dict[str, int]:
    """Count a round's assignments by state, and its cases; two statements."""
    rows = found.assignments.order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict.fromkeys(State.values, 0) | dict(rows)
    return counts | {"cases": cases_of(found).count()}


def cases_of(found: Round) -> QuerySet[Case]:
    """Give the cases that a round is or was about (`facts.rounds.about`), and those that it has reviewers for."""
    going = about(found)
    has_some = Q(pk__in=found.assignments.filter(state__in=GIVEN).values("case"))
    return Case.objects.filter(going | has_some, call_id=found.call_id)


def get_case(found: Round, project_number: str) -> Case:
    """Give a case of a round, or raise `Http404`."""
    case = cases_of(found).select_related("school").filter(project_number=project_number).first()
    if case is None:
        raise Http404
    return case


def case_page(found: Round, wanted: Mapping[str, str]) -> Page[CaseRow]:
    """Give one page of a round's cases with their reviewers and conflicts; the same statements for any number of them."""
    rows = _filtered(found, wanted).select_related("school").order_by("project_number")
    page: Page[Any] = Paginator(rows, PAGE).get_page(wanted.get("page", "1"))
    page.object_list = case_rows(found, list(page.object_list))
    return page


def case_rows(found: Round, cases: list[Case]) -> list[CaseRow]:
    """Give these cases of a round with their reviewers and what conflicts there are now."""
    rows = (
        Assignment.objects.filter(round=found, case__in=cases, state__in=GIVEN)
        .select_related("reviewer__person")
        .order_by("reviewer__person__name", "pk")
    )
    by_case: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        by_case[row.case_id].append(row)
    reviewers = list({row.reviewer_id: row.reviewer for mine in by_case.values() for row in mine}.values())
    reasons = reasons_of(reviewers, cases, call.now()) if reviewers else {}
    panels = dict(Panel.cases.through.objects.filter(panel__round=found).values_list("case_id", "panel__name"))
    return [_case_row(found, case, by_case[case.pk], reasons, panels.get(case.pk, "")) for case in cases]


def possible(found: Round, case: Case) -> list[Possible]:
    """Give everybody in office: without a conflict first, then the best fit, then the least load."""
    reviewers = list(Reviewer.objects.filter(is_active=True).select_related("person"))
    reasons = reasons_of(reviewers, [case], call.now())
    loads = dict(found.assignments.filter(state__in=GIVEN).order_by().values_list("reviewer").annotate(n=Count("pk")))
    subject = subjects([case], {})[0]
    offered = [
        Possible(
            reviewer,
            why(subject, candidate, Taste()),
            loads.get(reviewer.pk, 0),
            reasons.get((str(case.pk), candidate.id), ()),
        )
        for reviewer, candidate in zip(reviewers, candidates(reviewers), strict=True)
    ]
    return sorted(offered, key=lambda one: (bool(one.reasons), -one.why.points, one.load, one.reviewer.pk))


def history(found: Round, case: Case) -> list[Assignment]:
    """Give the assignments of a case that have ended, with their reasons."""
    rows = found.assignments.filter(case=case).exclude(state__in=GIVEN)
    return list(rows.select_related("reviewer__person").order_by("changed_at", "pk"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one reviewer of a round is."""

    name: str
    reviewer_id: int
    offered: int
    accepted: int
    submitted: int
    gone: int
    is_signed: bool

    @property
    def due(self) -> int:
        """How many sheets they are to hand in."""
        return self.offered + self.accepted + self.submitted


def progress(found: Round) -> list[Progress]:
    """Give how far each reviewer of a round is; two statements."""
    counted = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    rows: Iterable[Mapping[str, Any]] = (
        found.assignments.exclude(state=State.PROPOSED)
        .order_by("reviewer__person__name", "reviewer")
        .values("reviewer_id", "reviewer__person__name")
        .annotate(**counted)
    )
    signed = set(
        Statement.objects.filter(round=found, version=found.statement_version).values_list("reviewer_id", flat=True)
    )
    return [
        Progress(
            name=row["reviewer__person__name"],
            reviewer_id=row["reviewer_id"],
            offered=row["offered"],
            accepted=row["accepted"],
            submitted=row["submitted"],
            gone=row["declined"] + row["recused"] + row["removed"],
            is_signed=row["reviewer_id"] in signed,
        )
        for row in rows
    ]


def panels_of(found: Round) -> list[Panel]:
    """Give a round's panels with members and cases; three statements."""
    people = Reviewer.objects.select_related("person").order_by("person__name")
    return list(found.panels.prefetch_related(Prefetch("members", people), "cases"))


def numbers_of(found: Round) -> dict[str, int]:
    """Give the keys of a round's cases by project number."""
    return dict(cases_of(found).order_by("project_number").values_list("project_number", "pk"))


def without_panel(found: Round, types: Iterable[str]) -> list[int]:
    """Give the cases of these types that no panel of the round looks at."""
    seated = Panel.cases.through.objects.filter(panel__round=found).values("case")
    return list(cases_of(found).filter(plan_type__in=list(types)).exclude(pk__in=seated).values_list("pk", flat=True))


def _filtered(found: Round, wanted: Mapping[str, str]) -> QuerySet[Case]:
    rows = cases_of(found)
    for word in wanted.get("q", "").replace("台", "臺").split():
        folded = {word, word.replace("臺", "台")}
        matching = Q(project_number__icontains=word)
        for one in folded:
            matching |= Q(title__icontains=one) | Q(school__name_zh__icontains=one)
        rows = rows.filter(matching)
    if wanted.get("only") == "short":
        given = Count("assignments", filter=Q(assignments__round=found, assignments__state__in=GIVEN))
        rows = rows.annotate(given=given).filter(given__lt=found.reviewers_per_case)
    return rows


def _case_row(
    found: Round, case: Case, rows: list[Assignment], reasons: Mapping[tuple[str, str], tuple[Reason, ...]], panel: str
) -> CaseRow:
    given = tuple(
        Given(row, Why.of_json(row.why), reasons.get((str(case.pk), str(row.reviewer_id)), ())) for row in rows
    )
    kept = found.report.get("short", {}).get(str(case.pk))
    missing = max(0, found.reviewers_per_case - len(rows))
    short = Message(kept["template"], kept["values"]) if kept and missing else None
    return CaseRow(case, given, panel, missing, short)
