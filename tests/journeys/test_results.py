"""The ministry announces in a browser; the school finds its result and its letter, and everybody the list."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from review.models import Case
from review.services.opening import open_cases
from tests.factories import staff as staff_of
from tests.journeys.accessibility import assert_good_page
from tests.journeys.acting import sign_in
from tests.journeys.conftest import NewPage
from tests.proposals.conftest import open_call
from tests.review.conftest import Sent, in_window, send_application
from tests.review.deciding_cases import OPINIONS, whole_meeting
from usr_portal.accounts.models import Role


def test_the_announcement_reaches_the_school_and_everybody(
    new_page: NewPage, live_server: LiveServer, complaints: list[str]
) -> None:
    open_call()
    sent = send_application()
    in_window("data_check")
    center, ministry = staff_of(), staff_of(Role.MINISTRY)
    cases = open_cases(person=center)
    whole_meeting(cases, center, ministry, declined=cases[:1])

    reader = new_page()
    reader.goto(reverse("results"))
    expect(reader.locator("main")).to_contain_text("審查結果尚未公告")
    assert_good_page(reader)
    page = new_page()
    sign_in(page, ministry.email)
    _announce(page)
    complaints.clear()  # the refusal that the form provoked
    _window_reads(new_page(), sent, cases)
    _anybody_reads(reader, cases)


def _announce(page: Page) -> None:
    page.goto(reverse("announce"))
    assert_good_page(page)
    page.get_by_label("徵件代號").fill("usr-3")
    page.get_by_label("公告依據或理由").fill("依核定公文辦理")
    page.get_by_role("button", name="公告並通知各校").click()
    expect(page.get_by_label("徵件代號")).to_have_value("usr-3")
    expect(page.get_by_label("公告依據或理由")).to_have_value("依核定公文辦理")
    assert_good_page(page)
    page.get_by_label("徵件代號").fill("usr-4")
    page.get_by_role("button", name="公告並通知各校").click()
    expect(page.locator("main")).to_contain_text("已公告：名單已公布")
    expect(page.get_by_role("button", name="公告並通知各校")).to_have_count(0)
    assert_good_page(page)


def _window_reads(page: Page, sent: Sent, cases: list[Case]) -> None:
    sign_in(page, sent.window.email)
    page.goto(reverse("home"))
    page.get_by_role("link", name=f"審查結果已公告：{sent.school.name_zh}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("審查結果")
    assert_good_page(page)
    page.get_by_role("link", name=cases[1].title, exact=True).click()
    expect(page.locator("main")).to_contain_text(OPINIONS)
    assert_good_page(page)
    with page.expect_download() as waiting:
        # A PDF that the page links to is shown by a browser with a viewer; this one has none
        page.evaluate("document.querySelector('a[href$=\".pdf\"]').setAttribute('download', '')")
        page.get_by_role("link", name=re.compile("結果通知書")).click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


def _anybody_reads(page: Page, cases: list[Case]) -> None:
    page.goto(reverse("results"))
    expect(page.locator("main")).to_contain_text(cases[1].project_number)
    expect(page.locator("main")).not_to_contain_text(cases[0].project_number)
    assert_good_page(page)
    page.get_by_label("類型").select_option(cases[1].plan_type)
    page.get_by_role("button", name="查詢").click()
    expect(page.get_by_role("table").last).to_contain_text(cases[1].project_number)
    page.get_by_role("link", name=re.compile("學校規劃")).click()
    expect(page.get_by_role("table")).to_contain_text("示範大學")
    assert_good_page(page)
