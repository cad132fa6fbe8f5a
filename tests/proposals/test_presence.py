"""Who is in which page is told to those who may read it, costs little, and keeps no session alive."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from proposals.models import Participation, Presence
from proposals.services.presence import GONE_AFTER
from tests.proposals.conftest import Writing
from usr_portal.accounts.middleware import SEEN
from usr_portal.accounts.models import Person

pytestmark = pytest.mark.django_db


def heard(one: Writing, person: Person, key: str = "summary") -> str:
    client = Client()
    client.force_login(person)
    return client.post(reverse("proposal_here", args=[one.number]), {"key": key}).content.decode()


def test_two_people_hear_of_each_other_here_and_elsewhere(writing: Writing) -> None:
    other = writing.join(Participation.Access.EDITOR)
    assert "也在" not in heard(writing, writing.lead)
    assert f"{writing.lead.name} 也在這一頁" in heard(writing, other)
    elsewhere = heard(writing, writing.window, "goals")
    assert f"{other.name}（計畫摘要）" in elsewhere
    assert "也在這一頁" not in elsewhere


def test_whoever_left_is_not_told_any_more(writing: Writing) -> None:
    heard(writing, writing.lead)
    later = timezone.now() + GONE_AFTER + timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        assert "也在" not in heard(writing, writing.window)


def test_a_page_that_there_is_not_is_not_noted(writing: Writing) -> None:
    heard(writing, writing.lead, "<b>")
    heard(writing, writing.lead, "")
    assert not Presence.objects.exists()


def test_hearing_costs_few_statements(writing: Writing, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        heard(writing, writing.join(Participation.Access.EDITOR))
    client = Client()
    client.force_login(writing.lead)
    with django_assert_max_num_queries(8):
        client.post(reverse("proposal_here", args=[writing.number]), {"key": "summary"})


def test_a_page_that_is_only_open_keeps_no_session_alive(writing: Writing, client: Client) -> None:
    client.force_login(writing.lead)
    url = reverse("proposal_here", args=[writing.number])
    client.get(reverse("proposals"))
    before = client.session[SEEN]
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        client.post(url, {"key": "summary"}, headers={"X-Background": "1"})
        assert client.session[SEEN] == before
        client.get(reverse("proposals"))
        assert client.session[SEEN] > before
