"""A window is invited, comes in, invites its team; every page on the way is looked at by axe, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from proposals.services.writing import create_proposal, open_application
from tests.factories import PASSWORD, SchoolFactory, staff, window_of
from tests.journeys.accessibility import assert_good_page
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.notices.models import Mail

NEW = "river-town-campus-24"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("電子郵件").fill(email)
    page.get_by_label("密碼").fill(password)
    page.locator("main").get_by_role("button", name="登入").click()


def link_to(email: str) -> str:
    found = re.search(r"http://[^/]+(/\S+)", Mail.objects.filter(to=email).latest("pk").body)
    assert found
    return found[1]


def come_in(page: Page, email: str) -> None:
    """Accept an invitation as somebody new."""
    page.goto(link_to(email))
    assert_good_page(page)
    page.get_by_label("姓名").fill("林曉青")
    page.get_by_label("密碼 ", exact=False).first.fill(NEW)
    page.get_by_label("再輸入一次密碼").fill(NEW)
    page.get_by_role("button", name="接受邀請").click()


@pytest.mark.django_db(transaction=True)
def test_from_an_invitation_to_a_team(new_page: Callable[[], Page]) -> None:
    school = SchoolFactory.create(name_zh="國立臺東大學")
    call_command("load_call", "--open-now", stdout=StringIO())
    colleague = window_of(school)
    open_application(person=colleague, school=school)
    proposal = create_proposal(person=colleague, school_code=school.code, plan_type=PlanType.SPROUT, title="河川與校園")
    center = staff(email="center@moe.test", name="推動中心")

    office = new_page()
    office.goto("/accounts/login/")
    assert_good_page(office)
    sign_in(office, center.email)
    office.goto("/staff/people/")
    assert_good_page(office)
    office.locator("#id_email").fill("window@nttu.test")
    office.locator("#id_role").select_option("window")
    office.locator("#id_school").select_option(school.code)
    office.get_by_role("button", name="寄出邀請").click()
    expect(office.get_by_text("邀請已寄出")).to_be_visible()
    assert_good_page(office)

    window = new_page()
    come_in(window, "window@nttu.test")
    expect(window.get_by_text("歡迎加入")).to_be_visible()
    window.goto("/accounts/")
    assert_good_page(window)
    window.goto(f"/proposals/{proposal.number}/people/")
    assert_good_page(window)
    window.get_by_label("電子郵件").fill("pi@nttu.test")
    window.get_by_label("權限").select_option("lead")
    window.get_by_role("button", name="寄出邀請").click()
    expect(window.get_by_text("已邀請、還沒接受")).to_be_visible()
    assert_good_page(window)

    lead = new_page()
    come_in(lead, "pi@nttu.test")
    expect(lead.get_by_text("歡迎加入")).to_be_visible()
    lead.goto(f"/proposals/{proposal.number}/people/")
    expect(lead.get_by_role("rowheader", name="林曉青")).to_be_visible()
    assert_good_page(lead)


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_in_a_browser(page: Page) -> None:
    person = staff(email="center@moe.test")
    sign_in(page, person.email)
    page.goto("/accounts/2fa/")
    assert_good_page(page)
    page.get_by_role("link", name="設定驗證器").click()
    assert_good_page(page)
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("button", name="確認").click()
    expect(page.get_by_role("img", name=re.compile("驗證器設定圖"))).to_be_visible()
    assert_good_page(page)
    page.goto("/accounts/2fa/webauthn/add/")
    expect(page.get_by_role("button", name="加入", exact=True)).to_be_visible()
    assert_good_page(page)
