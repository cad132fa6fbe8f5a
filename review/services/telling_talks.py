"""Mails to a school about questions, presentations and visits, each reader's in their own language. No reviewer's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

import usr_portal.notices.services as notices
from review.services.telling import people_for
from usr_portal.call import services as call
from usr_portal.kernel import roc

if TYPE_CHECKING:
    from review.models import Case, Reply
    from review.rules.standing import Stage


def questions_released(case: Case, stage: Stage, reply: Reply) -> None:
    """Tell that questions wait for an answer, in the caller's transaction."""
    closes_at = call.moment(stage, case.school_id).closes_at
    for person in people_for(case):
        with translation.override(person.language):
            notices.post(
                key=f"reply:{reply.pk}:{person.pk}",
                to=person.email,
                subject=_("請回覆審查待釐清意見：{number}").format(number=case.project_number),
                body=_(
                    "「{title}」（{number}）有審查待釐清意見需要回覆，並請上傳簡報（如頁面所示）。\n截止：{due}\n"
                    "請登入系統，由計畫頁面的「待釐清回覆」填寫。\n"
                ).format(title=case.title, number=case.project_number, due=roc.seconds(closes_at)),
            )
