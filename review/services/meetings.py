"""Decision meetings (決審會議): when, where, by whom, and the pot of each year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NotEditable, Refused, Stale
from review.access import require_staff
from review.models import Announcement, Award, Meeting
from review.rules.awards import overdrawn, pots
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from usr_portal.accounts.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What staff say of a meeting; `pot` is whole NT$ by year."""

    name: str
    held_on: date
    place: str
    pot: Mapping[str, int]
    attendance: str
    recused: str
    minutes: str


class Overdrawn(Refused):
    """More is approved than a meeting's pot holds."""


@transaction.atomic
def create(*, person: Person, about: About) -> Meeting:
    """Open a meeting; staff only."""
    require_staff(person)
    require_unannounced()
    meeting = Meeting(call_id=settings.USR_CALL, created_by=person, version=0)
    return _write(person, meeting, about, "create")


@transaction.atomic
def edit(*, person: Person, meeting_id: int, about: About, version: int) -> Meeting:
    """Change a meeting. Raises `Http404`, `Stale`, `NotEditable`, or `Overdrawn` below what is confirmed already."""
    meeting = lock(person, meeting_id)
    if meeting.version != version:
        raise Stale(meeting.version, str(meeting.changed_by or meeting.created_by), meeting.changed_at)
    require_within(about.pot, confirmed_of(meeting))
    return _write(person, meeting, about, "edit")


def lock(person: Person, meeting_id: int) -> Meeting:
    """Lock a meeting for staff until the transaction ends, or raise `Http404`; `NotEditable` once it was announced.

    Whoever decides takes this lock first: the sums of a pot stand still meanwhile.
    """
    require_staff(person)
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("created_by", "changed_by")
    found = rows.filter(pk=meeting_id, call_id=settings.USR_CALL).first()
    if found is None:
        raise Http404
    require_unannounced()
    return found


def require_unannounced() -> None:
    """Raise `NotEditable` once the results were announced: then everything stays as it was told."""
    if Announcement.objects.filter(call_id=settings.USR_CALL).exists():
        raise NotEditable(_("結果已經公告，決審的內容不能再變更。"))


def confirmed_of(meeting: Meeting) -> dict[str, int]:
    """Give the sums of a meeting's confirmed amounts by year; one statement."""
    rows = Award.objects.filter(
        Q(decision__meeting=meeting, decision__confirmed_by__isnull=False)
        | Q(school_decision__meeting=meeting, school_decision__confirmed_by__isnull=False)
    )
    return dict(rows.order_by().values_list("year").annotate(sum=Sum("amount")))


def require_within(pot: Mapping[str, int], approved: Mapping[str, int]) -> None:
    """Raise `Overdrawn` where a year's pot does not suffice."""
    years = call.in_force().years
    messages = overdrawn(pots(pot, approved, years))
    if messages:
        raise Overdrawn("\n".join(one.render(_) for one in messages))


def _write(person: Person, meeting: Meeting, about: About, act: str) -> Meeting:
    now = call.now()
    meeting.name, meeting.held_on, meeting.place = about.name, about.held_on, about.place
    meeting.pot, meeting.attendance = dict(about.pot), about.attendance
    meeting.recused, meeting.minutes = about.recused, about.minutes
    meeting.version += 1
    meeting.changed_by, meeting.changed_at = person, now
    meeting.save()
    record(
        actor=person,
        action=f"meeting.{act}",
        subject=f"meeting:{meeting.pk}",
        detail={"name": meeting.name, "held_on": f"{meeting.held_on}", "pot": meeting.pot, "version": meeting.version},
        at=now,
    )
    return meeting
