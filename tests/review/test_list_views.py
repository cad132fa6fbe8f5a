"""Views of the list that are kept: one's own and shared ones, the default, and what others can do with them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Case, DefaultView, Reviewer, SavedView
from tests.factories import PersonFactory
from tests.proposals.conftest import open_call
from tests.review.conftest import Sent
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event

LIST, VIEWS, DEFAULT = reverse("staff_proposals"), reverse("staff_views"), reverse("staff_view_default")


@pytest.fixture
def office(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture(autouse=True)
def _call(request: pytest.FixtureRequest, db: None) -> None:
    """Load the call, where the cases of a test do not."""
    if not {"cases", "sent"} & set(request.fixturenames):
        open_call()


def keep(client: Client, name: str = "萌芽型", query: str = "type=sprout&cols=title", **more: str) -> SavedView:
    answer = client.post(VIEWS, {"name": name, "query": query, **more})
    assert answer.status_code == 302
    return SavedView.objects.get(name=name)


def test_a_view_keeps_filters_columns_and_order(office: Client, cases: list[Case], staff: Person) -> None:
    view = keep(office, query="type=sprout&cols=title,number&sort=-title&page=7&junk=1&csrfmiddlewaretoken=x")
    assert (view.owner, view.is_shared) == (staff, False)
    assert view.query == "type=sprout&cols=number%2Ctitle&sort=-title"
    page = office.get(f"{LIST}?{view.query}&view={view.pk}")
    assert page.context["opened"] == view
    assert f"<h1>{view.name}</h1>" in page.content.decode()
    assert {row.cells[1].text for row in page.context["rows"]} == {c.title for c in cases if c.plan_type == "sprout"}


def test_the_same_name_replaces_ones_own_view(office: Client, ministry: Person) -> None:
    first = keep(office)
    again = keep(office, query="type=deep", is_shared="on")
    assert (again.pk, again.query, again.is_shared) == (first.pk, "type=deep", True)
    signed_in(ministry).post(VIEWS, {"name": "萌芽型", "query": ""})
    assert SavedView.objects.filter(name="萌芽型").count() == 2


def test_a_view_without_a_name_is_refused_and_loses_nothing(office: Client) -> None:
    answer = office.post(VIEWS, {"name": " ", "query": "type=sprout", "is_shared": "on"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "取個名稱" in text
    assert 'name="query" value="type=sprout"' in text
    long = "長" * 61
    answer = office.post(VIEWS, {"name": long, "query": ""})
    assert (answer.status_code, long in answer.content.decode()) == (422, True)
    assert not SavedView.objects.exists()


def test_only_shared_views_are_seen_by_others(office: Client, ministry: Person) -> None:
    private, shared = keep(office, "自己的"), keep(office, "大家的", is_shared="on")
    other = signed_in(ministry)
    page = other.get(VIEWS)
    assert [view.name for view in page.context["views"]] == ["大家的"]
    assert "自己的" not in other.get(LIST).content.decode()
    for view in (private, shared):
        assert other.post(reverse("staff_view", args=[view.pk]), {"name": "搶走"}).status_code == 404
        assert other.post(reverse("staff_view", args=[view.pk]), {"act": "remove"}).status_code == 404
    assert other.post(DEFAULT, {"view": private.pk}).status_code == 404
    assert set(SavedView.objects.values_list("name", flat=True)) == {"自己的", "大家的"}


def test_the_list_opens_with_the_default_and_can_do_without(
    office: Client, ministry: Person, cases: list[Case]
) -> None:
    view = keep(office, is_shared="on")
    other = signed_in(ministry)
    other.post(DEFAULT, {"view": view.pk})

    answer = other.get(LIST)
    assert answer["Location"] == f"{LIST}?{view.query}&view={view.pk}"
    assert other.get(f"{LIST}?view=0").context["total"] == 5
    assert office.get(LIST).context["total"] == 5
    other.post(DEFAULT, {"view": ""})
    assert other.get(LIST).status_code == 200


def test_the_default_goes_with_the_view_and_when_it_is_no_longer_shared(office: Client, ministry: Person) -> None:
    view, other = keep(office, is_shared="on"), signed_in(ministry)
    other.post(DEFAULT, {"view": view.pk})
    office.post(DEFAULT, {"view": view.pk})
    office.post(reverse("staff_view", args=[view.pk]), {"name": "只給自己"})
    assert list(DefaultView.objects.values_list("person__name", flat=True)) == [view.owner.name]
    office.post(reverse("staff_view", args=[view.pk]), {"act": "remove"})
    assert not DefaultView.objects.exists()
    assert not SavedView.objects.exists()
    assert [event.action for event in Event.objects.filter(action__startswith="view.").order_by("sequence")] == [
        "view.keep",
        "view.rename",
        "view.remove",
    ]


def test_a_name_that_is_taken_is_refused_where_it_is_typed(office: Client) -> None:
    keep(office, "甲")
    view = keep(office, "乙")
    answer = office.post(reverse("staff_view", args=[view.pk]), {"name": "甲"})
    assert answer.status_code == 422
    assert "同名" in answer.content.decode()
    view.refresh_from_db()
    assert view.name == "乙"


def test_nobody_keeps_more_than_enough(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.services.views_saved.MOST", 1)
    keep(office, "甲")
    answer = office.post(VIEWS, {"name": "乙", "query": ""})
    assert "最多保存 1 個" in answer.content.decode()
    assert keep(office, "甲").name == "甲"


def test_odd_keys_are_not_found(office: Client) -> None:
    assert office.post(DEFAULT, {"view": "x"}).status_code == 404
    assert office.post(DEFAULT, {"view": "9" * 30}).status_code == 404
    assert office.post(DEFAULT, {"view": "99999"}).status_code == 404
    assert office.get(reverse("staff_view", args=[1])).status_code == 405


def test_the_list_costs_the_same_with_one_view_and_with_three(office: Client, cases: list[Case]) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as used:
            assert office.get(f"{LIST}?view=0").status_code == 200
        return len(used)

    keep(office, "甲")
    statements()
    before = statements()
    keep(office, "乙", is_shared="on")
    keep(office, "丙")
    assert statements() == before


def test_views_are_the_staffs_alone(client: Client, sent_application: Sent, reviewer: Reviewer) -> None:
    for person in (sent_application.window, sent_application.lead, reviewer.person, PersonFactory.create()):
        client.force_login(person)
        assert client.get(VIEWS).status_code == 404
        assert client.post(VIEWS, {"name": "x", "query": ""}).status_code == 404
        assert client.post(DEFAULT, {"view": ""}).status_code == 404
        assert client.post(reverse("staff_view", args=[1]), {"name": "x"}).status_code == 404
    assert not SavedView.objects.exists()
