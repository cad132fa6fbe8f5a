"""The benchmark's seed: what it promises is there, and list pages cost the same however much there is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.models import Application, Participation, Proposal, Submission
from proposals.services.sending import preview, recomputed_digest
from usr_portal.accounts.models import Person
from usr_portal.call.services import moment
from usr_portal.kernel.findings import submittable

pytestmark = pytest.mark.django_db

Facts = dict[str, dict[str, list[str]]]


def seed(tmp_path: Path, count: int) -> Facts:
    path = tmp_path / "facts.json"
    call_command("seed_bench", proposals=count, facts=path)
    return json.loads(path.read_text())  # type: ignore[no-any-return]


def test_twelve_proposals_are_ten_drafts_and_two_that_were_sent(tmp_path: Path) -> None:
    facts = seed(tmp_path, 12)
    assert {email: len(numbers) for email, numbers in facts["own"].items()} == {
        "uni0@bench.test": 5,
        "uni1@bench.test": 5,
        "uni2@bench.test": 2,
    }
    assert set(facts["drafts"]) == {"uni0@bench.test", "uni1@bench.test"}
    assert {email: len(keys) for email, keys in facts["assignments"].items()} == {
        f"reviewer{number}@bench.test": 1 for number in range(6)
    }
    sent = Submission.objects.get()
    assert recomputed_digest(sent) == sent.digest
    assert list(sent.proposals.values_list("proposal__number", flat=True)) == facts["own"]["uni2@bench.test"]


def test_titles_texts_and_access_are_as_promised(tmp_path: Path) -> None:
    seed(tmp_path, 7)
    proposal = Proposal.objects.get(title="Proposal 6: river, town and campus")
    assert sum(map(len, _texts(proposal))) == 2_000
    lead = Participation.objects.get(proposal=proposal)
    assert (lead.person.email, lead.access) == ("uni1@bench.test", Participation.Access.LEAD)
    assert all(
        Person.objects.get(email=f"{name}@bench.test").check_password("benchpass12345")
        for name in ("uni0", "reviewer0", "reviewer59", "staff0", "staff1")
    )


def _texts(proposal: Proposal) -> list[str]:
    application = Application.objects.select_related("school", "plan").get(pk=proposal.application_id)
    composed = preview(application, moment("upload", application.school_id)).document
    found = next(one for one in composed.proposals if one.id == proposal.number)
    return list(found.sections.values())


def test_a_draft_read_back_is_what_was_judged_and_could_be_sent(tmp_path: Path) -> None:
    seed(tmp_path, 5)
    application = Application.objects.select_related("school", "plan").get()
    assert submittable(preview(application, moment("upload", application.school_id)).findings)


def test_it_is_refused_twice_for_nothing_and_in_a_deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="1 or more"):
        seed(tmp_path, 0)
    seed(tmp_path, 1)
    with pytest.raises(CommandError, match="already"):
        seed(tmp_path, 1)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, behind_proxy=True))
    with pytest.raises(CommandError, match="USR_BEHIND_PROXY"):
        seed(tmp_path, 1)


def statements(client: Client, email: str, address: str) -> tuple[int, int]:
    """Statements of a page for somebody, and rows shown on it."""
    client.force_login(Person.objects.get(email=email))
    client.get(address)  # whatever is read once a process
    with CaptureQueriesContext(connection) as found:
        page = client.get(address)
    assert page.status_code == 200
    return len(found), page.content.count(b": river, town and campus")


PAGES = [
    ("uni0@bench.test", "/proposals/"),
    ("staff0@bench.test", "/staff/proposals/"),
]


def measured(tmp_path: Path, client: Client, count: int) -> list[tuple[int, int]]:
    """Seed, measure each page, and take the seed away."""
    with transaction.atomic():
        seed(tmp_path, count)
        found = [statements(client, *page) for page in PAGES]
        transaction.set_rollback(True)
    return found


def test_list_pages_cost_the_same_at_15_and_at_60(tmp_path: Path, client: Client) -> None:
    few, many = measured(tmp_path, client, 15), measured(tmp_path, client, 60)
    assert [count for count, _rows in few] == [count for count, _rows in many]
    (own_few, staff_few), (own_many, staff_many) = [[rows for _count, rows in found] for found in (few, many)]
    assert own_few == own_many > 0
    assert staff_few == 15
    assert staff_many == 50
