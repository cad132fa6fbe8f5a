"""The personal-data notice: published by staff, agreed to at the first sign-in, never in the way of what is typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import PASSWORD, PersonFactory, SchoolFactory, staff
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.accounts.models import NoticeAcceptance, Person, PrivacyNotice, WindowRequest
from usr_portal.audit.models import Event
from usr_portal.call.services import now
from usr_portal.dashboard import privacy
from usr_portal.dashboard.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def writing() -> Writing:
    open_call()
    return begin_writing()


def publish(seen: int = 0, text: str = "告知甲") -> PrivacyNotice:
    return privacy.publish(person=staff(), text_zh=text, text_en="Notice A", reason="公告", seen=seen)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_who_signs_in_first_reads_and_agrees_and_goes_on() -> None:
    publish()
    person = PersonFactory.create()
    client = Client()
    sent = {"login": person.email, "password": PASSWORD}
    client.post(reverse("account_login"), sent)
    wanted = reverse("home") + "?x=1"
    answer = client.get(wanted, follow=True)
    assert answer.redirect_chain == [(f"{reverse('account_notice')}?next=%2F%3Fx%3D1", 302)]
    assert "告知甲" in answer.content.decode()
    answer = client.post(reverse("account_notice"), {"version": 1, "next": wanted})
    assert answer["Location"] == wanted
    assert client.get(wanted).status_code == 200
    assert Event.objects.filter(action="accounts.notice_accepted", actor=person).count() == 1
    assert signed_in(person).get(wanted).status_code == 200


def test_what_was_agreed_to_on_one_device_is_asked_on_no_other() -> None:
    publish()
    person = PersonFactory.create()
    clients = [Client(), Client()]
    for client in clients:
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    clients[0].post(reverse("account_notice"), {"version": 1, "next": "/"})
    answer = clients[1].get(reverse("call"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("call")
    assert clients[1].get(reverse("call")).status_code == 200


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "image"}, {"Sec-Fetch-Dest": "empty"}])
def test_a_part_of_an_open_page_is_not_answered_with_the_notice(headers: dict[str, str]) -> None:
    publish()
    person = PersonFactory.create()
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.get(reverse("call"), headers=headers).status_code == 200
    assert client.get(reverse("call"), headers={"Sec-Fetch-Dest": "document"}).status_code == 302


def test_a_new_version_is_asked_at_the_next_sign_in_alone() -> None:
    publish()
    person = PersonFactory.create()
    client = signed_in(person)
    client.post(reverse("account_notice"), {"version": 1})
    publish(1, "告知乙")
    assert client.get(reverse("home")).status_code == 200
    again = signed_in(person)
    assert again.get(reverse("home")).status_code == 302
    assert again.post(reverse("account_notice"), {"version": 1}).status_code == 409
    assert again.post(reverse("account_notice"), {"version": 2, "next": "//evil.test/"})["Location"] == "/"
    assert NoticeAcceptance.objects.filter(person=person).count() == 2


def test_what_an_open_page_sends_is_not_held_up(writing: Writing) -> None:
    publish()
    client = signed_in(writing.lead)
    address = reverse("proposal_edit", args=[writing.number, "summary"])
    assert client.get(address).status_code == 302
    answer = client.post(address, {"summary": "甲", "version": 0}, headers={"Accept": "application/json"})
    assert answer.json()["version"] == 1


def test_public_pages_and_the_way_out_stay_open() -> None:
    publish()
    client = signed_in(PersonFactory.create())
    for name in ("privacy", "account_logout", "account_notice"):
        assert client.get(reverse(name)).status_code == 200
    assert "告知甲" in Client().get(reverse("privacy")).content.decode()


def test_nobody_is_asked_before_a_notice_was_published(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(PersonFactory.create())
    assert client.get(reverse("home")).status_code == 200
    assert "還沒有公告" in client.get(reverse("privacy")).content.decode()
    publish()
    with django_assert_num_queries(0):
        Client().get(reverse("account_login"))


def test_only_staff_publish_over_what_they_have_seen() -> None:
    with pytest.raises(PermissionDenied):
        privacy.publish(person=PersonFactory.create(), text_zh="x", text_en="x", reason="x", seen=0)
    publish()
    with pytest.raises(Refused, match="有人先公告"):
        publish(0, "丙")
    with pytest.raises(Refused, match="相同"):
        publish(1)
    office = signed_in(staff())
    page = office.get(reverse("staff_notice"))
    if page.status_code == 302:
        office.post(reverse("account_notice"), {"version": 1})
        page = office.get(reverse("staff_notice"))
    assert "告知甲" in page.content.decode()
    sent = {"text_zh": "丁", "text_en": "D", "reason": "修訂", "seen": 1}
    assert office.post(reverse("staff_notice"), sent).status_code == 302
    assert PrivacyNotice.objects.count() == 2


def test_letters_are_erased_when_their_time_is_over(settings: object) -> None:
    school, office = SchoolFactory.create(), staff()
    rows = [
        WindowRequest.objects.create(
            school=school,
            name="甲",
            unit="x",
            title="x",
            email=f"{number}@x.test",
            phone="1",
            letter=ContentFile(b"%PDF", name="x.pdf"),
            letter_title="x.pdf",
            state="approved" if days is not None else "waiting",
            decided_at=now() - timedelta(days=days) if days is not None else None,
            decided_by=office if days is not None else None,
        )
        for number, days in enumerate((200, 10, None))
    ]
    assert privacy.forget_letters() == 1
    assert privacy.forget_letters() == 0
    assert [bool(WindowRequest.objects.get(pk=row.pk).letter) for row in rows] == [False, True, True]
    assert Event.objects.filter(action="accounts.letter_erased").count() == 1
