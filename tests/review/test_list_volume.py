"""The staff's list with very many proposals: exact over all pages, and no dearer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Assignment
from review.rules.figures import Figures, figures
from review.rules.totals import Entry
from review.selectors.columns import columns
from review.selectors.filters import FILTERS
from tests.proposals.conftest import open_call
from tests.review import volume
from usr_portal.accounts.models import Person

LIST = reverse("staff_proposals")
YEARS = ("114", "115", "116")
SORTED: dict[str, Callable[[Figures], Any]] = {
    "mean": lambda one: one.mean,
    "spread": lambda one: one.spread,
    "rank_sum": lambda one: one.rank_sum,
    "standardised": lambda one: one.standardised_sum,
}


@pytest.fixture
def office(client: Client, staff: Person) -> Client:
    open_call()
    client.force_login(staff)
    return client


def column(client: Client, key: str, **asked: str) -> list[str]:
    page = client.get(LIST, {"cols": key, **asked})
    return [row.cells[0].text for row in page.context["rows"]]


def statements(client: Client, query: str = "") -> tuple[int, int]:
    """Statements of the page, and rows on it."""
    with CaptureQueriesContext(connection) as used:
        page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return len(used), len(page.context["rows"])


def test_an_empty_list_says_what_comes(office: Client) -> None:
    assert "還沒有任何計畫" in office.get(LIST).content.decode()


def test_a_draft_asks_for_what_its_lines_say(office: Client) -> None:
    volume.fill(7)
    assert column(office, "asked_114") == ["1,500"] * 3 + ["100"] * 4
    assert column(office, "asked", sort="-asked") == ["1,500"] * 3 + ["123"] * 4
    assert column(office, "asked_115", sort="asked_115") == ["20"] * 4 + ["—"] * 3
    assert dict(office.get(LIST).context["sums"]) == {"114": 3 * 1500 + 4 * 100, "115": 4 * 20, "116": 4 * 3}


def test_sorting_by_a_score_is_exact_over_all_pages(office: Client) -> None:
    volume.fill(120)
    entries = [
        Entry(str(reviewer), str(case), total)
        for reviewer, case, total in Assignment.objects.filter(state="submitted").values_list(
            "reviewer", "case", "sheet__total"
        )
    ]
    told = figures(entries)
    expected = {key: sorted((figure(one) for one in told.values()), reverse=True) for key, figure in SORTED.items()}
    for key, values in expected.items():
        name = f"written_review.{key}"
        shown = [text for number in "123" for text in column(office, name, sort=f"-{name}", page=number)]
        assert shown == [*map(str, values), "—", "—", "—"]


def test_any_way_of_looking_costs_the_same_at_7_and_at_70(office: Client) -> None:
    asked = [
        "cols=" + ",".join(columns(YEARS)),
        "sort=-written_review.standardised&cols=number,written_review.rank_sum",
        "q=台灣+大學&sort=pi",
        *(f"{key}={next(iter(one.options))}" for key, one in FILTERS.items() if one.options and key != "sdg"),
        "sdg=17",
    ]
    found: list[dict[str, int]] = []
    for count in (7, 70):
        with transaction.atomic():
            volume.fill(count)
            office.get(LIST)  # whatever is read once a process
            found.append({query: statements(office, query)[0] for query in asked})
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert max(found[0].values()) <= 12
