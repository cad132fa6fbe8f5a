"""What a page of the form and a save may cost, for each page of each type (the figures of docs/writing.md)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.models import Participation, Proposal
from tests.factories import PersonFactory
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType

pytestmark = pytest.mark.django_db
PAGE, SAVE = 12, 10
APART = 2  # the savepoint of the test's own transaction, which stands in for the real one
JSON = {"Accept": "application/json"}


@pytest.fixture
def proposals(client: Client) -> dict[PlanType, Proposal]:
    """A complete application that is being written again, with one person on each team."""
    open_call()
    application = draft(state=Proposal.State.WRITING)
    lead = PersonFactory.create()
    for proposal in application.proposals.all():
        Participation.objects.create(proposal=proposal, person=lead, access=Participation.Access.LEAD)
    client.force_login(lead)
    return {PlanType(proposal.plan_type): proposal for proposal in application.proposals.all()}


@pytest.mark.parametrize("plan_type", PlanType)
def test_each_page_opens_and_saves_within_its_statements(
    client: Client,
    proposals: dict[PlanType, Proposal],
    plan_type: PlanType,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    number = proposals[plan_type].number
    client.get(reverse("proposal", args=[number]))  # what is read once a process
    for section in digest.sections(plan_type):
        if section.key in {"budget", "papers"}:
            continue  # their own tests count them
        url = reverse("proposal_edit", args=[number, section.key])
        with django_assert_max_num_queries(PAGE):
            page = client.get(url)
        form = page.context["form"]
        sent = {"version": str(page.context["desk"].stored.version), "written_in": "f" * 16, "written_turn": "1"}
        texts = {part.key: "一段文字" for part in form.parts if part.template.endswith("text.html")}
        if not texts:
            continue
        version = client.post(url, {**sent, **texts}, headers=JSON).json()["version"]
        again = {**sent, **texts, "version": str(version), "written_turn": "2"}
        with django_assert_max_num_queries(SAVE + APART):
            assert client.post(url, again, headers=JSON).status_code == 200


def test_who_comes_second_is_given_the_other_texts_and_only_where_nothing_else_differs(
    client: Client, proposals: dict[PlanType, Proposal]
) -> None:
    number = proposals[PlanType.SPROUT].number
    url = reverse("proposal_edit", args=[number, "strategy"])
    version = client.get(url).context["desk"].stored.version
    first = {"version": version, "written_in": "a" * 16, "written_turn": "1", "strategy_1": "甲", "strategy_2": "內容"}
    stored = client.post(url, first, headers=JSON).json()
    second = {**first, "written_in": "b" * 16, "strategy_1": "內容", "strategy_2": "乙"}
    answer = client.post(url, second, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["version"] == stored["version"]
    assert (answer.json()["theirs"]["strategy_1"], answer.json()["theirs"]["strategy_2"]) == ("甲", "內容")
    url = reverse("proposal_edit", args=[number, "basics"])
    sent = {
        "version": 0,
        "written_in": "c" * 16,
        "written_turn": "1",
        "title": "另一個名稱",
        "issue": "5",
        "issue-shown": "1",
    }
    answer = client.post(url, sent, headers=JSON)
    assert answer.status_code == 409
    assert "theirs" not in answer.json()
