"""The staff's dashboard and home over very many proposals: no dearer, and every number still that of its list."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.proposals.conftest import open_call
from tests.review import volume
from tests.review.boards import board, listed, numbered
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(staff: Person) -> Client:
    open_call()
    return signed_in(staff)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as used:
        assert client.get(address).status_code == 200
    return len(used)


def test_numbers_and_lists_agree_over_several_pages(office: Client) -> None:
    volume.fill(120)
    found = dict.fromkeys((number, url) for number, url in numbered(board(office)) if "?" in url)
    assert max(number for number, _url in found) > 50
    assert [(number, url, held) for number, url in found if number != (held := listed(office, url))] == []
