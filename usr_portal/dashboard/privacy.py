"""Publishing a version of the personal-data notice, agreeing to one, and letting go of letters that are no longer needed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from usr_portal.accounts import privacy
from usr_portal.accounts.models import NoticeAcceptance, PrivacyNotice, WindowRequest
from usr_portal.audit.services import record
from usr_portal.call.services import now
from usr_portal.dashboard.access import is_staff
from usr_portal.dashboard.refusals import Refused, given_reason

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person


@transaction.atomic
def publish(*, person: Person, text_zh: str, text_en: str, reason: str, seen: int) -> PrivacyNotice:
    """Put a new version in force; everybody is asked at their next sign-in.

    `seen` is the number of the version that it was written over (0 for none). Raises `Refused`.
    """
    if not is_staff(person):
        raise PermissionDenied
    told = given_reason(reason)
    newest = PrivacyNotice.objects.select_for_update().order_by("-version").first()
    number = newest.version if newest else 0
    if number != seen:
        raise Refused(_("有人先公告了新的版本；請看過再改。"), "text_zh")
    if newest and (newest.text_zh, newest.text_en) == (text_zh, text_en):
        raise Refused(_("內容和現行版本相同，不必公告。"), "text_zh")
    made = PrivacyNotice.objects.create(
        version=number + 1, text_zh=text_zh, text_en=text_en, reason=told, published_at=now(), published_by=person
    )
    record(actor=person, action="accounts.notice_published", subject=f"notice:{made.version}", reason=told)
    return made


@transaction.atomic
def accept(*, person: Person, version: int) -> None:
    """Note that a person has agreed to the version in force. Raises `Refused` where another one is by now."""
    notice = privacy.in_force()
    if notice is None or notice.version != version:
        raise Refused(_("告知事項剛剛更新，請看過新的內容再同意。"))
    _row, is_new = NoticeAcceptance.objects.get_or_create(person=person, notice=notice, defaults={"at": now()})
    if is_new:
        record(actor=person, action="accounts.notice_accepted", subject=f"notice:{version}")


def forget_letters() -> int:
    """Erase the letters of requests decided longer ago than they are kept; give how many. It may run twice without harm."""
    until = now() - timedelta(days=settings.USR_LETTERS_KEPT_DAYS)
    gone = 0
    for asked in WindowRequest.objects.filter(decided_at__lt=until).exclude(letter="").order_by("pk")[:200]:
        with transaction.atomic():
            held = WindowRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
            if not held.letter:
                continue
            stored, storage = held.letter.name, held.letter.storage
            held.letter = ""
            held.save(update_fields=["letter"])
            record(
                actor=None,
                action="accounts.letter_erased",
                subject=f"window_request:{held.pk}",
                school_id=held.school_id,
                detail={"days": settings.USR_LETTERS_KEPT_DAYS},
            )
            transaction.on_commit(partial(storage.delete, str(stored)))
        gone += 1
    return gone
