"""Links that let somebody in: kept out of logs, dead with the standing of whoever sent them, safe when two are used."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from proposals.models import Participation, Proposal
from proposals.services import people as team
from tests.factories import PASSWORD, PersonFactory, SchoolFactory, proposal_of, staff, window_of
from usr_portal.accounts import services
from usr_portal.accounts.models import Invitation, Person, Role, RoleGrant
from usr_portal.accounts.one_time_links import MaskLinks, RequestLogMiddleware, masked
from usr_portal.accounts.services import InvitationRefused, Refusal
from usr_portal.dashboard import people

ROLE = Invitation.Purpose.ROLE
SECRET = "s3cret-of-a-link"
LINKS = [
    f"/accounts/invitations/{SECRET}/",
    f"/proposals/invitations/{SECRET}/",
    f"/accounts/password/reset/key/1a-{SECRET}/",
]


@pytest.mark.parametrize("link", LINKS)
def test_the_secret_of_a_link_is_masked(link: str) -> None:
    assert (
        masked(f"Not Found: {link}?a=1")
        == f"Not Found: {link.split('/1a-', maxsplit=1)[0].split('/s3', maxsplit=1)[0]}/***?a=1"
    )


@pytest.mark.parametrize("path", ["/proposals/4-0001-01/", "/staff/people/invitations/5/resend/", "/accounts/login/"])
def test_other_addresses_are_logged_as_they_are(path: str) -> None:
    assert masked(path) == path


@pytest.mark.django_db
@pytest.mark.parametrize("link", LINKS)
def test_no_log_line_of_a_request_holds_the_secret(client: Client, link: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(MaskLinks())
    with capture_logs() as lines, caplog.at_level(logging.DEBUG):
        client.get(f"{link}?q={SECRET}")
    said = [line for line in lines if line["event"] in {"request_started", "request_finished"}]
    assert len(said) == 2
    assert SECRET not in f"{lines} {caplog.text}"
    assert "***" in said[0]["request"]


def test_the_portal_logs_requests_its_own_way_and_masks_what_django_says() -> None:
    name = f"{RequestLogMiddleware.__module__}.{RequestLogMiddleware.__name__}"
    assert name in settings.MIDDLEWARE
    assert not any("django_structlog" in one for one in settings.MIDDLEWARE)
    handlers = cast("dict[str, dict[str, object]]", settings.LOGGING["handlers"])
    assert [handler["filters"] for handler in handlers.values()] == [["links"]]


def test_the_proxy_logs_the_masked_address() -> None:
    configuration = (settings.BASE_DIR / ".docker" / "nginx.conf").read_text()
    written = re.search(r"log_format portal ([^;]+);", configuration)
    assert written
    assert not re.search(r"\$(request|request_uri|uri|args|http_referer)\b", written[1])
    servers = configuration.count("server {")
    assert configuration.count("access.log portal;") == servers == 2


@pytest.mark.django_db
def test_the_page_of_a_link_names_itself_to_nobody(client: Client) -> None:
    invitation, token = services.invite(email="new@school.test", role=Role.REVIEWER, invited_by=staff())
    assert client.get(reverse("role_invitation", args=[token]))["Referrer-Policy"] == "strict-origin"
    assert client.get(reverse("account_login"))["Referrer-Policy"] == "same-origin"
    assert invitation.used_at is None


def end(person: Person, how: str) -> None:
    if how == "closed":
        Person.objects.filter(pk=person.pk).update(is_active=False)
    else:
        RoleGrant.objects.filter(person=person).update(revoked_at=timezone.now())
        Participation.objects.filter(person=person).update(access="reader")


def refusal(act: Callable[[], object]) -> Refusal:
    with pytest.raises(InvitationRefused) as caught:
        act()
    return caught.value.refusal


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["closed", "no role"])
def test_a_role_is_not_given_in_the_name_of_who_cannot_give_it_any_more(client: Client, how: str) -> None:
    office = staff(Role.CENTER)
    _invitation, token = services.invite(email="new@school.test", role=Role.REVIEWER, invited_by=office)
    end(office, how)
    link = reverse("role_invitation", args=[token])
    assert "這個邀請已經失效" in client.get(link).content.decode()
    client.post(link, {"name": "新人", "password": PASSWORD, "again": PASSWORD})
    assert refusal(lambda: people.accept(token=token, person=None, name="新人", password=PASSWORD)) is Refusal.INVITER
    assert not Person.objects.filter(email="new@school.test").exists()


@pytest.mark.django_db
def test_a_role_that_the_inviter_may_no_longer_give_is_not_given() -> None:
    officer = staff(Role.MINISTRY)
    _invitation, token = services.invite(email="new@center.test", role=Role.CENTER, invited_by=officer)
    RoleGrant.objects.filter(person=officer).update(role=Role.CENTER)
    assert refusal(lambda: people.accept(token=token, person=None, name="新人", password=PASSWORD)) is Refusal.INVITER


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["closed", "no role"])
@pytest.mark.parametrize("who", ["window", "lead"])
def test_a_proposal_is_not_opened_in_the_name_of_who_left_it(client: Client, who: str, how: str) -> None:
    proposal = proposal_of(SchoolFactory.create())
    inviter = window_of(proposal.application.school) if who == "window" else lead_of(proposal)
    token = invited_by(inviter, proposal)
    end(inviter, how)
    link = reverse("team_invitation", args=[token])
    assert "這個邀請已經失效" in client.get(link).content.decode()
    client.post(link, {"name": "新人", "password": PASSWORD, "again": PASSWORD})
    assert refusal(lambda: team.accept(token=token, person=None, name="新人", password=PASSWORD)) is Refusal.INVITER
    assert not Participation.objects.filter(person__email="new@school.test").exists()


def lead_of(proposal: Proposal) -> Person:
    lead = PersonFactory.create()
    Participation.objects.create(proposal=proposal, person=lead, access="lead")
    return lead


def invited_by(inviter: Person, proposal: Proposal) -> str:
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return f"https://usr.test/{token}/"

    team.invite(actor=inviter, number=proposal.number, email="new@school.test", name="新人", given="editor", link=link)
    return tokens[0]


def both(act: Callable[[str], object], tokens: list[str]) -> list[object]:
    """Use two links at the same moment; give what came of each."""

    def attempt(token: str) -> object:
        try:
            return act(token)
        except InvitationRefused as refused:
            return refused.refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(attempt, tokens))


@pytest.mark.django_db(transaction=True)
def test_two_links_for_one_new_address_at_once_make_one_person() -> None:
    office = staff()
    roles = (Role.REVIEWER, Role.CENTER)
    tokens = [services.invite(email="new@school.test", role=role, invited_by=office)[1] for role in roles]
    came = both(lambda token: services.redeem(token=token, purpose=ROLE, person=None, password=PASSWORD)[1], tokens)
    assert sorted(isinstance(one, Person) for one in came) == [False, True]
    assert Refusal.SIGN_IN_FIRST in came
    person = Person.objects.get(email="new@school.test")
    other = next(token for token, one in zip(tokens, came, strict=True) if one is Refusal.SIGN_IN_FIRST)
    services.redeem(token=other, purpose=ROLE, person=person)  # the link still works, once they have signed in
    assert Person.objects.get(pk=person.pk).standing.roles == set(roles)


@pytest.mark.django_db(transaction=True)
def test_two_links_of_one_role_at_once_give_it_once() -> None:
    person, office = PersonFactory.create(email="known@school.test"), staff()
    tokens = [services.invite(email=person.email, role=Role.TEAM, invited_by=office)[1] for _ in range(2)]
    came = both(lambda token: services.redeem(token=token, purpose=ROLE, person=person)[1], tokens)
    assert came == [person, person]
    assert RoleGrant.objects.filter(person=person, role=Role.TEAM).count() == 1
