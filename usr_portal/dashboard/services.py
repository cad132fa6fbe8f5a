"""What staff do with the call: change a window, extend it for a school, load the official text, move the demo's clock."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.call import versions
from usr_portal.call.models import CallVersion, DemoClock, OfficialText, WindowExtension
from usr_portal.call.rules import official
from usr_portal.call.rules.calendar import ExtensionFault, extension_fault
from usr_portal.call.rules.changes import OF_SCHOOLS
from usr_portal.dashboard.access import is_staff
from usr_portal.dashboard.refusals import Refused, given_reason
from usr_portal.dashboard.templatetags.portal import roc_seconds

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person
    from usr_portal.schools.models import School


def change_window(
    *, person: Person, window: str, opens_at: datetime, closes_at: datetime, reason: str, seen: int
) -> CallVersion:
    """Put a window's new times in force as a new version of the call.

    `seen` is the version that the person changed; raises `VersionPassedError` when there is a newer one, `Refused`
    where no reason is given or the window would end before it begins.
    """
    _require_staff(person)
    told = given_reason(reason)
    if closes_at < opens_at:
        raise Refused(_("截止時間不可早於開始時間。"), "closes_at")
    with transaction.atomic():
        before = call.in_force()
        old = before.window(window)
        after = versions.with_window(before, window, opens_at, closes_at)
        version = versions.new_version(parameters=after, reason=told, by=person, seen=seen)
        detail = {
            "before": [old.opens_at.isoformat(), old.closes_at.isoformat()],
            "after": [opens_at.isoformat(), closes_at.isoformat()],
            "version": version.version,
        }
        record(actor=person, action="call.window_changed", subject=f"window:{window}", reason=told, detail=detail)
    return version


def extend_window(*, person: Person, school: School, window: str, closes_at: datetime, reason: str) -> WindowExtension:
    """Give one school a later end of one window; a later row replaces an earlier one. Raises `Refused`."""
    _require_staff(person)
    if window not in OF_SCHOOLS:
        raise LookupError(window)
    told = given_reason(reason)
    with transaction.atomic():
        _require_later(window, closes_at)
        extension = WindowExtension.objects.create(
            school=school,
            call_id=settings.USR_CALL,
            window=window,
            closes_at=closes_at,
            reason=told,
            granted_by=person,
        )
        record(
            actor=person,
            action="call.window_extended",
            subject=f"window:{window}",
            school_id=school.pk,
            reason=told,
            detail={"closes_at": closes_at.isoformat()},
        )
    return extension


def load_official_text(*, person: Person, filename: str, data: bytes) -> OfficialText:
    """Keep the call's official text; the newest one is shown. Raises `UnreadableTextError`."""
    _require_staff(person)
    text = official.decode(data)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        row = OfficialText.objects.create(
            call_id=settings.USR_CALL, filename=filename[:200], sha256=sha256, text=text, loaded_by=person
        )
        detail = {"filename": filename, "sha256": sha256}
        record(actor=person, action="call.official_text_loaded", subject=f"call:{settings.USR_CALL}", detail=detail)
    return row


def set_demo_clock(*, person: Person, moment: datetime | None) -> None:
    """Set the demo's clock to a moment, or back to the real one (None). A deployment has no such clock."""
    _require_staff(person)
    if not settings.USR_DEMO:
        raise PermissionDenied
    with transaction.atomic():
        offset = moment - _real_now() if moment else timedelta()
        DemoClock.objects.update_or_create(pk=1, defaults={"offset_seconds": ceil(offset.total_seconds())})
        detail = {"moment": moment.isoformat() if moment else None}
        record(actor=person, action="demo.clock_set", subject="demo:clock", detail=detail)


def _real_now() -> datetime:
    return call.now() - call.demo_offset()


def _require_later(window: str, closes_at: datetime) -> None:
    """Raise `Refused` where a school's window cannot end then. Read without a school: an extension may be cut short."""
    own = call.moment(window)
    fault = extension_fault(own.closes_at, closes_at, own.now)
    if fault is ExtensionFault.EARLIER:
        words = _("不可早於原截止時間 %(time)s；要取消展延，請填原截止時間。") % {"time": roc_seconds(own.closes_at)}
        raise Refused(words, "closes_at")
    if fault is ExtensionFault.PASSED:
        raise Refused(_("這個時間已經過去。"), "closes_at")


def _require_staff(person: Person) -> None:
    if not is_staff(person):
        raise PermissionDenied
