"""A talk beside a page, with the keyboard alone: said, answered by the window, settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from proposals.models import Comment
from tests.journeys.acting import sign_in
from tests.journeys.test_keyboard import tab_to
from tests.proposals.conftest import begin_writing, open_call
from usr_portal.notices.models import Mail


@pytest.mark.django_db(transaction=True)
def test_a_talk_is_held_beside_the_page_without_leaving_it(new_page: Callable[[], Page]) -> None:
    open_call()
    writing = begin_writing()
    lead, window = new_page(), new_page()
    address = f"/proposals/{writing.number}/edit/summary/"
    sign_in(lead, writing.lead.email)
    lead.goto(address)
    box = lead.get_by_label("新的討論")
    expect(box).to_be_visible()
    box.focus()
    lead.keyboard.insert_text("請校窗口確認𠮷鄥訚堃的寫法。")
    tab_to(lead, lead.get_by_label(f"@{writing.window.name}"))
    lead.keyboard.press("Space")
    tab_to(lead, lead.get_by_role("button", name="送出討論"))
    lead.keyboard.press("Enter")
    expect(lead.locator(".talk")).to_contain_text("請校窗口確認𠮷鄥訚堃的寫法。")
    assert lead.url.endswith(address)
    assert Mail.objects.get(key__startswith="comment:").to == writing.window.email

    sign_in(window, writing.window.email)
    window.goto(address)
    talk = window.locator(".talk")
    talk.get_by_text("回覆", exact=True).first.press("Enter")
    talk.get_by_label("回覆").fill("寫法無誤。")
    talk.get_by_role("button", name="送出回覆").press("Enter")
    expect(window.locator(".talk")).to_contain_text("寫法無誤。")
    window.locator(".talk").get_by_role("button", name="結案").press("Enter")
    expect(window.locator(".talk")).to_contain_text("結案")
    expect(window.locator(".talk--settled")).to_have_count(1)
    assert Comment.objects.get(thread=None).resolved_by == writing.window
