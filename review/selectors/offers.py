"""The times and places that a school offers, as the school and staff may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from proposals.access import Need, get_proposal, may
from review.models import Offer
from review.rules.talks import AVAILABILITY, Half, days, halves, has_visit
from usr_portal.call.services import Moment, moment
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from proposals.models import Proposal
    from usr_portal.accounts.models import Person


@dataclass(frozen=True, slots=True)
class OfferPage:
    """A proposal's offer: what is kept (None: nothing yet), what may be chosen, and whether the person may write now."""

    proposal: Proposal
    offer: Offer | None
    halves: tuple[Half, ...]
    visit_days: tuple[date, ...]
    moment: Moment
    may_write: bool

    @property
    def version(self) -> int:
        """The version kept; 0 where there is none."""
        return self.offer.version if self.offer else 0

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be given: `times`, `dates`, `place`, `contact`."""
        held = self.offer
        asked = {"times": held and held.presentation_times}
        if self.visit_days:
            asked |= {
                "dates": held and held.visit_dates,
                "place": held and held.visit_place,
                "contact": held and held.contact,
            }
        return tuple(name for name, value in asked.items() if not value)


def offer_page(person: Person, number: str) -> OfferPage:
    """Give the page of a proposal's times and places, for those who may read the proposal; or `Http404`."""
    proposal = get_proposal(person, number)
    found = moment(AVAILABILITY, proposal.application.school_id)
    call = found.parameters
    may_answer = may(person, proposal, Need.EDIT) or may(person, proposal, Need.WINDOW)
    visited = has_visit(PlanType(proposal.plan_type))
    return OfferPage(
        proposal,
        Offer.objects.select_related("updated_by").filter(proposal=proposal.pk).first(),
        halves(call.window("presentation"), call.zone),
        days(call.window("site_visit"), call.zone) if visited else (),
        found,
        may_write=may_answer and found.is_open,
    )
