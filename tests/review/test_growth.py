"""What staff read costs the same number of statements at 7, 70 and 700 proposals, and shows at most 50 rows."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Round
from tests.proposals.conftest import open_call
from tests.review import volume
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person

MOST = {"home": 15, "staff": 15, "staff_proposals": 10, "staff_check": 12, "decision": 16, "decision_schools": 16}


@pytest.fixture
def office(staff: Person) -> Client:
    open_call()
    return signed_in(staff)


def fill(count: int, staff: Person) -> None:
    """So many proposals, most at the decision; the planner knows how many, as it does where they came one by one."""
    volume.at_the_meeting(count, staff)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def costs(office: Client) -> dict[str, int]:
    """Statements of each page once what is read once a process was read."""
    turn = Round.objects.get().pk
    asked = {name: reverse(name) for name in MOST}
    asked["sorted"] = f"{asked['decision']}?sort=mean-{turn}&order=down"
    found = {}
    for name, address in asked.items():
        office.get(address)
        with CaptureQueriesContext(connection) as used:
            page = office.get(address)
        assert page.status_code == 200
        assert len(getattr(page.context.get("page"), "object_list", ())) <= 50
        found[name] = len(used)
    return found


def test_pages_of_staff_cost_the_same_at_7_70_and_700(office: Client, staff: Person) -> None:
    found = []
    for count in (7, 70, 700):
        with transaction.atomic():
            fill(count, staff)
            found.append(costs(office))
            transaction.set_rollback(True)
    assert found[0] == found[1] == found[2]
    assert {name: number for name, number in found[0].items() if number > MOST.get(name, 16)} == {}
