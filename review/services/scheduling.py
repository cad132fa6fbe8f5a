"""Placing presentations: a whole schedule at once, or one by hand; publishing tells the schools."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NotEditable, Refused
from review.access import require_staff
from review.facts.schedule import TO_PRESENT, Agenda, agenda
from review.models import Slot
from review.models.cases import Outcome
from review.rules.schedule import Frame, Placed, Plan, propose
from review.services import telling_talks
from review.services.placing import lock_cases, weighed
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from usr_portal.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed schedule with what stays; `digest` names exactly this one. `without_panel`: cases that need one first."""

    plan: Plan
    kept: tuple[Placed, ...]
    without_panel: tuple[str, ...]
    digest: str


def proposed(*, person: Person, frame: Frame) -> Proposed:
    """Propose a schedule without writing it, for staff. What is published or placed by hand stays where it is."""
    require_staff(person)
    return _proposed(agenda(), frame)


@transaction.atomic
def confirm(*, person: Person, frame: Frame, digest: str) -> int:
    """Write the proposed schedule, if it is still the one that was looked at; give how many were placed.

    Raises `Http404` for anyone but staff, `Refused` where something changed in between.
    """
    require_staff(person)
    lock_cases()
    found = agenda()
    proposal = _proposed(found, frame)
    if proposal.digest != digest:
        raise Refused(_("這段期間案件、時段或委員有變動，請再看一次重新排出的結果。"))
    Slot.objects.filter(case__in=found.cases.values(), published_at=None, is_fixed=False).delete()
    Slot.objects.bulk_create(
        Slot(
            case=found.cases[one.talk.case],
            panel_id=one.talk.panel,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            room=one.room,
        )
        for one in proposal.plan.placed
    )
    detail = {"placed": len(proposal.plan.placed), "left": [one.talk.case for one in proposal.plan.left]}
    record(actor=person, action="slot.propose", subject=f"call:{settings.USR_CALL}", detail=detail, at=call.now())
    return len(proposal.plan.placed)


@transaction.atomic
def place(
    *, person: Person, project_number: str, starts_at: datetime, ends_at: datetime, room: str, reason: str = ""
) -> Slot:
    """Place one presentation by hand. Raises `Clashing` where something is wrong with the place and no reason is given.

    A published one that is moved is told to its school again.
    """
    require_staff(person)
    lock_cases()
    found = agenda()
    case, talk = found.cases.get(project_number), found.talks.get(project_number)
    if case is None:
        raise Http404
    if talk is None:
        raise NotEditable(_("這一件還沒有編入簡報審查的小組。"))
    wrong, told = weighed(Placed(talk, starts_at, ends_at, room), found, "presentation", reason)
    slot = found.slots.get(project_number) or Slot(case=case)
    slot.panel_id, slot.starts_at, slot.ends_at, slot.room = talk.panel, starts_at, ends_at, room
    slot.is_fixed = True
    now = call.now()
    if slot.published_at is not None:
        slot.published_at = now
        telling_talks.presentation_published(slot)
    slot.save()
    record(
        actor=person,
        action="slot.place",
        subject=f"case:{project_number}",
        reason=told,
        detail={"at": starts_at.isoformat(), "room": room, "clashes": [one.wrong for one in wrong]},
        at=now,
    )
    return slot


@transaction.atomic
def take_out(*, person: Person, project_number: str) -> None:
    """Take a presentation out of the schedule, before it is published."""
    require_staff(person)
    slot = Slot.objects.select_for_update(of=("self",)).filter(case__project_number=project_number).first()
    if slot is None:
        raise Http404
    if slot.published_at is not None:
        raise NotEditable(_("已經公布的場次只能改時間或地點，不能取消。"))
    slot.delete()
    record(actor=person, action="slot.remove", subject=f"case:{project_number}", at=call.now())


@transaction.atomic
def publish(*, person: Person, numbers: Collection[str]) -> list[Slot]:
    """Tell these cases' schools when and where; those published already are left as they are. Staff only."""
    require_staff(person)
    rows = Slot.objects.filter(case__project_number__in=numbers, published_at=None, case__call_id=settings.USR_CALL)
    rows = rows.filter(case__outcome=Outcome.OPEN, case__stage__in=TO_PRESENT)
    slots = list(rows.select_for_update(of=("self",)).select_related("case__school").order_by("pk"))
    if not slots:
        raise Refused(_("所選場次都已公布，或案件已不在簡報階段。"))
    now = call.now()
    for slot in slots:
        slot.published_at = now
        telling_talks.presentation_published(slot)
    Slot.objects.bulk_update(slots, ["published_at"])
    told = [slot.case.project_number for slot in slots]
    record(actor=person, action="slot.publish", subject=f"call:{settings.USR_CALL}", detail={"numbers": told}, at=now)
    return slots


def _proposed(found: Agenda, frame: Frame) -> Proposed:
    stays = [slot for slot in found.slots.values() if slot.is_fixed or slot.published_at is not None]
    kept = found.placed(stays)
    plan = propose(list(found.talks.values()), frame, found.away, kept)
    text = "\n".join(f"{one.talk.case} {one.starts_at.isoformat()} {one.room}" for one in plan.placed)
    text += "\n".join(one.talk.case for one in plan.left)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Proposed(plan, tuple(kept), found.without_panel, digest)
