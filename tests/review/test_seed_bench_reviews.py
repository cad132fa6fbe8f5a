"""The benchmark's reviews: what it promises is there, can be read and saved, and costs what the figures allow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Assignment, PartScore, ScoreSheet
from usr_portal.accounts.models import Person

pytestmark = pytest.mark.django_db

WHO = "reviewer2@bench.test"


def seed(tmp_path: Path, count: int) -> dict[str, list[str]]:
    path = tmp_path / "facts.json"
    call_command("seed_bench", proposals=count, facts=path)
    return json.loads(path.read_text())["assignments"]  # type: ignore[no-any-return]


def test_each_sent_proposal_has_three_reviews_with_scores_and_500_characters(tmp_path: Path) -> None:
    facts = seed(tmp_path, 13)
    assert Assignment.objects.count() == 9
    assert {len(text) for text in ScoreSheet.objects.values_list("to_school", flat=True)} == {500}
    assert ScoreSheet.objects.filter(total=None).count() == 0
    assert PartScore.objects.count() == 18
    assert sorted(int(key) for keys in facts.values() for key in keys) == sorted(
        Assignment.objects.values_list("pk", flat=True)
    )


def test_the_first_of_the_facts_can_be_read_and_saved(tmp_path: Path, client: Client) -> None:
    facts = seed(tmp_path, 13)
    client.force_login(Person.objects.get(email=WHO))
    url = reverse("review_assignment", args=[int(facts[WHO][0])])
    page = client.get(url)
    assert "river, town and campus" in page.content.decode()
    data = {"version": page.context["sheet"].version, "score-proposal": "77", "score-school_plan": "70"}
    saved = client.post(url, data, headers={"Accept": "application/json"})
    assert saved.json()["total"] == "75.60"


def consumed(response: HttpResponseBase) -> bytes:
    return b"".join(response)


def measured(tmp_path: Path, client: Client, count: int) -> dict[str, int]:
    """Seed, count statements page by page, and take the seed away."""
    with transaction.atomic():
        facts = seed(tmp_path, count)
        pages = {
            "review": (WHO, reverse("review")),
            "desk": (WHO, reverse("review_assignment", args=[int(facts[WHO][0])])),
            "panels": ("staff0@bench.test", reverse("panels")),
            "reviewers": ("staff0@bench.test", reverse("panels_reviewers")),
            "round": ("staff0@bench.test", reverse("panels_round", args=[Assignment.objects.all()[0].round_id])),
            "csv": ("staff0@bench.test", reverse("reviews_csv")),
        }
        found = {name: statements(client, *page) for name, page in pages.items()}
        transaction.set_rollback(True)
    return found


def statements(client: Client, email: str, url: str) -> int:
    client.force_login(Person.objects.get(email=email))
    consumed(client.get(url))
    with CaptureQueriesContext(connection) as used:
        assert consumed(client.get(url))
    return len([one for one in used if "SAVEPOINT" not in one["sql"]])


def test_pages_cost_the_same_for_three_proposals_and_for_sixty(tmp_path: Path, client: Client) -> None:
    few, many = measured(tmp_path, client, 13), measured(tmp_path, client, 70)
    assert few == many
    assert few["review"] <= 8
    assert few["desk"] <= 12
    assert few["csv"] <= 10
