"""What a session read is kept by no browser: whoever uses the machine next finds nothing by going back."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from tests.factories import PersonFactory, staff
from tests.proposals.conftest import open_call
from usr_portal.accounts.models import Role

pytestmark = pytest.mark.django_db
KEPT = re.compile(r"name=\"htmx-config\" content='([^']+)'")


@pytest.mark.parametrize(
    "address", ["/", "/staff/decision/", "/staff/proposals/", "/staff/log/", "/results/", "/none/"]
)
def test_what_staff_read_is_not_kept(client: Client, address: str) -> None:
    open_call()
    client.force_login(staff(Role.MINISTRY))
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_what_anybody_reads_is_not_kept(client: Client) -> None:
    open_call()
    client.force_login(PersonFactory.create())
    assert client.get("/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/results/", "/call/"])
def test_what_everybody_may_read_says_nothing_of_it(client: Client, address: str) -> None:
    open_call()
    assert "Cache-Control" not in client.get(address)


def test_no_page_is_kept_in_the_storage_of_the_browser(client: Client) -> None:
    """A page is kept there with all that was typed in it, and stays there after the sign-out."""
    open_call()
    client.force_login(staff())
    found = KEPT.search(client.get("/").content.decode())
    assert found
    held = json.loads(found[1])
    assert (held["historyCacheSize"], held["refreshOnHistoryMiss"]) == (0, True)
