"""Mails of the review to a school: its windows and those who write the proposal, each in their own language."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

import usr_portal.notices.services as notices
from proposals.selectors.people import writers_of
from review.models import Case, Correction
from usr_portal.accounts.models import Person
from usr_portal.accounts.selectors import windows_of
from usr_portal.kernel import roc


def people_for(case: Case) -> list[Person]:
    """Give everybody of a school who is told of a case, each once."""
    found = {person.pk: person for person in (*windows_of(case.school_id), *writers_of(case.proposal_id))}
    return list(found.values())


def asked(case: Case, correction: Correction) -> None:
    """Tell that an item is asked for, in the caller's transaction; it goes when that commits."""
    for person in people_for(case):
        with translation.override(person.language):
            notices.post(
                key=f"correction:{correction.pk}:{person.pk}",
                to=person.email,
                subject=_("資料檢核補正通知：{number}").format(number=case.project_number),
                body=_(
                    "「{title}」（{number}）有一項資料需要補正。\n項目：{item}\n說明：{reason}\n期限：{due}\n"
                    "請登入系統，由計畫頁面的「補正」上傳或填寫；只開放這一項。\n"
                ).format(
                    title=case.title,
                    number=case.project_number,
                    item=correction.label,
                    reason=correction.reason,
                    due=roc.seconds(correction.due_at),
                ),
            )
