"""The board costs the same however many cases the meeting has, and its sums are of all of them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Award, Case, Decision, Meeting, Round
from review.models.cases import Stage
from tests.factories import PersonFactory
from tests.review import volume
from tests.review.decisions import YEARS, meeting_of
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.call import versions
from usr_portal.call.rules.parameters import bundled


@pytest.fixture
def office(staff: Person) -> Client:
    versions.load_file(bundled("usr-4"), reason="測試")
    return signed_in(staff)


def at_the_meeting(count: int, staff: Person) -> Meeting:
    """So many cases at the decision, each second one funded with a thousand a year."""
    volume.fill(count)
    Case.objects.update(stage=Stage.DECISION)
    meeting, other = meeting_of(staff), PersonFactory.create()
    rulings = Decision.objects.bulk_create(
        Decision(meeting=meeting, case=one, verdict="fund", drafted_by=other, drafted_at=call.now())
        for one in Case.objects.order_by("project_number")[::2]
    )
    Award.objects.bulk_create(Award(decision=one, year=year, amount=1_000) for one in rulings for year in YEARS)
    return meeting


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_boards_cost_the_same_at_7_70_and_700(office: Client, staff: Person) -> None:
    found = []
    for count in (7, 70, 700):
        with transaction.atomic():
            at_the_meeting(count, staff)
            turn = Round.objects.get().pk
            asked = (
                reverse("decision"),
                f"{reverse('decision')}?sort=mean-{turn}&order=down",
                reverse("decision_schools"),
            )
            office.get(asked[0])  # whatever is read once a process
            found.append([statements(office, address) for address in asked])
            transaction.set_rollback(True)
    assert found[0] == found[1] == found[2]
    assert max(found[0]) <= 16


def test_the_money_is_of_every_case_and_the_page_of_fifty(office: Client, staff: Person) -> None:
    at_the_meeting(153, staff)
    board = office.get(reverse("decision")).context["board"]
    assert len(board.page.object_list) == 50
    assert [one.approved for one in board.money.pots] == [75_000] * 3
    assert sum(one.count for one in board.money.shares.values()) == 150
    assert sum(one.total_asked for one in board.money.shares.values()) == 150 * 123
    assert board.counts == {"undecided": 75, "draft": 75, "confirmed": 0}
    last = office.get(reverse("decision") + "?page=3").context
    assert len(last["board"].page.object_list) == 50
    bases = [one["base"] for one in last["bases"]]
    mine = sum(row.approved.get(YEARS[0], 0) for row in last["board"].page.object_list)
    assert bases == [75_000 - mine] * 3


def test_a_preview_of_many_shows_fifty_and_takes_all(office: Client, staff: Person, ministry: Person) -> None:
    meeting = at_the_meeting(153, staff)
    shown = signed_in(ministry).post(reverse("decision_confirm", args=[meeting.pk]), {"all": "1"})
    assert (len(shown.context["shown"]), shown.context["hidden"]) == (50, 25)
    assert shown.content.decode().count('name="case"') == 75
