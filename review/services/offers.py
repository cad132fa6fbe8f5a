"""A school says when it can present and, for deep and higher, when and where it can be visited (拾伍、8月)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.access import Need, get_proposal, may
from proposals.services.refusals import Refused, Stale
from review.models import Offer
from review.rules.talks import AVAILABILITY, days, halves, has_visit
from usr_portal.audit.services import record
from usr_portal.call.services import Moment, require_open
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Offered:
    """What a team offers: half days (`2024-10-23/am`), days (ISO), the place of the visit and who is there."""

    times: tuple[str, ...] = ()
    visit_dates: tuple[str, ...] = ()
    visit_place: str = ""
    contact: str = ""


@transaction.atomic
def save_offer(*, person: Person, number: str, offered: Offered, version: int) -> Offer:
    """Keep what a team offers, by its lead, editors or the school's windows, while the window is open for the school.

    `version` is the one that was read, 0 where there was none. Raises `Http404`, `WindowClosed`, `Stale`, `Refused`.
    """
    proposal = get_proposal(person, number, lock=True)
    if not (may(person, proposal, Need.EDIT) or may(person, proposal, Need.WINDOW)):
        raise Http404
    moment = require_open(AVAILABILITY, proposal.application.school_id)
    offer = Offer.objects.select_related("updated_by").filter(proposal=proposal.pk).first()
    held = offer or Offer(proposal_id=proposal.pk, version=0)
    if held.version != version:
        raise Stale(held.version, str(held.updated_by or ""), held.updated_at)
    kept = _kept(offered, PlanType(proposal.plan_type), moment)
    held.presentation_times, held.visit_dates = list(kept.times), list(kept.visit_dates)
    held.visit_place, held.contact = kept.visit_place, kept.contact
    held.version += 1
    held.updated_at, held.updated_by = moment.now, person
    held.save()
    record(
        actor=person,
        action="offer.save",
        subject=f"proposal:{number}",
        school_id=proposal.application.school_id,
        detail={"times": list(kept.times), "visit_dates": list(kept.visit_dates), "place": kept.visit_place},
        at=moment.now,
    )
    return held


def _kept(offered: Offered, plan_type: PlanType, moment: Moment) -> Offered:
    """Refuse a day outside the call's windows; a sprout is not visited, whatever was sent."""
    call = moment.parameters
    open_halves = {half.key for half in halves(call.window("presentation"), call.zone)}
    open_days = {day.isoformat() for day in days(call.window("site_visit"), call.zone)}
    visited = has_visit(plan_type)
    if not open_halves.issuperset(offered.times) or (visited and not open_days.issuperset(offered.visit_dates)):
        raise Refused(_("只能選擇表上的日期；日程可能剛剛調整過，請重新整理後再選。"))
    if visited:
        return Offered(_ordered(offered.times), _ordered(offered.visit_dates), offered.visit_place, offered.contact)
    return Offered(_ordered(offered.times))


def _ordered(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(keys)))
