"""What a school sees of the data check: the items that it is asked for, and its letters. Nothing else of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.http import Http404

from proposals.access import Need, get_proposal, may
from proposals.selectors.people import written_by
from review.access import require_staff
from review.models import Correction, CorrectionLetter
from review.models.cases import Outcome, Stage
from review.rules.checking import is_due
from review.rules.differences import Piece, as_text, differences
from review.rules.targets import Target, target
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType

State = Correction.State
_IN_CHECK = {"case__stage": Stage.DATA_CHECK, "case__outcome": Outcome.OPEN}


@dataclass(frozen=True, slots=True)
class Wish:
    """One item: what it is, until when, what was there and what was answered. `is_open`: it can be answered now."""

    correction: Correction
    target: Target
    is_open: bool
    is_overdue: bool
    before: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """The school's page of one proposal."""

    number: str
    title: str
    wishes: tuple[Wish, ...]
    letters: tuple[CorrectionLetter, ...]
    may_answer: bool

    def wish(self, correction_id: int) -> Wish:
        """Give one item, or raise `Http404`."""
        for one in self.wishes:
            if one.correction.pk == correction_id:
                return one
        raise Http404


def corrections_page(person: Person, number: str) -> CorrectionsPage:
    """Read the page for a proposal's team or its school's window, or raise `Http404`; five statements at most.

    Where nothing was asked for it is an empty page: it looks the same whether or not a case was opened.
    """
    proposal = get_proposal(person, number)
    is_window = proposal.application.school_id in person.standing.window_schools
    if proposal.my_access is None and not is_window:
        raise Http404
    moment = call.moment("data_check", proposal.application.school_id)
    rows = Correction.objects.filter(case__proposal=proposal.pk).exclude(state=State.WITHDRAWN)
    may_answer = is_window or may(person, proposal, Need.EDIT)
    return CorrectionsPage(
        number=proposal.number,
        title=proposal.title,
        wishes=tuple(
            _wish(one, moment, may_answer=may_answer)
            for one in rows.select_related("case", "paper", "answered_by").order_by("due_at", "pk")
        ),
        letters=_letters(proposal.application.school_id) if is_window else (),
        may_answer=may_answer,
    )


def get_letter(person: Person, letter_id: int) -> CorrectionLetter:
    """Give a letter for the windows of its school or for staff, or raise `Http404`."""
    letter = CorrectionLetter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    if letter.school_id not in person.standing.window_schools:
        require_staff(person)
    return letter


def _letters(school_id: int) -> tuple[CorrectionLetter, ...]:
    return tuple(CorrectionLetter.objects.filter(school=school_id))


def _wish(one: Correction, moment: call.Moment, *, may_answer: bool) -> Wish:
    waiting = one.state in {State.ASKED, State.ANSWERED}
    overdue = is_due(one.due_at, moment.now)
    before = as_text(one.before.get("value"))
    return Wish(
        correction=one,
        target=target(PlanType(one.case.plan_type), one.target),
        is_open=may_answer and waiting and moment.is_open and not overdue and _in_check(one),
        is_overdue=one.state == State.MISSED or (one.state == State.ASKED and overdue),
        before=before,
        pieces=differences(before, as_text(one.after["value"])) if "value" in one.after else (),
    )


def _in_check(one: Correction) -> bool:
    """Once the data check has ended nothing is open; what came after stays untold: the item simply is closed."""
    return one.case.stage == Stage.DATA_CHECK and one.case.outcome == Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Due:
    """A proposal of the person's with items waiting; `due_at` is the first of their due times."""

    number: str
    title: str
    items: int
    due_at: datetime


def due_of(person: Person) -> tuple[Due, ...]:
    """Give the proposals that a person answers for and that have items waiting, the most urgent first; one statement."""
    mine = Q(case__proposal__participations__in=written_by(person)) | Q(case__school__in=person.standing.window_schools)
    waiting = Correction.objects.filter(mine, state=State.ASKED, **_IN_CHECK)
    grouped = waiting.order_by().values_list("case__proposal__number", "case__title")
    found = grouped.annotate(items=Count("pk", distinct=True), due=Min("due_at"))
    rows = found.order_by("due", "case__proposal__number")
    return tuple(Due(number, title, items, due) for number, title, items, due in rows)
