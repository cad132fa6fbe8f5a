from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import staff
from usr_portal.call import services
from usr_portal.call.models import DemoClock
from usr_portal.call.rules import digest
from usr_portal.dashboard import context, tasks
from usr_portal.dashboard import services as staff_services
from usr_portal.dashboard.views import health

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("open_now")
def test_the_home_page_says_what_is_open_and_until_when(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "上傳申請資料" in page
    assert "下午5時截止" in page
    assert "登入系統" in page


def test_the_home_page_stands_before_a_call_is_loaded(client: Client) -> None:
    assert "徵件時程尚未公布" in client.get("/").content.decode()


@pytest.mark.usefixtures("open_now")
def test_the_home_page_of_a_stranger_costs_one_statement(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_num_queries(1):
        client.get("/")


def test_the_contents_list_every_article(client: Client) -> None:
    page = client.get("/call/").content.decode()
    assert [
        slug for slug in (a.slug for a in digest.articles().values()) if f"/call/articles/{slug}/" not in page
    ] == []


def test_a_search_finds_by_every_word_and_by_either_form_of_tai(client: Client) -> None:
    every = digest.articles().values()
    wanted = next(article for article in every if "SDG" in article.digest.zh)
    assert wanted.citation in client.get("/call/", {"q": "ｓｄｇ"}).content.decode()
    assert "沒有符合的條文" in client.get("/call/", {"q": "不存在的詞"}).content.decode()


def test_an_article_links_up_down_and_sideways(client: Client) -> None:
    child = next(article for article in digest.articles().values() if article.parent)
    parent = digest.articles()[child.parent or ""]
    assert f"/call/articles/{parent.slug}/" in client.get(f"/call/articles/{child.slug}/").content.decode()
    assert f"/call/articles/{child.slug}/" in client.get(f"/call/articles/{parent.slug}/").content.decode()


def test_every_article_has_a_page_in_both_languages(client: Client) -> None:
    client.cookies["django_language"] = "en"
    for article in digest.articles().values():
        assert article.title.en in _text(client, article.slug)


def _text(client: Client, slug: str) -> str:
    response = client.get(f"/call/articles/{slug}/")
    assert response.status_code == 200
    page = response.context["page"]
    return str(page.article.title)


def test_an_unknown_article_is_not_found(client: Client) -> None:
    assert client.get("/call/articles/99-9/").status_code == 404


def test_the_site_map_explains_the_access_keys(client: Client) -> None:
    page = client.get("/sitemap/").content.decode()
    assert all(f"<kbd>{key}</kbd>" in page for key in "UCZ")


def test_health_says_yes_or_no_and_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()["ok"], response.json()["database"]) == (200, True, True)
    monkeypatch.setattr(health, "database_answers", lambda: False)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["ok"]) == (503, False)
    assert set(response.json()) <= {"ok", "database", "redis", "beat_age_seconds"}


def test_health_tells_how_long_ago_the_scheduler_beat(client: Client) -> None:
    cache.delete("beat_at")
    assert client.get("/healthz").json()["beat_age_seconds"] is None
    tasks.beat()
    assert client.get("/healthz").json()["beat_age_seconds"] in {0, 1}


def test_the_navigation_follows_the_role(client: Client) -> None:
    assert "/staff/" not in client.get("/sitemap/").content.decode()
    client.force_login(staff())
    assert "/staff/call/" in client.get("/sitemap/").content.decode()


@pytest.mark.usefixtures("open_now")
def test_a_deployment_never_reads_the_demo_clock(client: Client, settings: Settings) -> None:
    DemoClock.objects.create(pk=1, offset_seconds=int(timedelta(days=400).total_seconds()))
    settings.USR_DEMO = False
    before = services.now()
    settings.USR_DEMO = True
    assert services.now() - before > timedelta(days=399)


@pytest.mark.parametrize(
    "name", [name for group in (context.PUBLIC, context.TEAM, context.WINDOW, context.STAFF) for name, _ in group]
)
def test_every_entry_of_the_navigation_has_an_address(name: str) -> None:
    assert reverse(name).startswith("/")


def test_an_article_shows_the_official_words_once_they_are_loaded(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "公告原文" not in client.get("/call/articles/4/").content.decode()
    text = "參、前一章\n前一章的內容。\n肆、試驗用的一章\n只為測試而寫的一句話。\n伍、下一章\n下一章的內容。\n"
    staff_services.load_official_text(person=staff(), filename="call.txt", data=text.encode())
    page = client.get("/call/articles/4/").content.decode()
    assert "只為測試而寫的一句話。" in page
    assert "下一章的內容。" not in page
    with django_assert_num_queries(1):
        client.get("/call/articles/4/")


def test_an_article_lists_the_rules_that_cite_it(client: Client) -> None:
    assert "SCHOOL-ELIGIBLE" in client.get("/call/articles/4/").content.decode()
