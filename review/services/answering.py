"""What a reviewer answers: signing the round's statement, accepting, declining, recusing. And one's own marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NeedsReason, NotEditable, Refused
from review import access
from review.access import Opening
from review.models import Assignment, Conflict, Mark, Round, ScoreSheet, Statement
from review.rules.weights import weights_of
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import BasisKind

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

State = Assignment.State
MOST_MARKS = 500


@transaction.atomic
def sign(*, person: Person, round_id: int, version: int) -> Statement:
    """Sign the recusal and confidentiality statement of a round in which the person has an assignment.

    `version` is the one that was read: a newer text raises `Refused`, so that nobody signs what they did not see.
    """
    found = access.mine(person).filter(round=round_id, round__state=Round.State.OPEN, state__in=access.LIVE).first()
    if found is None:
        raise Http404
    if version != found.round.statement_version:
        raise Refused(_("聲明內容剛剛更新了，請重新閱讀後再簽署。"))
    statement, made = Statement.objects.get_or_create(
        round=found.round, reviewer=found.reviewer, version=version, defaults={"signed_at": call.now()}
    )
    if made:
        detail = {"version": version}
        record(actor=person, action="review.sign", subject=f"round:{round_id}", detail=detail, at=statement.signed_at)
    return statement


@transaction.atomic
def accept(*, person: Person, assignment_id: int) -> Assignment:
    """Take an assignment on: its sheet begins with the weights that the round froze for the case's basis."""
    assignment = _lock(person, assignment_id)
    if not assignment.is_signed:
        raise Refused(_("請先簽署本輪的迴避及保密聲明。"))
    if assignment.state != State.OFFERED:
        raise NotEditable(_("這一件已經回覆過了。"))
    weights = weights_of(assignment.round.criteria, BasisKind(assignment.case.basis_kind or BasisKind.NEW))
    ScoreSheet.objects.get_or_create(
        assignment=assignment, defaults={"weights": weights, "updated_at": assignment.asked_at}
    )
    return _answer(assignment, person, State.ACCEPTED, "")


@transaction.atomic
def decline(*, person: Person, assignment_id: int, reason: str) -> Assignment:
    """Give an assignment back that cannot be done, with a reason. What was written so far is kept, and counts nowhere."""
    assignment = _lock(person, assignment_id)
    if assignment.state == State.SUBMITTED:
        raise NotEditable(_("評分表已經送出；要改為婉拒請先取回。"))
    return _answer(assignment, person, State.DECLINED, _reason(reason))


@transaction.atomic
def recuse(*, person: Person, assignment_id: int, reason: str) -> Assignment:
    """Declare a conflict of interest: nothing of the case opens any more, from this moment on and in every round."""
    assignment = _lock(person, assignment_id)
    told = _reason(reason)
    Conflict.objects.get_or_create(
        reviewer=assignment.reviewer,
        case=assignment.case,
        defaults={"source": Conflict.Source.DECLARED, "reason": told, "at": assignment.asked_at, "by": person},
    )
    return _answer(assignment, person, State.RECUSED, told)


@transaction.atomic
def add_mark(*, person: Person, assignment_id: int, place: str, page: int | None, note: str) -> Mark:
    """Keep a note of one's own at a section, or at a page of a paper; nobody else sees it."""
    assignment = access.get_assignment(person, assignment_id, Opening.FILES, lock=True)
    if assignment.marks.count() >= MOST_MARKS:
        raise Refused(_("筆記已達 {most} 則，請先刪除不需要的。").format(most=MOST_MARKS))
    return Mark.objects.create(assignment=assignment, place=place[:120], page=page, note=note)


@transaction.atomic
def change_mark(*, person: Person, assignment_id: int, mark_id: int, note: str) -> None:
    """Write a note anew; an empty one takes it away."""
    assignment = access.get_assignment(person, assignment_id, Opening.FILES, lock=True)
    own = Mark.objects.filter(assignment=assignment, pk=mark_id)
    done = own.update(note=note) if note else own.delete()[0]
    if not done:
        raise Http404


def _lock(person: Person, assignment_id: int) -> Assignment:
    return access.get_assignment(person, assignment_id, Opening.OFFER, lock=True)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise NeedsReason
    return reason.strip()


def _answer(assignment: Assignment, person: Person, state: State, reason: str) -> Assignment:
    assignment.state, assignment.reason = state, reason
    assignment.save(update_fields=["state", "reason", "changed_at"])
    record(
        actor=person,
        action=f"review.{state}",
        subject=f"assignment:{assignment.pk}",
        reason=reason,
        detail={"case": assignment.case.project_number, "round": assignment.round_id},
    )
    return assignment
