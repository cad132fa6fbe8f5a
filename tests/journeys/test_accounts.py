"""A window is invited, comes in, invites its team; and the second factor is set up."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from proposals.services.writing import create_proposal, open_application
from tests.factories import PASSWORD, SchoolFactory, staff, window_of
from tests.journeys.acting import accept, link_to, sign_in
from usr_portal.kernel.vocabulary import PlanType


def come_in(page: Page, email: str) -> None:
    """Accept an invitation as somebody new."""
    page.goto(link_to(email))
    accept(page)


@pytest.mark.django_db(transaction=True)
def test_from_an_invitation_to_a_team(new_page: Callable[[], Page]) -> None:
    school = SchoolFactory.create(name_zh="國立臺東大學")
    call_command("load_call", "--open-now", stdout=StringIO())
    colleague = window_of(school)
    open_application(person=colleague, school=school)
    proposal = create_proposal(person=colleague, school_code=school.code, plan_type=PlanType.SPROUT, title="河川與校園")
    center = staff(email="center@moe.test", name="推動中心")

    office = new_page()
    sign_in(office, center.email)
    office.goto("/staff/people/")
    office.locator("#id_email").fill("window@nttu.test")
    office.locator("#id_role").select_option("window")
    office.locator("#id_school").select_option(school.code)
    office.get_by_role("button", name="寄出邀請").click()
    expect(office.get_by_text("邀請已寄出")).to_be_visible()

    window = new_page()
    come_in(window, "window@nttu.test")
    window.goto(f"/proposals/{proposal.number}/people/")
    window.get_by_label("電子郵件").fill("pi@nttu.test")
    window.get_by_label("權限").select_option("lead")
    window.get_by_role("button", name="寄出邀請").click()
    expect(window.get_by_text("已邀請、還沒接受")).to_be_visible()

    lead = new_page()
    come_in(lead, "pi@nttu.test")
    lead.goto(f"/proposals/{proposal.number}/people/")
    expect(lead.get_by_role("rowheader", name="林曉青")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_in_a_browser(page: Page) -> None:
    person = staff(email="center@moe.test")
    sign_in(page, person.email)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="設定驗證器").click()
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("button", name="確認").click()
    expect(page.get_by_role("img", name=re.compile("驗證器設定圖"))).to_be_visible()
