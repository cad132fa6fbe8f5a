from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.factories import staff
from usr_portal import checks
from usr_portal.accounts.models import Role
from usr_portal.environment import INSECURE_KEY, Environment

GOOD = replace(
    settings.ENVIRONMENT,
    demo=False,
    debug=False,
    secret_key="k" * 50,
    allowed_hosts=("usr.test",),
    database_url="postgresql://usr@db/usr",
    redis_url="redis://redis/0",
    behind_proxy=True,
    require_second_factor=True,
)


def ids(environment: Environment) -> list[str | None]:
    return [problem.id for problem in checks.problems(environment)]


def test_a_good_deployment_has_no_problem() -> None:
    assert ids(GOOD) == []


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        (replace(GOOD, secret_key=INSECURE_KEY), "E001"),
        (replace(GOOD, secret_key="short"), "E001"),
        (replace(GOOD, debug=True), "E002"),
        (replace(GOOD, redis_url=None), "E003"),
        (replace(GOOD, allowed_hosts=("*",)), "E004"),
        (replace(GOOD, demo=True), "E005"),
        (replace(GOOD, database_url="sqlite:////tmp/x"), "E006"),
        (replace(GOOD, require_second_factor=False), "W007"),
    ],
)
def test_each_fault_of_a_deployment_has_its_id(wrong: Environment, number: str) -> None:
    assert ids(wrong) == [f"usr_portal.{number}"]


def test_behind_a_proxy_the_checks_always_run(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = replace(GOOD, debug=True)
    monkeypatch.setattr(settings, "ENVIRONMENT", bad)
    assert len(checks.behind_proxy()) == 1
    assert checks.deployed() == []
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(bad, behind_proxy=False))
    assert checks.behind_proxy() == []
    assert len(checks.deployed()) == 1
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(bad, behind_proxy=False, demo=True))
    assert checks.deployed() == []


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "405", "500"])
def test_an_error_page_needs_neither_database_nor_request(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert f'<h1 class="mt-3">{code[:3]}</h1>' in page


def test_a_missing_page_shows_the_code_and_no_detail(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "urlpatterns" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "lang", "words"), [("zh-hant", "zh-Hant-TW", "用頁面上的按鈕"), ("en", "en", "Back to the home page")]
)
def test_an_address_of_a_button_that_is_opened_as_a_page_says_so(
    office: Client, language: str, lang: str, words: str
) -> None:
    office.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = office.get(reverse("demo_clock"))
    page = response.content.decode()
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert response["Content-Type"].startswith("text/html")
    assert int(response["Content-Length"]) == len(response.content)
    assert f'<html lang="{lang}">' in page
    assert words in page


@pytest.mark.django_db
def test_a_forged_form_is_refused_with_our_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    assert "頁面已過期" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/staff/proposals/", "/staff/decision/meetings/new/"])
def test_a_page_that_needs_a_call_says_that_none_is_loaded(client: Client, address: str) -> None:
    client.force_login(staff(Role.CENTER))
    answer = client.get(address)
    assert answer.status_code == 503
    assert "manage.py load_call" in answer.content.decode()
