"""The staff's part of the data check: verdicts on single items, and the paper copy."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NotEditable, Refused, given_reason
from review.access import get_case_for_staff
from review.models import Case, Check, PaperCopy
from review.models.cases import Outcome, Stage
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.kernel.texts import plain

LONGEST_NOTE = 300


def case_in_check(person: Person, project_number: str) -> Case:
    """Give the locked row of a case whose data check is under way, for staff.

    Raises `Http404` for anyone else, and `NotEditable` where the data check of the case is over.
    """
    case = get_case_for_staff(person, project_number, lock=True)
    if case.stage != Stage.DATA_CHECK or case.outcome != Outcome.OPEN:
        raise NotEditable(_("這一案的資料檢核已經結束，不能再變更。"))
    return case


def given_note(text: str, *, needed: bool) -> str:
    """Give a note as it is kept; raises as `given_reason` where one is needed or it is too long."""
    return given_reason(text) if needed or text.strip() else ""


@transaction.atomic
def decide(*, person: Person, project_number: str, check_id: int, verdict: str, note: str = "") -> Check:
    """Say of one item whether it is fine, a fault (with a note), or open again. Raises as `case_in_check`."""
    case = case_in_check(person, project_number)
    check = Check.objects.filter(case=case, pk=check_id).first()
    if check is None or verdict not in Check.Verdict.values:
        raise Http404
    told = given_note(note, needed=verdict == Check.Verdict.FAULT)
    now = call.now()
    decided = verdict != Check.Verdict.OPEN
    check.verdict, check.note = verdict, told
    check.decided_by, check.decided_at = (person, now) if decided else (None, None)
    check.save(update_fields=["verdict", "note", "decided_by", "decided_at"])
    record(
        actor=person,
        action="check.decide",
        subject=f"case:{case.project_number}",
        reason=check.note,
        detail={"rule": check.rule, "verdict": verdict},
        at=now,
    )
    return check


@transaction.atomic
def record_paper_copy(
    *, person: Person, project_number: str, postmark_on: date, received_on: date, note: str = ""
) -> PaperCopy:
    """Record the paper copy of the application that a case was sent with; recorded again, it is put right.

    Raises `Http404` for anyone but staff, and `Refused` for days that cannot be.
    """
    case = get_case_for_staff(person, project_number, lock=True)
    now = call.now()
    if received_on < postmark_on:
        raise Refused(_("收到日期不可早於郵戳日期。"))
    if received_on > now.astimezone(call.in_force().zone).date():
        raise Refused(_("收到日期不可晚於今天。"))
    values = {"postmark_on": postmark_on, "received_on": received_on, "note": plain(note).strip()[:LONGEST_NOTE]}
    copy, _new = PaperCopy.objects.update_or_create(
        submission_id=case.submitted.submission_id,
        defaults={**values, "recorded_by": person, "recorded_at": now},
    )
    record(
        actor=person,
        action="check.paper_copy",
        subject=f"case:{case.project_number}",
        detail={"postmark_on": postmark_on.isoformat(), "received_on": received_on.isoformat(), "note": copy.note},
        at=now,
    )
    return copy
