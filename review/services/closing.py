"""Ending the data check of a case: everything is decided, then it goes into the written review or stops."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from review.facts.progress import progress_of
from review.models import StageMove
from review.rules.stages import Act
from review.services import stages
from review.services.checking import case_in_check, given_note
from review.services.corrections import miss_overdue
from usr_portal.accounts.models import Person
from usr_portal.call import services as call


@transaction.atomic
def close(*, person: Person, project_number: str, proceed: bool, reason: str = "") -> StageMove:
    """End the data check: `proceed` sends the case on, otherwise it stops.

    What was asked for and is overdue counts as missed from here on. Where something is missing or not met, the reason
    is the person's to give. Raises as `case_in_check` and `stages.move` (an eligibility paper missing cannot proceed,
    something undecided cannot end), and `NeedsReason`.
    """
    case = case_in_check(person, project_number)
    now = call.now()
    miss_overdue(person, case, now)
    progress = progress_of([case.pk], now)[case.pk]
    told = given_note(reason, needed=progress.needs_reason or not proceed)
    act = Act.ADVANCE if proceed else Act.STOP
    given = told or _("資料檢核各項均符合。")
    return stages.move(person=person, case_ids=[case.pk], act=act, reason=given)[0]
