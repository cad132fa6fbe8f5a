"""A school asks for its window's account; staff approve once, with whom it takes over from, or refuse with a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories import PersonFactory, SchoolFactory, staff, window_of
from tests.proposals import papers
from tests.proposals.conftest import open_call
from usr_portal.accounts.models import Person, Role, RoleGrant, WindowRequest
from usr_portal.audit.models import Event
from usr_portal.dashboard import window_requests
from usr_portal.dashboard.refusals import Refused
from usr_portal.notices.models import Mail
from usr_portal.schools.models import School

pytestmark = pytest.mark.django_db
State = WindowRequest.State


@pytest.fixture
def school() -> School:
    open_call()
    return SchoolFactory.create(code="0099", name_zh="國立臺測大學")


def typed(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - a form's values
    return {
        "school": "0099 國立臺測大學",
        "name": "林新任",
        "unit": "研發處",
        "title": "組長",
        "email": "New@school.test",
        "phone": "02-2000-0000",
        "replaces": "陳卸任",
        "letter": SimpleUploadedFile("letter.pdf", papers.pdf(1), content_type="application/pdf"),
        "agree": "on",
        **other,
    }


def asked(client: Client) -> WindowRequest:
    assert client.post(reverse("window_request"), typed()).status_code == 302
    return WindowRequest.objects.get()


def url(one: WindowRequest, name: str = "") -> str:
    return reverse(f"staff_request{name}", args=[one.pk])


def test_a_school_asks_and_hears_that_it_was_taken(client: Client, school: School) -> None:
    made = asked(client)
    assert (made.school, made.state, made.letter_title) == (school, State.WAITING, "letter.pdf")
    assert [mail.to for mail in Mail.objects.all()] == [made.email]
    assert Event.objects.filter(action="accounts.window_asked").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"school": "沒有的大學"}, "找不到「沒有的大學」"),
        ({"email": "x"}, "id_email_error"),
        ({"letter": SimpleUploadedFile("letter.pdf", b"\xff\xd8\xffjpg")}, "這是圖片"),
        ({"letter": SimpleUploadedFile("letter.pdf", b"%PDF-1.7 nonsense")}, "id_letter_error"),
        ({"agree": ""}, "agree-error"),
        ({"website": "http://x"}, "申請沒有送出"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    client: Client, school: School, wrong: dict[str, Any], told: str
) -> None:
    answer = client.post(reverse("window_request"), typed(**wrong))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert told in text
    assert "林新任" in text
    assert not WindowRequest.objects.exists()


def test_both_ways_of_writing_tai_find_the_school(client: Client, school: School) -> None:
    assert client.post(reverse("window_request"), typed(school="國立台測大學")).status_code == 302


def test_the_same_address_waits_once_and_a_school_asks_so_often_a_day(client: Client, school: School) -> None:
    asked(client)
    again = client.post(reverse("window_request"), typed())
    assert again.status_code == 422
    assert "已經有一件申請在處理中" in again.content.decode()
    for number in range(window_requests.MOST_A_SCHOOL):
        client.post(reverse("window_request"), typed(email=f"n{number}@school.test"))
    assert WindowRequest.objects.count() == window_requests.MOST_A_SCHOOL


def test_staff_approve_once_and_the_window_before_hands_over(client: Client, school: School) -> None:
    made, before, stays = asked(client), window_of(school), window_of(school)
    office = staff(Role.CENTER)
    client.force_login(office)
    page = client.get(url(made)).content.decode()
    assert before.email in page
    given = RoleGrant.objects.get(person=before, school=school)
    assert client.post(url(made, "_approve"), {"takes_over": [given.pk], "note": "校研字第1號"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (State.APPROVED, office)
    windows = RoleGrant.objects.filter(school=school, role=Role.WINDOW, revoked_at=None)
    assert {one.person for one in windows} == {stays}
    link = re.search(r"http://testserver(/\S+)", Mail.objects.filter(to=made.email.lower()).latest("pk").body)
    assert link
    joined = Client()
    assert joined.get(link[1]).status_code == 200
    client.post(url(made, "_approve"), {})
    assert Mail.objects.filter(key__startswith="invitation:").count() == 1
    with pytest.raises(Refused):
        window_requests.refuse(actor=office, request_id=made.pk, reason="太晚")


def test_a_grant_of_another_school_is_not_taken(client: Client, school: School) -> None:
    made, other = asked(client), window_of(SchoolFactory.create())
    client.force_login(staff(Role.CENTER))
    held = RoleGrant.objects.get(person=other)
    client.post(url(made, "_approve"), {"takes_over": [held.pk, "x"]})
    held.refresh_from_db()
    assert held.revoked_at is None


def test_staff_refuse_with_a_reason_that_is_mailed(client: Client, school: School) -> None:
    made = asked(client)
    client.force_login(staff(Role.CENTER))
    client.post(url(made, "_refuse"), {"reason": ""})
    made.refresh_from_db()
    assert made.state == State.WAITING
    client.post(url(made, "_refuse"), {"reason": "公函沒有用印"})
    made.refresh_from_db()
    assert made.state == State.REFUSED
    assert "公函沒有用印" in Mail.objects.latest("pk").body


def test_nobody_but_staff_sees_what_was_asked(client: Client, school: School) -> None:
    made = asked(client)
    people: list[Person] = [window_of(school), PersonFactory.create(), staff(Role.REVIEWER)]
    for person in people:
        client.force_login(person)
        for address in (url(made), url(made, "_letter"), reverse("staff_requests")):
            assert client.get(address).status_code == 404
    client.force_login(staff(Role.MINISTRY))
    answer = client.get(url(made, "_letter"))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
