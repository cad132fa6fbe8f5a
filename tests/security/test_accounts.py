"""Ways around sign-in: guessing the second factor, taking another address, standing above the staff's reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.factories import PASSWORD, PersonFactory, staff
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event
from usr_portal.audit.services import record
from usr_portal.dashboard import people
from usr_portal.dashboard.refusals import Refused

pytestmark = pytest.mark.django_db

TOO_MANY = "驗證碼錯誤太多次"


@pytest.fixture
def person() -> Person:
    cache.clear()
    return PersonFactory.create(email="lin@school.test")


def with_second_factor(person: Person) -> str:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return str(secret)


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def halfway_in(client: Client, person: Person) -> None:
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")


def try_code(client: Client, code: str) -> str:
    return client.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


def test_the_second_factor_is_not_guessed_by_trying(client: Client, person: Person) -> None:
    secret = with_second_factor(person)
    halfway_in(client, person)
    answers = [try_code(client, f"{n:06}") for n in range(6)]
    assert [TOO_MANY in answer for answer in answers] == [False] * 5 + [True]

    other = Client()  # a new browser, and the password again, are no new tries
    halfway_in(other, person)
    assert TOO_MANY in try_code(other, code_for(secret))
    assert "_auth_user_id" not in other.session
    assert Event.objects.filter(action="accounts.second_factor_failed", subject=f"person:{person.pk}").count() == 5

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        halfway_in(other, person)
        try_code(other, code_for(secret))
        assert "_auth_user_id" in other.session


def test_mistakes_before_the_right_code_are_forgotten(client: Client, person: Person) -> None:
    secret = with_second_factor(person)
    for minutes in (0, 2):  # a code is good for one sign-in
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            halfway_in(client, person)
            for n in range(4):
                try_code(client, f"{n:06}")
            try_code(client, code_for(secret))
            assert "_auth_user_id" in client.session
            client.post(reverse("account_logout"))


@pytest.mark.parametrize("act", ["action_add", "action_primary", "action_send", "action_remove"])
def test_nobody_takes_another_address(client: Client, person: Person, act: str) -> None:
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post("/accounts/email/", {act: "", "email": "window@other.test"})
    assert answer.status_code == 404
    assert not EmailAddress.objects.filter(email="window@other.test").exists()
    person.refresh_from_db()
    assert person.email == "lin@school.test"


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "confirm-email/abc/"])
def test_pages_of_addresses_do_not_exist(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_the_first_administrator_can_invite_the_ministry(client: Client) -> None:
    root = Person.objects.create_superuser("root@ministry.test", PASSWORD, name="管理者")
    assert set(people.gives(root)) == set(Role) - {Role.TEAM}
    client.force_login(root)
    assert client.get(reverse("staff_people")).status_code == 200


def test_an_administrator_without_a_role_owes_the_second_factor_too(client: Client, settings: Settings) -> None:
    settings.USR_REQUIRE_SECOND_FACTOR = True
    root = Person.objects.create_superuser("root@ministry.test", PASSWORD, name="管理者")
    root.grants.update(revoked_at=timezone.now())
    client.force_login(root)
    for address in ("/admin/", reverse("home")):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("role", [Role.CENTER, Role.MINISTRY])
def test_staff_cannot_close_the_account_of_an_administrator(role: Role) -> None:
    actor = staff(role)
    root = Person.objects.create_superuser("root@ministry.test", PASSWORD, name="管理者")
    assert not people.may_close(actor, root)
    with pytest.raises(Refused):
        people.set_active(actor=actor, person_id=root.pk, active=False, reason="試試")
    assert people.may_close(staff(Role.ADMIN), root)


def test_a_long_name_and_address_can_still_be_recorded(client: Client) -> None:
    email = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.test"
    person = PersonFactory.create(email=email, name="長" * 80)
    answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    event = record(actor=person, action="test.act", subject="test:1")
    assert event.actor_label.startswith("長" * 80)
    assert len(event.actor_label) == 200
