"""The staff's list of the data check: every case with its progress, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Replace

from review.access import cases_for_staff
from review.facts.progress import progress_of
from review.models import Case, Check, Correction, PaperCopy
from review.models.cases import Outcome, Stage
from review.rules.checking import Progress
from usr_portal.accounts.models import Person
from usr_portal.call import services as call

PAGE = 50
MOST_WORDS = 8
STATES = ("open", "asked", "overdue", "answered", "no_paper", "done", "stopped", "passed")
State = Correction.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty field asks for nothing."""

    words: str = ""
    plan_type: str = ""
    state: str = ""

    @property
    def is_set(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.words or self.plan_type or self.state)


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list with its progress."""

    case: Case
    progress: Progress

    @property
    def in_check(self) -> bool:
        """Whether its data check is under way."""
        return self.case.stage == Stage.DATA_CHECK and self.case.outcome == Outcome.OPEN

    @property
    def waiting(self) -> int:
        """How many items the school has not answered, in time or not."""
        return self.progress.running + self.progress.overdue


@dataclass(frozen=True, slots=True)
class CheckList:
    """One page of rows, and how many cases there are in each state."""

    page: Page[Case]
    rows: tuple[Row, ...]
    counts: dict[str, int]
    total: int


def check_list(person: Person, wanted: Wanted, number: str) -> CheckList:
    """Give one page of at most 50 cases for staff; `Http404` for anyone else. A dozen statements."""
    cases, now = cases_for_staff(person), call.now()
    page = Paginator(_filtered(cases, wanted, now).order_by("project_number"), PAGE).get_page(number)
    progress = progress_of([case.pk for case in page.object_list], now)
    counts = cases.aggregate(**{state: _count(state, now) for state in STATES}, total=_number(Q()))
    total = counts.pop("total")
    return CheckList(page, tuple(Row(case, progress[case.pk]) for case in page.object_list), counts, total)


def _filtered(cases: QuerySet[Case], wanted: Wanted, now: datetime) -> QuerySet[Case]:
    if wanted.plan_type:
        cases = cases.filter(plan_type=wanted.plan_type)
    if wanted.state in STATES:
        cases = cases.filter(condition(wanted.state, now))
    for word in wanted.words.replace("台", "臺").split()[:MOST_WORDS]:
        cases = cases.alias(folded_title=_folded("title"), folded_school=_folded("school__name_zh")).filter(
            Q(folded_title__icontains=word)
            | Q(folded_school__icontains=word)
            | Q(project_number__icontains=word)
            | Q(school__name_en__icontains=word)
        )
    return cases


def condition(state: str, now: datetime) -> Q:
    """Say which cases are in a state of the list (one of `STATES`); more than one may hold of a case."""
    second = now.replace(microsecond=0)
    waiting = {State.ASKED, State.ANSWERED}
    in_check = Q(stage=Stage.DATA_CHECK, outcome=Outcome.OPEN)
    return {
        "open": in_check & _checks(verdict=Check.Verdict.OPEN),
        "asked": in_check & _corrections(state=State.ASKED, due_at__gte=second),
        "overdue": in_check & _corrections(state=State.ASKED, due_at__lt=second),
        "answered": in_check & _corrections(state=State.ANSWERED),
        "no_paper": in_check & ~Q(submitted__submission__in=PaperCopy.objects.values("submission")),
        "done": in_check & ~_checks(verdict=Check.Verdict.OPEN) & ~_corrections(state__in=waiting),
        "stopped": Q(stage=Stage.DATA_CHECK, outcome=Outcome.STOPPED),
        "passed": ~Q(stage=Stage.DATA_CHECK),
    }[state]


def _checks(**wanted: object) -> Q:
    return Q(pk__in=Check.objects.filter(**wanted).order_by().values("case"))


def _corrections(**wanted: object) -> Q:
    return Q(pk__in=Correction.objects.filter(**wanted).order_by().values("case"))


def _count(state: str, now: datetime) -> Count:
    return _number(condition(state, now))


def _number(condition: Q) -> Count:
    return Count("pk", filter=condition) if condition else Count("pk")


def _folded(name: str) -> Replace:
    """Fold 台 into 臺, so that either finds the other."""
    return Replace(name, Value("台"), Value("臺"))
