from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import SchoolFactory, window_of
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record

pytestmark = pytest.mark.django_db

LOG = "/staff/log/"


def write(count: int, *, action: str = "test.act", person: Person | None = None) -> None:
    for number in range(count):
        record(
            actor=person, action=action, subject=f"thing:{number}", school_id=SchoolFactory.create().pk, reason="因為"
        )


def shown(client: Client, **wanted: str) -> list[str]:
    return [event.action for event in client.get(LOG, wanted).context["page"].object_list]


@pytest.mark.parametrize("address", [LOG, "/staff/log/events.csv"])
def test_only_staff_read_the_log(client: Client, address: str) -> None:
    client.force_login(window_of(SchoolFactory.create()))
    assert client.get(address).status_code == 404


def test_each_filter_narrows_the_log(office: Client, officer: Person) -> None:
    write(1, action="call.window_changed", person=officer)
    write(1, action="test.act")
    assert shown(office, person=officer.email, action="call.") == ["call.window_changed"]
    assert shown(office, action="test") == ["test.act"]
    assert shown(office, subject="thing:0", since="113/08/05", action="test") == ["test.act"]
    assert shown(office, until="113/08/05") == []


def test_a_date_that_cannot_be_read_is_told_at_its_field(office: Client) -> None:
    page = office.get(LOG, {"since": "昨天"})
    assert "不是有效的日期" in str(page.context["form"].errors["since"])
    assert "昨天" in page.content.decode()


def test_a_page_holds_fifty_and_costs_the_same_however_many(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(1)
    office.get(LOG)
    with django_assert_num_queries(5):
        office.get(LOG)
    write(60)
    with django_assert_num_queries(5):
        page = office.get(LOG).context["page"]
    assert (len(page.object_list), page.has_next()) == (50, True)


def test_the_export_holds_what_the_filter_finds_and_no_formula(office: Client) -> None:
    record(actor=None, action="test.formula", subject="thing:1", reason='=HYPERLINK("http://bad.test")')
    write(1)
    response = office.get("/staff/log/events.csv", {"action": "test.formula"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert rows[1][6] == '\'=HYPERLINK("http://bad.test")'


def test_the_chain_is_verified_on_demand(office: Client) -> None:
    write(2)
    assert "紀錄完整" in office.post("/staff/log/check/", follow=True).content.decode()
