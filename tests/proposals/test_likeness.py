"""Passages that two proposals have in common, and who is told what of the other one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from proposals.models import Application, Proposal, ProposalSection
from proposals.rules.likeness import common
from tests.factories import PersonFactory, SchoolFactory
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft
from usr_portal.accounts.models import Person

TEXTS = st.dictionaries(st.sampled_from("abc"), st.text("甲乙丙 \n", max_size=60), max_size=3)
SHARED = "在地青年與長者共同盤點部落的傳統知識，並把成果轉化為社區導覽與課程教材。"


@given(TEXTS, TEXTS, st.integers(2, 8))
def test_each_passage_stands_in_both(ours: dict[str, str], theirs: dict[str, str], least: int) -> None:
    found = common(ours, theirs, least)
    packed = [{key: "".join(text.split()) for key, text in one.items()} for one in (ours, theirs)]
    for passage in found.passages:
        assert len(passage.text) >= least
        assert passage.text in packed[0][passage.ours]
        assert passage.text[:least] in packed[1][passage.theirs]
    assert 0 <= found.percent <= 100
    assert [len(one.text) for one in found.passages] == sorted((len(one.text) for one in found.passages), reverse=True)


@given(TEXTS, st.integers(2, 8))
def test_a_text_is_wholly_like_itself(texts: dict[str, str], least: int) -> None:
    whole = {key: packed for key, text in texts.items() if len(packed := "".join(text.split())) >= least}
    assert common(whole, whole, least).percent == (100 if whole else 0)


@given(TEXTS, TEXTS)
def test_what_is_missed_is_shorter_than_a_passage(ours: dict[str, str], theirs: dict[str, str]) -> None:
    """Whatever is left of ours when the passages are taken out has no window of theirs within it."""
    found = common(ours, theirs, 4)
    told = {(one.ours, one.text) for one in found.passages}
    held = {
        "".join(text.split())[place : place + 4]
        for text in theirs.values()
        for place in range(len("".join(text.split())) - 3)
    }
    for field, text in ours.items():
        packed = "".join(text.split())
        for place in range(len(packed) - 3):
            if packed[place : place + 4] in held:
                assert any(key == field and packed[place : place + 4] in passage for key, passage in told)


def write(proposal: Proposal, text: str) -> None:
    row, _made = ProposalSection.objects.get_or_create(proposal=proposal, key="strategy")
    row.content = {**row.content, "strategy_1": text}
    row.save()


@pytest.fixture
def two(db: None) -> tuple[Application, list[Proposal]]:
    open_call()
    application = draft()
    rows = list(application.proposals.order_by("serial"))[:2]
    assert len(rows) == 2
    write(rows[0], f"<p>開頭不同。</p><p>{SHARED}</p>")  # more than half of all that it says
    write(rows[1], f"另一段話。{SHARED[:12]} {SHARED[12:]}結尾。")
    return application, rows


def page(person: Person, number: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse("proposal_alike", args=[number])).content.decode()


def window(application: Application) -> Person:
    person = PersonFactory.create()
    person.grants.create(role="window", school=application.school)
    return person


def test_the_window_reads_which_proposal_and_which_passage(two: tuple[Application, list[Proposal]]) -> None:
    application, (one, other) = two
    body = page(window(application), one.number)
    assert SHARED in body
    assert f'href="{reverse("proposal", args=[other.number])}"' in body


def test_a_team_is_told_nothing_of_the_other_but_its_number_and_a_step(two: tuple[Application, list[Proposal]]) -> None:
    _application, (one, other) = two
    lead = PersonFactory.create()
    one.participations.create(person=lead, access="lead")
    body = page(lead, one.number)
    assert SHARED not in body
    assert other.number in body
    assert "以上相同" in body
    assert other.title not in body
    assert "另一段話" not in body
    assert f'href="{reverse("proposal", args=[other.number])}"' not in body


def test_prior_projects_are_ranked_in_a_fixed_number_of_statements(
    two: tuple[Application, list[Proposal]], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from eligibility.models import PriorProject  # noqa: PLC0415 - of another app: what the registry holds

    application, (one, _other) = two
    client = Client()
    client.force_login(window(application))
    address = reverse("proposal_alike", args=[one.number])
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)
    for number in range(3):
        PriorProject.objects.create(
            registry_id=f"new-{number}",
            school=SchoolFactory.create(),
            phase=3,
            type="sprout",
            title=f"{one.title}{number}",
        )
    with django_assert_num_queries(QUERIES):
        assert f"{one.title}2" in client.get(address).content.decode()


QUERIES = 24
