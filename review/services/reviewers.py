"""Acts of the staff on reviewers: taking on, editing expertise and affiliations; persons that schools ask to avoid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.access import Need, get_application
from proposals.services.refusals import NeedsReason, Refused
from review.access import require_staff
from review.models import Affiliation, Avoidance, Reviewer
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

FIELDS = ("issues", "sdgs", "plan_types", "most", "unavailable", "person_key", "note", "is_active")
MOST_AVOIDED = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reviewer works or worked: a school (its primary key) or another organisation. Open ends are None."""

    school_id: int | None
    organisation: str
    begins_on: date | None
    ends_on: date | None


@transaction.atomic
def take_on(*, actor: Person, person_id: int) -> Reviewer:
    """Give the reviewer's row of a person who holds the role, made now if there is none. Staff only."""
    require_staff(actor)
    person = Person.objects.filter(
        pk=person_id, is_active=True, grants__role=Role.REVIEWER, grants__revoked_at=None
    ).first()
    if person is None:
        raise Http404
    reviewer, made = Reviewer.objects.get_or_create(person=person)
    if made:
        record(actor=actor, action="reviewer.take_on", subject=f"reviewer:{reviewer.pk}", detail={"person": person.pk})
    return reviewer


@transaction.atomic
def edit(*, actor: Person, reviewer_id: int, values: Mapping[str, Any], places: Iterable[Place]) -> Reviewer:
    """Write a reviewer's fields and affiliations. What it opens or closes holds from the next opening on."""
    require_staff(actor)
    reviewer = Reviewer.objects.select_for_update().filter(pk=reviewer_id).first()
    if reviewer is None:
        raise Http404
    before = {name: getattr(reviewer, name) for name in FIELDS}
    for name in FIELDS:
        setattr(reviewer, name, values[name])
    reviewer.unavailable = [day.isoformat() for day in values["unavailable"]]
    reviewer.save()
    reviewer.affiliations.all().delete()
    rows = Affiliation.objects.bulk_create(_affiliation(reviewer, place) for place in places)
    changed = {name: getattr(reviewer, name) for name in FIELDS if getattr(reviewer, name) != before[name]}
    detail = {"changed": changed, "affiliations": [_told(row) for row in rows]}
    record(actor=actor, action="reviewer.edit", subject=f"reviewer:{reviewer.pk}", detail=detail)
    return reviewer


@transaction.atomic
def ask_to_avoid(*, person: Person, school_code: str, name: str, organisation: str, reason: str) -> Avoidance:
    """A school names a person it asks not to be reviewed by, with a reason; it binds once staff have accepted it.

    For the school's windows, from the upload on until the written review begins.
    """
    application = get_application(person, school_code, need=Need.WINDOW, lock=True)
    now = call.now()
    if now >= call.in_force().window("written_review").opens_at:
        raise Refused(_("書面審查已經開始，不再受理迴避申請。"))
    if not reason.strip():
        raise NeedsReason
    if Avoidance.objects.filter(application=application).count() >= MOST_AVOIDED:
        raise Refused(_("每校最多列 {most} 人。").format(most=MOST_AVOIDED))
    asked = Avoidance.objects.create(
        application_id=application.pk,
        name=name.strip(),
        organisation=organisation.strip(),
        reason=reason.strip(),
        asked_by=person,
        asked_at=now,
    )
    _record_avoidance(person, "ask", asked, application.school_id, asked.reason)
    return asked


@transaction.atomic
def withdraw_avoidance(*, person: Person, school_code: str, avoidance_id: int) -> None:
    """Take back what staff have not decided yet."""
    application = get_application(person, school_code, need=Need.WINDOW, lock=True)
    asked = Avoidance.objects.filter(application=application, pk=avoidance_id, state=Avoidance.State.ASKED).first()
    if asked is None:
        raise Http404
    _record_avoidance(person, "withdraw", asked, application.school_id, "")
    asked.delete()


@transaction.atomic
def decide_avoidance(*, actor: Person, avoidance_id: int, accepted: bool, reviewer_id: int | None) -> Avoidance:
    """Accept what a school asked (naming which reviewer it is, where there is one) or refuse it. Staff only."""
    require_staff(actor)
    rows = Avoidance.objects.select_for_update(of=("self",)).select_related("application")
    asked = rows.filter(pk=avoidance_id, application__call_id=settings.USR_CALL).first()
    if asked is None:
        raise Http404
    if reviewer_id is not None and not Reviewer.objects.filter(pk=reviewer_id).exists():
        raise Refused(_("沒有這位委員。"))
    asked.state = Avoidance.State.ACCEPTED if accepted else Avoidance.State.REFUSED
    asked.reviewer_id = reviewer_id if accepted else None
    asked.decided_by, asked.decided_at = actor, call.now()
    asked.save(update_fields=["state", "reviewer", "decided_by", "decided_at"])
    _record_avoidance(actor, "accept" if accepted else "refuse", asked, asked.application.school_id, "")
    return asked


def _affiliation(reviewer: Reviewer, place: Place) -> Affiliation:
    return Affiliation(
        reviewer=reviewer,
        school_id=place.school_id,
        organisation=place.organisation,
        begins_on=place.begins_on,
        ends_on=place.ends_on,
    )


def _told(row: Affiliation) -> list[str]:
    return [str(row.school_id or row.organisation), str(row.begins_on or ""), str(row.ends_on or "")]


def _record_avoidance(actor: Person, act: str, asked: Avoidance, school_id: int, reason: str) -> None:
    record(
        actor=actor,
        action=f"avoidance.{act}",
        subject=f"avoidance:{asked.pk}",
        school_id=school_id,
        reason=reason,
        detail={"name": asked.name, "reviewer": asked.reviewer_id},
    )
