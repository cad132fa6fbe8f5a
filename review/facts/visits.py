"""Rows → what visits are placed by: cases of deep and higher, who visits them, when their schools can; fixed statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from review.facts.schedule import TO_VISIT, attendees, away, panels_of, pi
from review.models import Case, Offer, Visit
from review.models.cases import Outcome
from review.rules.schedule import Away, Placed, Talk
from review.rules.standing import Stage
from review.rules.talks import Half, Noon, has_visit
from usr_portal.kernel.vocabulary import PlanType

VISITED = [plan_type.value for plan_type in PlanType if has_visit(plan_type)]


@dataclass(frozen=True, slots=True)
class Journeys:
    """All visits: cases by number, those with a panel, their visits, what schools offered, when reviewers are away."""

    cases: Mapping[str, Case]
    talks: Mapping[str, Talk]
    visits: Mapping[str, Visit]
    offers: Mapping[int, Offer]
    away: Away

    def placed(self) -> list[Placed]:
        """Give the visits as the rules read them."""
        return [
            Placed(self.talks[number], one.starts_at, one.ends_at, one.place)
            for number, one in self.visits.items()
            if number in self.talks
        ]


def journeys() -> Journeys:
    """Read what is to be visited; seven statements however many cases and reviewers there are."""
    rows = Case.objects.filter(
        call_id=settings.USR_CALL, outcome=Outcome.OPEN, stage__in=TO_VISIT, plan_type__in=VISITED
    )
    cases = {one.project_number: one for one in rows.select_related("school").order_by("project_number")}
    held = Visit.objects.filter(case__call_id=settings.USR_CALL).select_related("case__school", "panel")
    visits = {one.case.project_number: one for one in held.order_by("starts_at", "pk")}
    cases |= {number: one.case for number, one in visits.items()}
    panels = panels_of(Stage.SITE_VISIT, [one.pk for one in cases.values()])
    people = attendees(panels)
    offers = {one.proposal_id: one for one in Offer.objects.filter(proposal__case__in=cases.values())}
    talks = {
        number: Talk(number, panels[one.pk].pk, people[one.pk] | {pi(one)}, _offered(offers.get(one.proposal_id)))
        for number, one in cases.items()
        if one.pk in panels
    }
    return Journeys(cases, talks, visits, offers, away())


def _offered(offer: Offer | None) -> frozenset[Half]:
    """A day that a school offers for the visit is both its halves."""
    days: Iterable[str] = offer.visit_dates if offer else ()
    return frozenset(Half(date.fromisoformat(day), noon) for day in days for noon in Noon)
