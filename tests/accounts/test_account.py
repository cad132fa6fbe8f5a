"""One's own account: facts, password by mail or by hand, the second factor."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.factories import PASSWORD, PersonFactory, SchoolFactory, window_of
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.notices.models import Mail

pytestmark = pytest.mark.django_db
NEW = "another-long-password"


@pytest.fixture
def person(client: Client) -> Person:
    person = window_of(SchoolFactory.create(name_zh="國立臺東大學"), email="lin@school.test")
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return person


def reset_link(client: Client, email: str) -> str | None:
    client.post(reverse("account_reset_password"), {"email": email})
    letter = Mail.objects.filter(to=email).first()
    found = re.search(r"http://testserver(\S+)", letter.body) if letter else None
    return found[1] if found else None


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_the_page_shows_and_saves_ones_own_facts(client: Client, person: Person) -> None:
    page = client.get(reverse("account")).content.decode()
    assert "校窗口" in page
    assert "國立臺東大學" in page
    values = {"name": "林小姐", "unit": "研發處", "title": "組長", "phone": "089-000000", "language": "en"}
    assert client.post(reverse("account"), values).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.unit, person.language) == ("林小姐", "研發處", "en")
    assert client.cookies["django_language"].value == "en"


def test_an_empty_name_is_told_at_its_field(client: Client, person: Person) -> None:
    page = client.post(reverse("account"), {"name": "", "unit": "研發處", "language": "zh-hant"}).content.decode()
    assert 'id="id_name_error"' in page
    assert 'value="研發處"' in page


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("account"))["Location"].startswith(reverse("account_login"))


def test_a_password_is_changed_and_not_back_to_an_old_one(client: Client, person: Person) -> None:
    address = reverse("account_change_password")
    client.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)
    page = client.post(address, {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD})
    assert "最近三次" in page.content.decode()
    assert Event.objects.filter(action="accounts.password_changed").count() == 1


def test_a_forgotten_password_is_set_by_a_link_of_the_outbox(client: Client) -> None:
    known = PersonFactory.create(email="known@school.test")
    link = reset_link(client, known.email)
    assert link
    form = client.get(link)["Location"]
    assert "設定新密碼" in client.get(form).content.decode()
    client.post(form, {"password1": NEW, "password2": NEW})
    known.refresh_from_db()
    assert known.check_password(NEW)
    assert "這個連結不能用了" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client: Client) -> None:
    PersonFactory.create(email="known@school.test")
    answers = {
        client.post(reverse("account_reset_password"), {"email": email})["Location"]
        for email in ("known@school.test", "nobody@school.test")
    }
    assert len(answers) == 1
    assert list(Mail.objects.values_list("to", flat=True)) == ["known@school.test"]


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_safety_page_asks_for_the_password_again(client: Client, person: Person) -> None:
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    assert "密碼不正確" in client.post(asked, {"password": "not this one"}).content.decode()
    assert client.post(asked, {"password": PASSWORD})["Location"] == reverse("mfa_activate_totp")


def test_the_second_factor_is_set_up_and_asked_for(
    client: Client, person: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)
    assert secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_for(secret[1])})
    assert "已啟用" in client.get(reverse("account")).content.decode()
    assert Event.objects.filter(action="accounts.second_factor_added").exists()

    other = Client()
    answer = other.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in other.session
    assert "驗證碼不正確" in other.post(answer["Location"], {"code": "000000"}).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_change_password",
        "account_reauthenticate",
        "account_inactive",
        "account_signup",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
    ],
)
def test_every_page_speaks_chinese_in_the_frame_of_the_portal(client: Client, person: Person, name: str) -> None:
    if name in {"account_login", "account_signup", "account_reset_password_done"}:
        client.logout()
    if name.startswith("mfa"):
        confirm(client)
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="zh-Hant-TW"' in page
    assert re.search(r"<h1[^>]*>[^<a-zA-Z]*[一-鿿]", page)
    assert "style=" not in page
