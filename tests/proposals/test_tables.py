"""Tables of a section at the server: how many rows, rows that were taken away, what is told where."""

from __future__ import annotations

import pytest
from django.test import Client

from proposals.forms.tables import MOST_ROWS
from proposals.models import ProposalSection
from tests.proposals.conftest import Writing

JSON = {"Accept": "application/json"}


def site(place: int, **more: str) -> dict[str, str]:
    row = {"country": "TW", "nature": "fixed", "county": "臺北市", "name": f"場域{place}", **more}
    return {f"sites-{place}-{key}": value for key, value in row.items()}


def frame(rows: int, version: int = 0) -> dict[str, str]:
    return {"sites-TOTAL_FORMS": str(rows), "sites-INITIAL_FORMS": "0", "version": str(version)}


def sent(rows: int, removed: int = 0) -> dict[str, str]:
    """Give what a page sends of `rows` rows, the first of which were taken away."""
    data = frame(rows)
    for place in range(rows):
        data |= site(place, **({"DELETE": "on", "country": "沒有這國"} if place < removed else {}))
    return data


@pytest.fixture
def address(client: Client, writing: Writing) -> str:
    client.force_login(writing.lead)
    return f"/proposals/{writing.number}/edit/basics/"


def stored() -> list[str]:
    return [one["name"] for one in ProposalSection.objects.get(key="basics").content["sites"]]


def test_rows_taken_away_do_not_count_and_their_faults_are_nobodys(client: Client, address: str) -> None:
    answer = client.post(address, sent(MOST_ROWS + 10, removed=10), headers=JSON)

    assert answer.json()["errors"] == {}
    assert stored() == [f"場域{place}" for place in range(10, MOST_ROWS + 10)]


def test_one_row_too_many_is_told_at_the_table_and_the_page_still_shows_every_row(client: Client, address: str) -> None:
    data = sent(MOST_ROWS + 1)
    answer = client.post(address, data, headers=JSON)
    page = client.post(address, {**data, "version": str(answer.json()["version"])})

    assert answer.json()["errors"] == {"sites": ["最多 60 列；請刪去多的列，或合併後再存。"]}
    assert f'value="場域{MOST_ROWS}"' in page.content.decode()
    assert "sites" not in ProposalSection.objects.get(key="basics").content


def test_a_fault_of_a_kept_row_is_told_beside_a_row_taken_away(client: Client, address: str) -> None:
    data = sent(2, removed=1) | {"sites-1-country": "沒有這國"}
    answer = client.post(address, data, headers=JSON)

    assert list(answer.json()["errors"]) == ["sites-1-country"]
