"""What people do in a browser before any form: sign in, follow a letter's link, come in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from usr_portal.notices.models import Mail

NEW_PASSWORD = "river-town-campus-24"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in and arrive."""
    page.goto("/accounts/login/")
    page.get_by_label("電子郵件").fill(email)
    page.get_by_label("密碼").fill(password)
    page.locator("main").get_by_role("button", name="登入").click()
    expect(page.locator("details.menu")).to_be_visible()


def link_to(email: str) -> str:
    """The one-time link of the last letter in the outbox to an address."""
    found = re.search(r"http://[^/]+(/\S+)", Mail.objects.filter(to=email).latest("pk").body)
    assert found, f"no link in the letter to {email}"
    return found[1]


def accept(page: Page, name: str = "林曉青", password: str = NEW_PASSWORD) -> None:
    """Accept the invitation that is open, as somebody new."""
    page.get_by_label("姓名").fill(name)
    page.get_by_label("密碼 ", exact=False).first.fill(password)
    page.get_by_label("再輸入一次密碼").fill(password)
    page.get_by_role("button", name="接受邀請").click()
    expect(page.get_by_text("歡迎加入")).to_be_visible()


def sign_out(page: Page) -> None:
    """Leave by the menu."""
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="登出").click()
    if page.url.endswith("/accounts/logout/"):
        page.locator("main").get_by_role("button", name="登出").click()
    expect(page.get_by_role("link", name="登入", exact=True)).to_be_visible()
