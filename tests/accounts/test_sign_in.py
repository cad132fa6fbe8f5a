"""Signing in: by address and password, five failures lock for fifteen minutes, the log knows it all."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.factories import PASSWORD, PersonFactory, grant
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return PersonFactory.create(email="lin@school.test")


def sign_in(client: Client, email: str, password: str) -> tuple[int, str]:
    response = client.post(reverse("account_login"), {"login": email, "password": password})
    return response.status_code, response.content.decode()


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def actions() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def test_the_right_password_leads_home(client: Client, person: Person) -> None:
    response = client.post(reverse("account_login"), {"login": "LIN@school.test", "password": PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert signed_in(client)
    assert actions() == ["accounts.signed_in"]
    assert Event.objects.get().detail == {"place": "127.0.0.1"}


def test_a_wrong_password_keeps_the_address_and_is_logged(client: Client, person: Person) -> None:
    status, page = sign_in(client, "lin@school.test", "not this one")
    assert status == 200
    assert 'value="lin@school.test"' in page
    assert "電子郵件或密碼不正確" in page
    assert not signed_in(client)
    assert actions() == ["accounts.sign_in_failed"]
    assert Event.objects.get().subject == "sign-in:lin@school.test"


def test_an_unknown_address_is_answered_like_a_wrong_password(client: Client) -> None:
    status, page = sign_in(client, "nobody@school.test", "not this one")
    assert status == 200
    assert "電子郵件或密碼不正確" in page


def test_five_failures_lock_the_account_and_no_other(client: Client, person: Person) -> None:
    PersonFactory.create(email="chen@school.test")
    answers = [sign_in(client, "lin@school.test", f"wrong {n}")[0] for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    status, page = sign_in(client, "Lin@School.test", PASSWORD)
    assert status == 429
    assert "帳號暫時鎖定" in page
    assert not signed_in(client)
    assert actions().count("accounts.locked") >= 1
    assert sign_in(client, "chen@school.test", PASSWORD)[0] == 302


def test_the_lock_ends_after_fifteen_minutes(client: Client, person: Person) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for n in range(5):
            sign_in(client, "lin@school.test", f"wrong {n}")
    with time_machine.travel(start + timedelta(minutes=14, seconds=59), tick=False):
        assert sign_in(client, "lin@school.test", PASSWORD)[0] == 429
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in(client, "lin@school.test", PASSWORD)[0] == 302


def test_the_locked_page_says_until_when(client: Client, person: Person) -> None:
    with time_machine.travel("2024-08-10T01:00:00Z", tick=False):
        for n in range(5):
            page = sign_in(client, "lin@school.test", f"wrong {n}")[1]
    assert "113/08/10 09:15:00" in page


def test_who_was_deactivated_cannot_sign_in(client: Client) -> None:
    PersonFactory.create(email="gone@school.test", is_active=False)
    sign_in(client, "gone@school.test", PASSWORD)
    assert not signed_in(client)


def test_signing_out_is_logged(client: Client, person: Person) -> None:
    client.force_login(person)
    client.post(reverse("account_logout"))
    assert not signed_in(client)
    assert actions()[-1] == "accounts.signed_out"


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    values = {"email": "new@school.test", "password1": PASSWORD, "password2": PASSWORD}
    assert "帳號由邀請開通" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), values)
    assert not Person.objects.filter(email="new@school.test").exists()


def test_the_admin_has_no_sign_in_of_its_own(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_the_language_of_the_person_comes_along(client: Client) -> None:
    PersonFactory.create(email="smith@school.test", language="en")
    sign_in(client, "smith@school.test", PASSWORD)
    assert client.cookies["django_language"].value == "en"


def test_the_session_cookie_is_closed_to_scripts(client: Client, person: Person) -> None:
    sign_in(client, "lin@school.test", PASSWORD)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_staff_without_second_factor_are_sent_to_set_one_up(client: Client, settings: Settings, person: Person) -> None:
    grant(person, Role.MINISTRY)
    settings.USR_REQUIRE_SECOND_FACTOR = True
    client.force_login(person)
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_index")
