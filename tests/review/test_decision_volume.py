"""The board costs the same however many cases the meeting has, and its sums are of all of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.review import volume
from tests.review.decisions import YEARS
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person
from usr_portal.call import versions
from usr_portal.call.rules.parameters import bundled


@pytest.fixture
def office(staff: Person) -> Client:
    versions.load_file(bundled("usr-4"), reason="測試")
    return signed_in(staff)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_money_is_of_every_case_and_the_page_of_fifty(office: Client, staff: Person) -> None:
    volume.at_the_meeting(153, staff)
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
    meeting = volume.at_the_meeting(153, staff)
    shown = signed_in(ministry).post(reverse("decision_confirm", args=[meeting.pk]), {"all": "1"})
    assert (len(shown.context["shown"]), shown.context["hidden"]) == (50, 25)
    assert shown.content.decode().count('name="case"') == 75
