"""Questions and answers of cases as each side may see them: the school what was released, reviewers what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q
from django.http import Http404

from proposals.access import Need, get_proposal, may
from review.access import cases_for_staff, get_case_for_school, get_case_for_staff
from review.facts.questions import reviewer_names
from review.models import Case, Reply
from review.models.cases import Outcome
from review.rules.standing import Stage
from review.rules.talks import REPLIES, brings_slides
from usr_portal.call.services import Moment, moment
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from proposals.models import Paper, Proposal
    from review.models import Assignment
    from usr_portal.accounts.models import Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """The released questions of a stage, as a school answers them."""

    reply: Reply
    moment: Moment
    takes_slides: bool
    may_write: bool

    @property
    def stage(self) -> Stage:
        """The stage, which is also the window."""
        return Stage(self.reply.stage)

    @property
    def open_questions(self) -> int:
        """How many are not answered yet."""
        answers = self.reply.answers + [""] * len(self.reply.questions)
        return sum(not text for text in answers[: len(self.reply.questions)])

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each question with its answer."""
        return pairs(self.reply)


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """A school's page of a proposal: the stages that something was asked in, newest first."""

    proposal: Proposal
    asked: tuple[Asked, ...]


def pairs(reply: Reply) -> list[tuple[str, str]]:
    """Give each question of a reply with its answer, an empty one where there is none yet."""
    answers = [*reply.answers, *[""] * len(reply.questions)]
    return list(zip(reply.questions, answers, strict=False))


def replies_page(person: Person, number: str) -> RepliesPage:
    """Give what was released to the school of a proposal. Before anything was, the page says so; `Http404` as ever.

    Whether a case was opened shows nowhere: a school without one reads the same page.
    """
    proposal, case = case_or_none(person, number)
    rows = [] if case is None else _released(case)
    may_answer = may(person, proposal, Need.EDIT) or may(person, proposal, Need.WINDOW)
    return RepliesPage(proposal, tuple(_asked(one, case, may_answer=may_answer) for one in rows if case))


def case_or_none(person: Person, number: str) -> tuple[Proposal, Case | None]:
    """Give a proposal for its team or school's windows with its case, None while there is none; else `Http404`."""
    proposal = get_proposal(person, number)
    if proposal.my_access is None and proposal.application.school_id not in person.standing.window_schools:
        raise Http404
    try:
        return proposal, get_case_for_school(person, number)
    except Http404:
        return proposal, None


def slides_for_school(person: Person, number: str, stage: Stage) -> Paper:
    """Give the slides that a school uploaded, or `Http404`."""
    return _slides(_released(get_case_for_school(person, number)), stage)


def slides_for_staff(person: Person, project_number: str, stage: Stage) -> Paper:
    """Give the slides of a case for staff, or `Http404`."""
    return _slides(_released(get_case_for_staff(person, project_number)), stage)


def answered_for(assignment: Assignment) -> list[Reply]:
    """Give the answered replies of a reviewer's case; `assignment` comes from `review.access`, which judged it."""
    rows = Reply.objects.filter(case=assignment.case_id).exclude(answered_at=None)
    return list(rows.select_related("slides").order_by("-released_at"))


def slides_for_reviewer(assignment: Assignment, stage: Stage) -> Paper:
    """Give the slides of a reviewer's case, or `Http404`."""
    return _slides(answered_for(assignment), stage)


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the staff's list of a stage's replies; `reply` is None before its questions are merged."""

    case: Case
    reply: Reply | None
    names: tuple[str, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(map(bool, self.reply.answers)) if self.reply else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a stage's replies."""

    cases: int
    drafted: int
    released: int
    answered: int


def rows_of(person: Person, stage: Stage, number: str = "1") -> tuple[Page[Case], list[Row]]:
    """Give one page of a stage's cases with their replies for staff; five statements."""
    page: Page[Case] = Paginator(_of_stage(person, stage), PAGE).get_page(number)
    return page, _rows(page.object_list)


def rows_for(person: Person, stage: Stage, numbers: Collection[str]) -> list[Row]:
    """Give these cases of a stage with their replies, for the preview of a release."""
    return _rows(_of_stage(person, stage).filter(project_number__in=numbers))


def releasable(person: Person, stage: Stage) -> list[str]:
    """Give the numbers of all cases whose questions wait to be released."""
    rows = _of_stage(person, stage).filter(replies__stage=stage, replies__released_at=None)
    return list(rows.values_list("project_number", flat=True))


def progress(person: Person, stage: Stage) -> Progress:
    """Count a stage's replies for staff; two statements."""
    cases = _of_stage(person, stage).count()
    rows = Reply.objects.filter(case__in=_of_stage(person, stage).order_by().values("pk"), stage=stage)
    times = list(rows.values_list("released_at", "answered_at"))
    return Progress(
        cases, len(times), sum(one is not None for one, _ in times), sum(one is not None for _, one in times)
    )


def row_of(person: Person, project_number: str, stage: Stage) -> Row:
    """Give one case with its reply for staff, or `Http404`."""
    case = get_case_for_staff(person, project_number)
    reply = Reply.objects.select_related("slides", "released_by", "answered_by").filter(case=case, stage=stage).first()
    if reply is None:
        raise Http404
    return Row(case, reply, reviewer_names([case]).get(case.pk, ()))


def _of_stage(person: Person, stage: Stage) -> QuerySet[Case]:
    waiting = Q(outcome=Outcome.OPEN, stage__in=(stage, REPLIES[stage]))
    rows = cases_for_staff(person).filter(waiting | Q(replies__stage=stage)).distinct()
    held = Reply.objects.filter(stage=stage)
    return rows.prefetch_related(Prefetch("replies", queryset=held, to_attr="held")).order_by("project_number")


def _rows(cases: Iterable[Case]) -> list[Row]:
    found = list(cases)
    names = reviewer_names(found)
    return [Row(one, next(iter(one.held), None), names.get(one.pk, ())) for one in found]  # type: ignore[attr-defined]


def _released(case: Case) -> list[Reply]:
    rows = Reply.objects.filter(case=case).exclude(released_at=None)
    return list(rows.select_related("slides", "answered_by").order_by("-released_at"))


def _asked(reply: Reply, case: Case, *, may_answer: bool) -> Asked:
    found = moment(reply.stage, case.school_id)
    takes = brings_slides(Stage(reply.stage), PlanType(case.plan_type))
    return Asked(reply, found, takes, may_write=may_answer and found.is_open)


def _slides(replies: Iterable[Reply], stage: Stage) -> Paper:
    found = next((one.slides for one in replies if one.stage == stage and one.slides), None)
    if found is None:
        raise Http404
    return found
