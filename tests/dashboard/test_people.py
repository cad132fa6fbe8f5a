"""The staff's people pages: who may give and take what, each act recorded with its reason."""

from __future__ import annotations

import re
from typing import cast

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import PASSWORD, PersonFactory, SchoolFactory, grant, staff, window_of
from usr_portal.accounts.models import Invitation, Person, Role, RoleGrant
from usr_portal.audit.models import Event
from usr_portal.notices.models import Mail

pytestmark = pytest.mark.django_db
PEOPLE = "/staff/people/"


def post_invitation(client: Client, **values: str) -> HttpResponse:
    given = {"email": "new@school.test", "name": "新窗口", "role": "window", "school": "", "reason": "來函"} | values
    return cast("HttpResponse", client.post(PEOPLE, given))


def last_link() -> str:
    found = re.search(r"http://testserver(/accounts/invitations/[^/]+/)", Mail.objects.latest("pk").body)
    assert found
    return found[1]


def test_staff_invite_a_window_who_comes_in(client: Client) -> None:
    school, center = SchoolFactory.create(), staff()
    client.force_login(center)
    assert post_invitation(client, school=school.code).status_code == 302
    link = last_link()
    client.logout()
    assert school.name_zh in client.get(link).content.decode()
    client.post(link, {"name": "新窗口", "password": PASSWORD, "again": PASSWORD})
    person = Person.objects.get(email="new@school.test")
    assert person.standing.window_schools == {school.pk}
    given = Event.objects.get(action="accounts.role_given")
    assert (given.actor, given.school_id, given.detail["role"]) == (person, school.pk, "window")
    assert Event.objects.get(action="accounts.invited").reason == "來函"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"role": "window"}, "校窗口須選擇學校"),
        ({"role": "ministry"}, "選擇有效的選項"),
        ({"email": "not an address", "role": "reviewer"}, "這不像電子郵件"),
        ({"email": "", "role": "reviewer"}, "請輸入電子郵件"),
    ],
)
def test_a_wrong_invitation_is_told_and_loses_nothing(client: Client, values: dict[str, str], words: str) -> None:
    client.force_login(staff(Role.CENTER))
    page = post_invitation(client, **values).content.decode()
    assert words in page
    assert 'value="新窗口"' in page
    assert not Invitation.objects.exists()


def test_a_role_that_is_held_is_not_given_again(client: Client) -> None:
    school = SchoolFactory.create()
    window = window_of(school)
    client.force_login(staff())
    assert "已經有這個角色" in post_invitation(client, email=window.email.upper(), school=school.code).content.decode()


def test_the_ministry_names_the_center_and_the_center_does_not(client: Client) -> None:
    client.force_login(staff(Role.MINISTRY))
    assert post_invitation(client, role="center").status_code == 302
    client.force_login(staff(Role.CENTER))
    assert post_invitation(client, role="center").status_code == 200
    assert Invitation.objects.count() == 1


def test_a_role_is_taken_with_a_reason_that_the_log_keeps(client: Client) -> None:
    window = window_of(SchoolFactory.create())
    held = RoleGrant.objects.get(person=window)
    client.force_login(staff())
    address = reverse("staff_role_revoke", args=[window.pk, held.pk])
    client.post(address, {"reason": " "})
    assert RoleGrant.objects.get(pk=held.pk).revoked_at is None
    client.post(address, {"reason": "職務調整"})
    assert RoleGrant.objects.get(pk=held.pk).revoked_at is not None
    assert Event.objects.get(action="accounts.role_taken").reason == "職務調整"


def test_nobody_takes_their_own_role_or_a_higher_one(client: Client) -> None:
    center, ministry = staff(Role.CENTER), staff(Role.MINISTRY)
    client.force_login(center)
    for person in (center, ministry):
        held = RoleGrant.objects.get(person=person)
        client.post(reverse("staff_role_revoke", args=[person.pk, held.pk]), {"reason": "試試"})
        client.post(reverse("staff_person_active", args=[person.pk]), {"reason": "試試", "active": "0"})
    assert not RoleGrant.objects.exclude(revoked_at=None).exists()
    assert not Person.objects.filter(is_active=False).exists()


def test_a_closed_account_is_out_at_its_next_request(client: Client) -> None:
    window = window_of(SchoolFactory.create())
    theirs = Client()
    theirs.force_login(window)
    client.force_login(staff())
    address = reverse("staff_person_active", args=[window.pk])
    client.post(address, {"active": "0", "reason": "離職"})
    assert theirs.get(reverse("account")).status_code == 302
    client.post(address, {"active": "1", "reason": "復職"})
    actions = Event.objects.filter(action__in=["accounts.closed", "accounts.opened"]).order_by("sequence")
    assert [event.reason for event in actions] == ["離職", "復職"]
    assert Person.objects.get(pk=window.pk).is_active


def test_an_invitation_is_sent_again_and_withdrawn(client: Client) -> None:
    client.force_login(staff())
    post_invitation(client, role="reviewer")
    first = last_link()
    client.post(reverse("staff_invitation_resend", args=[Invitation.objects.get().pk]))
    second = last_link()
    assert first != second
    client.logout()
    assert "已經取消" in client.get(first).content.decode()
    client.force_login(staff())
    client.post(reverse("staff_invitation_withdraw", args=[Invitation.objects.latest("pk").pk]))
    client.logout()
    assert "已經取消" in client.get(second).content.decode()


def test_people_are_found_by_either_tai(client: Client) -> None:
    window_of(SchoolFactory.create(name_zh="國立臺東大學"), name="林窗口")
    window_of(SchoolFactory.create(name_zh="國立清華大學"), name="陳窗口")
    client.force_login(staff(name="推動中心"))
    page = client.get(PEOPLE, {"q": "台東"}).content.decode()
    assert "林窗口" in page
    assert "陳窗口" not in page


@pytest.mark.parametrize("who", ["window", "team", "reviewer", "nobody"])
def test_the_pages_do_not_exist_for_others(client: Client, who: str) -> None:
    person = window_of(SchoolFactory.create()) if who == "window" else PersonFactory.create()
    if who == "reviewer":
        grant(person, Role.REVIEWER)
    if who != "nobody":
        client.force_login(person)
    held = grant(PersonFactory.create(), Role.REVIEWER)
    expected = 302 if who == "nobody" else 404
    revoke = reverse("staff_role_revoke", args=[held.person_id, held.pk])
    assert client.get(PEOPLE).status_code == expected
    assert client.get(reverse("staff_person", args=[held.person_id])).status_code == expected
    assert client.post(revoke, {"reason": "試試"}).status_code == expected
    assert post_invitation(client, role="reviewer").status_code == expected
    assert not Invitation.objects.exists()
    assert RoleGrant.objects.get(pk=held.pk).revoked_at is None


def test_the_list_costs_the_same_with_one_and_three(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        return len(queries)

    client.force_login(staff())
    window_of(SchoolFactory.create())
    post_invitation(client, role="reviewer")
    client.get(PEOPLE)
    one = cost()
    for number in range(3):
        window_of(SchoolFactory.create())
        post_invitation(client, role="reviewer", email=f"r{number}@school.test")
    assert cost() == one <= 12
