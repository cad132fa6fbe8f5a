"""A school says when it can present and be visited."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from proposals.models import Participation
from proposals.services.refusals import Refused, Stale
from review.models import Offer
from review.rules.talks import days, halves
from review.selectors.offers import offer_page
from review.services.offers import Offered, save_offer
from tests.factories import PersonFactory
from tests.review.conftest import Sent, in_window
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.vocabulary import PlanType


@pytest.fixture
def sent(sent_application: Sent) -> Sent:
    """A school that may say now when it can come."""
    in_window("availability")
    return sent_application


def a_time() -> str:
    """A half day of the presentations."""
    parameters = call.in_force()
    return halves(parameters.window("presentation"), parameters.zone)[0].key


def a_day() -> str:
    """A day of the visits."""
    parameters = call.in_force()
    return days(parameters.window("site_visit"), parameters.zone)[0].isoformat()


def test_a_team_offers_times_and_a_visit(sent: Sent) -> None:
    number = sent.number(PlanType.DEEP)
    offered = Offered((a_time(), a_time()), (a_day(),), "左鎮活動中心", "林老師 06-1234567")

    save_offer(person=sent.lead, number=number, offered=offered, version=0)

    kept = Offer.objects.get(proposal__number=number)
    assert (kept.presentation_times, kept.visit_dates) == ([a_time()], [a_day()])
    assert (kept.visit_place, kept.contact, kept.version) == ("左鎮活動中心", "林老師 06-1234567", 1)
    assert Event.objects.filter(action="offer.save", subject=f"proposal:{number}").count() == 1
    assert offer_page(sent.lead, number).missing == ()


def test_a_sprout_is_not_visited_whatever_is_sent(sent: Sent) -> None:
    number = sent.number(PlanType.SPROUT)

    kept = save_offer(person=sent.window, number=number, offered=Offered((), (a_day(),), "某地", "某人"), version=0)

    assert (kept.visit_dates, kept.visit_place, kept.contact) == ([], "", "")
    page = offer_page(sent.window, number)
    assert page.visit_days == ()
    assert page.missing == ("times",)


@pytest.mark.parametrize("bad", ["2001-01-01/am", "whatever"])
def test_only_days_of_the_call_can_be_offered(sent: Sent, bad: str) -> None:
    with pytest.raises(Refused):
        save_offer(person=sent.lead, number=sent.number(PlanType.DEEP), offered=Offered((bad,)), version=0)
    assert not Offer.objects.exists()


def test_two_writers_do_not_overwrite_each_other(sent: Sent) -> None:
    number = sent.number(PlanType.DEEP)
    save_offer(person=sent.lead, number=number, offered=Offered((a_time(),)), version=0)

    with pytest.raises(Stale):
        save_offer(person=sent.window, number=number, offered=Offered(), version=0)
    assert Offer.objects.get().presentation_times == [a_time()]


def test_nothing_is_taken_outside_the_window(sent: Sent) -> None:
    in_window("announcement")
    with pytest.raises(WindowClosed):
        save_offer(person=sent.lead, number=sent.number(PlanType.DEEP), offered=Offered((a_time(),)), version=0)
    assert not Offer.objects.exists()


def reader(sent: Sent) -> Person:
    """Somebody who may read the proposal, not write it."""
    person = PersonFactory.create()
    for part in Participation.objects.filter(person=sent.lead):
        Participation.objects.create(proposal=part.proposal, person=person, access=Participation.Access.READER)
    return person


@pytest.mark.parametrize("who", [reader, lambda _sent: PersonFactory.create()], ids=["reader", "stranger"])
def test_others_cannot_offer(sent: Sent, who: Callable[[Sent], Person]) -> None:
    with pytest.raises(Http404):
        save_offer(person=who(sent), number=sent.number(PlanType.DEEP), offered=Offered(), version=0)


def test_staff_and_reviewers_cannot_offer(sent: Sent, staff: Person, reviewer: object) -> None:
    for person in (staff, reviewer.person):  # type: ignore[attr-defined]
        with pytest.raises(Http404):
            save_offer(person=person, number=sent.number(PlanType.DEEP), offered=Offered(), version=0)


def test_the_page_keeps_and_shows_what_was_chosen(sent: Sent, client: Client) -> None:
    client.force_login(sent.lead)
    url = reverse("proposal_offer", args=[sent.number(PlanType.DEEP)])
    assert client.get(url).status_code == 200

    answer = client.post(
        url, {"version": 0, "times": [a_time()], "visit_dates": [a_day()], "visit_place": "左鎮", "contact": "林"}
    )

    assert answer.status_code == 302
    text = client.get(url).content.decode()
    assert f'value="{a_time()}" checked' in text
    assert f'value="{a_day()}" checked' in text


def test_a_refused_page_loses_nothing_typed(sent: Sent, client: Client) -> None:
    client.force_login(sent.lead)
    url = reverse("proposal_offer", args=[sent.number(PlanType.DEEP)])
    client.post(url, {"version": 0, "visit_place": "先到"})

    stale = client.post(url, {"version": 0, "visit_place": "後到"})
    wrong = client.post(url, {"version": 1, "visit_place": "長" * 301, "times": ["2001-01-01/am"]})

    assert (stale.status_code, wrong.status_code) == (409, 422)
    assert "後到" in stale.content.decode()
    assert "長" * 301 in wrong.content.decode()
    assert Offer.objects.get().visit_place == "先到"


def test_after_the_window_the_page_only_shows(sent: Sent, client: Client) -> None:
    client.force_login(sent.lead)
    url = reverse("proposal_offer", args=[sent.number(PlanType.DEEP)])
    in_window("announcement")

    assert "disabled" in client.get(url).content.decode()
    assert client.post(url, {"version": 0, "visit_place": "左鎮"}).status_code == 403
