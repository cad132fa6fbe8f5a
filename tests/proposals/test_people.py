"""A proposal's people: who may invite whom, change and remove; one-time links; strangers find nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.models import Participation, Proposal, TeamInvitation
from proposals.services import people
from proposals.services.refusals import Refused
from tests.factories import PASSWORD, PersonFactory, SchoolFactory, grant, proposal_of, staff, window_of
from usr_portal.accounts.models import Invitation, Person, Role
from usr_portal.accounts.services import InvitationRefused, Refusal
from usr_portal.audit.models import Event
from usr_portal.notices.models import Mail
from usr_portal.schools.models import School

pytestmark = pytest.mark.django_db
Access = Participation.Access


def link(token: str) -> str:
    return f"https://portal.test/{token}/"


def member(proposal: Proposal, access: str, **fields: object) -> Person:
    person = PersonFactory.create(**fields)
    grant(person, Role.TEAM)
    Participation.objects.create(proposal=proposal, person=person, access=access)
    return person


@pytest.fixture
def school() -> School:
    return SchoolFactory.create()


@pytest.fixture
def proposal(school: School) -> Proposal:
    return proposal_of(school)


@pytest.fixture
def window(school: School) -> Person:
    return window_of(school)


def invite(actor: Person, proposal: Proposal, given: str = "editor", email: str = "new@school.test") -> str:
    """Invite and give the token out of the mail."""
    people.invite(actor=actor, number=proposal.number, email=email, name="", given=given, link=link)
    found = re.search(r"https://portal\.test/([^/]+)/", Mail.objects.latest("pk").body)
    assert found
    return found[1]


def page_of(proposal: Proposal) -> str:
    return reverse("proposal_people", args=[proposal.number])


def test_the_window_invites_a_lead_who_comes_in_by_the_link(client: Client, window: Person, proposal: Proposal) -> None:
    token = invite(window, proposal, "lead")
    address = reverse("team_invitation", args=[token])
    shown = client.get(address).content.decode()
    assert window.name in shown
    assert "河川與校園" in shown
    values = {"name": "新主持人", "password": PASSWORD, "again": PASSWORD}
    response = client.post(address, values)
    assert response.status_code == 302
    assert response["Location"] == reverse("proposal", args=[proposal.number])
    person = Person.objects.get(email="new@school.test")
    assert Participation.objects.get(proposal=proposal, person=person).access == Access.LEAD
    assert person.standing.roles == {Role.TEAM}
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_bad_first_password_is_told_at_its_field_and_loses_nothing(
    client: Client, window: Person, proposal: Proposal
) -> None:
    address = reverse("team_invitation", args=[invite(window, proposal)])
    shown = client.post(address, {"name": "王小明", "password": "short", "again": "short"}).content.decode()
    assert 'value="王小明"' in shown
    assert 'id="id_password_error"' in shown
    assert "id_password_error" in re.findall(r'aria-describedby="([^"]+)"', shown)[0]
    assert not Person.objects.filter(email="new@school.test").exists()


def test_a_known_person_signs_in_and_accepts_with_one_button(
    client: Client, window: Person, proposal: Proposal
) -> None:
    known = PersonFactory.create(email="known@school.test")
    address = reverse("team_invitation", args=[invite(window, proposal, "reader", known.email)])
    assert "請先登入" in client.get(address).content.decode()
    client.force_login(known)
    assert 'name="password"' not in client.get(address).content.decode()
    client.post(address)
    assert Participation.objects.get(person=known).access == Access.READER


def test_somebody_else_cannot_take_the_link(client: Client, window: Person, proposal: Proposal) -> None:
    address = reverse("team_invitation", args=[invite(window, proposal)])
    client.force_login(PersonFactory.create())
    assert "這是給別人的邀請" in client.post(address).content.decode()
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("state", "words"), [("used_at", "已經用過了"), ("revoked_at", "已經取消"), ("expires_at", "過期了")]
)
def test_a_link_that_is_over_says_so(
    client: Client, window: Person, proposal: Proposal, state: str, words: str
) -> None:
    token = invite(window, proposal)
    Invitation.objects.update(**{state: "2020-01-01T00:00:00Z"})
    response = client.get(reverse("team_invitation", args=[token]))
    assert words in response.content.decode()


def test_a_made_up_link_is_not_found(client: Client) -> None:
    response = client.get(reverse("team_invitation", args=["made-up"]))
    assert response.status_code == 404
    assert "找不到這個邀請" in response.content.decode()


def test_a_removed_proposal_lets_nobody_in(window: Person, proposal: Proposal) -> None:
    token = invite(window, proposal)
    Proposal.objects.update(removed_at="2024-08-10T00:00:00Z")
    with pytest.raises(InvitationRefused) as caught:
        people.accept(token=token, person=None, name="新人", password=PASSWORD)
    assert caught.value.refusal is Refusal.REVOKED


def test_the_lead_invites_editors_and_readers_only(proposal: Proposal) -> None:
    lead = member(proposal, Access.LEAD)
    invite(lead, proposal, "editor", "e@school.test")
    invite(lead, proposal, "reader", "r@school.test")
    with pytest.raises(Refused):
        invite(lead, proposal, "lead", "l@school.test")
    assert TeamInvitation.objects.count() == 2


def test_the_lead_cannot_touch_a_lead(client: Client, proposal: Proposal) -> None:
    lead, other = member(proposal, Access.LEAD), member(proposal, Access.LEAD)
    row = Participation.objects.get(person=other)
    client.force_login(lead)
    client.post(reverse("proposal_people_change", args=[proposal.number, row.pk]), {"access": "reader"})
    client.post(reverse("proposal_people_remove", args=[proposal.number, row.pk]))
    row.refresh_from_db()
    assert row.access == Access.LEAD


def test_the_window_changes_and_removes_after_asking(client: Client, window: Person, proposal: Proposal) -> None:
    editor = member(proposal, Access.EDITOR)
    row = Participation.objects.get(person=editor)
    client.force_login(window)
    client.post(reverse("proposal_people_change", args=[proposal.number, row.pk]), {"access": "lead"})
    row.refresh_from_db()
    assert row.access == Access.LEAD
    address = reverse("proposal_people_remove", args=[proposal.number, row.pk])
    assert editor.name in client.get(address).content.decode()
    assert Participation.objects.filter(pk=row.pk).exists()
    client.post(address)
    assert not Participation.objects.filter(pk=row.pk).exists()
    assert list(Event.objects.order_by("sequence").values_list("action", flat=True))[-2:] == [
        "people.access_changed",
        "people.access_removed",
    ]


def test_a_person_of_another_proposal_is_not_reached_through_this_one(
    client: Client, window: Person, proposal: Proposal
) -> None:
    stranger = member(proposal_of(SchoolFactory.create()), Access.EDITOR)
    row = Participation.objects.get(person=stranger)
    client.force_login(window)
    address = reverse("proposal_people_remove", args=[proposal.number, row.pk])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert Participation.objects.filter(pk=row.pk).exists()


def test_inviting_again_replaces_the_first_link(window: Person, proposal: Proposal) -> None:
    first = invite(window, proposal)
    second = invite(window, proposal, "reader")
    with pytest.raises(InvitationRefused):
        people.accept(token=first, person=None, name="新人", password=PASSWORD)
    people.accept(token=second, person=None, name="新人", password=PASSWORD)
    assert Participation.objects.get().access == Access.READER


def test_who_is_in_already_is_not_invited_and_what_was_typed_stays(
    client: Client, window: Person, proposal: Proposal
) -> None:
    editor = member(proposal, Access.EDITOR, email="in@school.test")
    client.force_login(window)
    values = {"email": "IN@school.test", "name": "老王", "access": "reader"}
    shown = client.post(page_of(proposal), values).content.decode()
    assert f"{editor.email} 已經可以使用這件計畫" in shown
    assert 'value="老王"' in shown
    assert not TeamInvitation.objects.exists()


def test_a_link_is_sent_again_and_taken_back(client: Client, window: Person, proposal: Proposal) -> None:
    first = invite(window, proposal)
    client.force_login(window)
    old = TeamInvitation.objects.get()
    client.post(reverse("proposal_people_resend", args=[proposal.number, old.pk]))
    assert Mail.objects.count() == 2
    new = TeamInvitation.objects.latest("pk")
    client.post(reverse("proposal_people_revoke", args=[proposal.number, new.pk]))
    assert not Invitation.objects.filter(revoked_at=None).exists()
    with pytest.raises(InvitationRefused):
        people.accept(token=first, person=None, name="新人", password=PASSWORD)


def test_the_mail_is_in_the_language_of_who_reads_it(window: Person, proposal: Proposal) -> None:
    PersonFactory.create(email="smith@school.test", language="en")
    invite(window, proposal, "reader", "smith@school.test")
    assert proposal.application.school.name_en in Mail.objects.latest("pk").body
    invite(window, proposal, "reader", "wang@school.test")
    assert proposal.application.school.name_zh in Mail.objects.latest("pk").body


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("window", 200),
        ("lead", 200),
        ("editor", 404),
        ("reader", 404),
        ("another window", 404),
        ("another lead", 404),
        ("staff", 404),
        ("nobody", 302),
    ],
)
def test_who_opens_and_who_invites(client: Client, window: Person, proposal: Proposal, who: str, status: int) -> None:
    elsewhere = SchoolFactory.create()
    persons: dict[str, Callable[[], Person]] = {
        "window": lambda: window,
        "lead": lambda: member(proposal, Access.LEAD),
        "editor": lambda: member(proposal, Access.EDITOR),
        "reader": lambda: member(proposal, Access.READER),
        "another window": lambda: window_of(elsewhere),
        "another lead": lambda: member(proposal_of(elsewhere), Access.LEAD),
        "staff": staff,
    }
    if who != "nobody":
        client.force_login(persons[who]())
    assert client.get(page_of(proposal)).status_code == status
    answer = client.post(page_of(proposal), {"email": "x@school.test", "access": "reader"}).status_code
    assert answer == (302 if status == 200 else status)
    assert TeamInvitation.objects.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("people_count", [1, 3])
def test_the_page_costs_the_same_with_one_and_three(
    client: Client,
    window: Person,
    proposal: Proposal,
    people_count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(people_count):
        member(proposal, Access.EDITOR)
        invite(window, proposal, "reader", f"r{number}@school.test")
    client.force_login(window)
    client.get(page_of(proposal))
    with django_assert_num_queries(6):
        client.get(page_of(proposal))


def test_the_first_who_is_invited_is_the_lead(client: Client, window: Person, proposal: Proposal) -> None:
    client.force_login(window)
    first = client.get(page_of(proposal)).context["form"]["access"].initial
    invite(window, proposal, "lead")
    second = client.get(page_of(proposal)).context["form"]["access"].initial
    assert (first, second) == ("lead", "editor")
