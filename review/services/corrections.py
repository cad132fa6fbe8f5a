"""Corrections (補正): staff ask for single items, the school answers exactly those, staff accept or refuse.

What was sent never changes: an answer is frozen beside the item, before and after, and `review.facts.documents` puts it
in its place once it is accepted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.document import DocumentError
from proposals.services.papers import inspected, store_apart
from proposals.services.refusals import NotEditable, Refused, given_reason
from review.access import get_case_for_answer
from review.facts.documents import CaseDocument, document_of
from review.models import Case, Correction
from review.models.cases import Outcome, Stage
from review.rules.checking import ELIGIBILITY_KINDS, is_due
from review.rules.targets import Target, target, value_of, with_value
from review.services import telling
from review.services.checking import case_in_check, given_note
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.kernel import richtext
from usr_portal.kernel.vocabulary import PlanType

WINDOW = "data_check"
State = Correction.State
_PENDING = (State.ASKED, State.ANSWERED)


class TooLate(Refused):
    """The item's own due time has passed; `due_at` is when."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(_("這一項的補正期限已過，系統不再接受補正。"))
        self.due_at = due_at


@transaction.atomic
def ask(
    *,
    person: Person,
    project_number: str,
    key: str,
    reason: str,
    due_at: datetime | None = None,
    is_eligibility: bool | None = None,
) -> Correction:
    """Ask the school for one item; `key` is a target's (`paper:closing_report`, `field:basics.contact`).

    Without `due_at` it is due at the end of the school's window for corrections; without `is_eligibility` the rules say
    whether eligibility rests on it. Raises as `case_in_check`, `Http404` for an item that the form has not, `Refused`.
    """
    case = case_in_check(person, project_number)
    item = _target(case, key)
    told = given_reason(reason)
    moment = call.moment(WINDOW, case.school_id)
    due = due_at or moment.closes_at
    _require_good_due(due, moment)
    if Correction.objects.filter(case=case, target=key, state__in=_PENDING).exists():
        raise Refused(_("這一項已經請學校補正，尚未結案。"))
    correction = Correction.objects.create(
        case=case,
        target=key,
        label=item.name.zh,
        reason=told,
        is_eligibility=_rests_on(item) if is_eligibility is None else is_eligibility,
        due_at=due,
        before=_held(document_of(case), item),
        asked_by=person,
        asked_at=moment.now,
    )
    telling.asked(case, correction)
    _log(person, correction, "correction.ask", told, moment.now)
    return correction


@transaction.atomic
def withdraw(*, person: Person, project_number: str, correction_id: int, reason: str) -> Correction:
    """Take back an item that the school has not answered. Raises as `ask`."""
    case = case_in_check(person, project_number)
    correction = _of(case, correction_id)
    if correction.state != State.ASKED:
        raise Refused(_("學校已經補正或這一項已結案，不能取消。"))
    return _close(correction, person, State.WITHDRAWN, reason)


@transaction.atomic
def judge(*, person: Person, project_number: str, correction_id: int, accepted: bool, note: str = "") -> Correction:
    """Accept an answer, or refuse it with a note. Raises as `ask`."""
    case = case_in_check(person, project_number)
    correction = _of(case, correction_id)
    if correction.state != State.ANSWERED:
        raise Refused(_("這一項目前沒有待審的補正。"))
    if accepted:
        return _close(correction, person, State.ACCEPTED, note, needs_note=False)
    return _close(correction, person, State.REFUSED, note)


def miss_overdue(person: Person, case: Case, now: datetime) -> list[Correction]:
    """Mark what was asked for and never came, in the caller's transaction under the case's lock."""
    late = [one for one in Correction.objects.filter(case=case, state=State.ASKED) if is_due(one.due_at, now)]
    for one in late:
        one.state, one.closed_by, one.closed_at = State.MISSED, person, now
        one.save(update_fields=["state", "closed_by", "closed_at"])
    return late


@transaction.atomic
def answer_field(*, person: Person, number: str, correction_id: int, value: object) -> Correction:
    """Answer an item that is a field, for the school; answered again in time, the later answer counts.

    `value` is as the document holds it. Raises `Http404`, `WindowClosed`, `TooLate`, `NotEditable`, or `Refused` for a
    value that the document cannot hold.
    """
    case, correction, now = _unlocked(person, number, correction_id)
    item = _target(case, correction.target)
    if item.is_paper:
        raise Http404
    _require_readable(case, item, value)
    correction.after = {"value": value}
    return _answered(correction, person, now)


def answer_paper(*, person: Person, number: str, correction_id: int, upload: UploadedFile[Any]) -> Correction:
    """Answer an item that is a paper, for the school. Raises as `answer_field`, and `PaperRefused` for the file."""
    get_case_for_answer(person, number)  # nobody else makes us read a file
    facts = inspected(upload)
    with transaction.atomic():
        case, correction, now = _unlocked(person, number, correction_id)
        item = _target(case, correction.target)
        if not item.is_paper:
            raise Http404
        correction.paper = store_apart(
            person=person, proposal_id=case.proposal_id, kind=item.kind, upload=upload, facts=facts, at=now
        )
        correction.after = {
            "paper": correction.paper.pk,
            "name": correction.paper.original_name,
            "sha256": facts.sha256,
        }
        return _answered(correction, person, now)


def _unlocked(person: Person, number: str, correction_id: int) -> tuple[Case, Correction, datetime]:
    """Give the case (locked), the item and the moment, where this very item may be answered now by the person."""
    case = get_case_for_answer(person, number, lock=True)
    correction = _of(case, correction_id)
    moment = call.require_open(WINDOW, case.school_id)
    if case.stage != Stage.DATA_CHECK or case.outcome != Outcome.OPEN or correction.state not in _PENDING:
        raise NotEditable(_("這一項已經結案，不能再補正。"))
    if is_due(correction.due_at, moment.now):
        raise TooLate(correction.due_at)
    return case, correction, moment.now


def _answered(correction: Correction, person: Person, now: datetime) -> Correction:
    correction.state, correction.answered_by, correction.answered_at = State.ANSWERED, person, now
    correction.save(update_fields=["state", "after", "paper", "answered_by", "answered_at"])
    _log(person, correction, "correction.answer", "", now)
    return correction


def _close(
    correction: Correction, person: Person, state: Correction.State, note: str, *, needs_note: bool = True
) -> Correction:
    told = given_note(note, needed=needs_note)
    now = call.now()
    correction.state, correction.closing_note = state, told
    correction.closed_by, correction.closed_at = person, now
    correction.save(update_fields=["state", "closing_note", "closed_by", "closed_at"])
    _log(person, correction, f"correction.{state}", told, now)
    return correction


def _require_good_due(due: datetime, moment: call.Moment) -> None:
    if is_due(due, moment.now):
        raise Refused(_("補正期限已經過去；請改填之後的時間，或先為學校展延補正時段。"))
    if due > moment.closes_at:
        raise Refused(_("補正期限不可晚於學校的補正時段；需要更久時，請先為學校展延補正時段。"))


def _require_readable(case: Case, item: Target, value: object) -> None:
    """A value must be one that the document can hold, and not leave empty what was asked for."""
    if not value:
        raise Refused(_("請填寫內容再送出。"))
    document = document_of(case)
    try:
        document.sending.read(with_value(document.raw, item.kind, value))
    except DocumentError as error:
        raise Refused(str(error)) from None


def _held(document: CaseDocument, item: Target) -> dict[str, Any]:
    """Give what the application holds of an item before it is mended."""
    if item.is_paper:
        return {"papers": [paper.name for paper in document.papers_of(item.kind)]}
    value = value_of(document.raw, item.kind)
    return {"value": richtext.plain(value) if isinstance(value, str) else value}


def _rests_on(item: Target) -> bool:
    return item.is_paper and item.kind in ELIGIBILITY_KINDS


def _target(case: Case, key: str) -> Target:
    try:
        return target(PlanType(case.plan_type), key)
    except LookupError:
        raise Http404 from None


def _of(case: Case, correction_id: int) -> Correction:
    found = Correction.objects.filter(case=case, pk=correction_id).select_related("paper").first()
    if found is None:
        raise Http404
    return found


def _log(person: Person, correction: Correction, action: str, reason: str, now: datetime) -> None:
    case = correction.case
    record(
        actor=person,
        action=action,
        subject=f"case:{case.project_number}",
        school_id=case.school_id,
        reason=reason,
        detail={"item": correction.pk, "target": correction.target, "after": _digested(correction)},
        at=now,
    )


def _digested(correction: Correction) -> dict[str, Any]:
    """Name a paper by its digest; the text of an answer stands in the row itself."""
    return {key: correction.after[key] for key in ("name", "sha256") if key in correction.after}
