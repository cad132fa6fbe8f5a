"""Letters of correction: numbered school by school, and kept as they were made with what they list."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.selectors.sent import receipt_of
from proposals.services.refusals import Refused
from review.access import cases_for_staff
from review.models import Case, Correction, CorrectionLetter
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call


@transaction.atomic
def begin_letter(*, person: Person, school_code: str) -> CorrectionLetter:
    """Number a letter to a school that lists every item asked for and not yet answered; it is not stored yet.

    The caller makes the file and keeps it by `keep_letter` in the same transaction. Raises `Http404` for anyone but
    staff, and `Refused` where there is nothing to list. The lock on the school's cases keeps numbers in one line.
    """
    cases = list(
        cases_for_staff(person).filter(school__code=school_code).select_for_update(of=("self",)).order_by("pk")
    )
    items = _items(cases)
    if not items:
        raise Refused(_("這所學校目前沒有等待補正的項目，不需要製作補正通知函。"))
    submission, receipt = receipt_of(cases[0].submitted_id)
    serial = CorrectionLetter.objects.filter(school=cases[0].school_id, submission=submission).count() + 1
    return CorrectionLetter(
        submission_id=submission,
        school=cases[0].school,
        number=f"{receipt}-C{serial:02d}",
        items=items,
        made_by=person,
        made_at=call.now(),
    )


def keep_letter(letter: CorrectionLetter, data: bytes) -> CorrectionLetter:
    """Store a letter with its file, in the caller's transaction."""
    letter.sha256 = hashlib.sha256(data).hexdigest()
    letter.file.save("letter.pdf", ContentFile(data), save=False)
    letter.save(force_insert=True)
    record(
        actor=letter.made_by,
        action="correction.letter",
        subject=f"letter:{letter.number}",
        school_id=letter.school_id,
        detail={"number": letter.number, "items": len(letter.items), "sha256": letter.sha256},
        at=letter.made_at,
    )
    return letter


def _items(cases: list[Case]) -> list[dict[str, Any]]:
    rows = Correction.objects.filter(case__in=cases, state=Correction.State.ASKED).select_related("case")
    return [
        {
            "project_number": one.case.project_number,
            "title": one.case.title,
            "target": one.target,
            "label": one.label,
            "reason": one.reason,
            "is_eligibility": one.is_eligibility,
            "due_at": one.due_at.isoformat(),
        }
        for one in rows.order_by("case__project_number", "pk")
    ]
