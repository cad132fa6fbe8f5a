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
    from collections.abc import Callable
    from datetime import datetime

    from review.models import Case, Reply, Slot, Visit
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


def presentation_published(slot: Slot) -> None:
    """Tell when and where a presentation is, or that it was moved; never before whom."""
    _place_told("slot", slot.pk, slot.case, slot.starts_at, slot.room, slot.published_at, _presentation)


def visit_published(visit: Visit) -> None:
    """Tell when and where a visit is, or that it was moved; never by whom."""
    _place_told("visit", visit.pk, visit.case, visit.starts_at, visit.place, visit.published_at, _visit)


def _visit() -> tuple[str, str]:
    return _("實地訪查時間通知：{number}"), _(
        "「{title}」（{number}）的實地訪查：\n時間：{time}\n地點：{place}\n"
        "詳情請登入系統，由計畫頁面的「簡報與訪查日程」查看，也可以下載行事曆檔。\n"
    )


def _presentation() -> tuple[str, str]:
    return _("簡報審查時間通知：{number}"), _(
        "「{title}」（{number}）的簡報審查：\n時間：{time}\n地點：{place}\n詳情請登入系統，由計畫頁面的「簡報與訪查日程」查看，也可以下載行事曆檔。\n"
    )


def _place_told(
    kind: str,
    key: int,
    case: Case,
    starts_at: datetime,
    place: str,
    published_at: datetime | None,
    words: Callable[[], tuple[str, str]],
) -> None:
    """Post one mail a person and publication: moved again, it is told again."""
    stamp = published_at.isoformat() if published_at else ""
    values = {"number": case.project_number, "title": case.title, "time": roc.short(starts_at), "place": place}
    for person in people_for(case):
        with translation.override(person.language):
            subject, body = words()
            notices.post(
                key=f"{kind}:{key}:{stamp}:{person.pk}",
                to=person.email,
                subject=subject.format(**values),
                body=body.format(**values),
            )
