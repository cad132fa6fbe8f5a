"""Nothing typed is lost: server away, page reloaded, session ended, window closed, two people on one section."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Error, Locator, Page, Route, expect

from proposals.models import Participation, ProposalSection
from tests.factories import PASSWORD, PersonFactory
from tests.journeys import texts
from tests.journeys.acting import sign_in
from tests.journeys.test_saving import FIRST, REST, expect_lost, expect_saved
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = FIRST + REST
STORED = unicodedata.normalize("NFC", TYPED)
"""Texts are stored composed, as the file format has them: every character that was typed, in one writing."""


@pytest.fixture
def sprout(transactional_db: None) -> Writing:
    open_call()
    return begin_writing()


def address(sprout: Writing) -> str:
    return f"/proposals/{sprout.number}/edit/summary/"


def open_section(page: Page, sprout: Writing) -> Locator:
    sign_in(page, sprout.lead.email)
    page.goto(address(sprout))
    # What the page asks by itself is answered: an answer that came after the cookies are cleared would set new ones.
    page.wait_for_load_state("networkidle")
    return summary(page)


def summary(page: Page) -> Locator:
    return texts.editor(page, "summary")


def expect_text(page: Page, text: str) -> None:
    """The page shows a text, and would send it."""
    expect(texts.field(page, "summary")).to_have_value(text)
    expect(summary(page)).to_have_text(text)


def stored(sprout: Writing) -> str:
    row = ProposalSection.objects.filter(proposal=sprout.proposal, key="summary").first()
    return row.content.get("summary", "") if row else ""


class Line:
    """The way of a page's saves to the server, which can be cut."""

    def __init__(self, page: Page, sprout: Writing) -> None:
        self.cut = False
        page.context.route(f"**{address(sprout)}", self.carry)

    def carry(self, route: Route) -> None:
        if self.cut and route.request.method == "POST":
            route.abort("internetdisconnected")
        else:
            route.fallback()


def crash(page: Page) -> None:
    """End the page as a machine that loses its power does: no script of it runs any more."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", wait_until="commit", timeout=3_000)


def forgive(complaints: list[str], *kinds: str) -> None:
    """Take away what the browser says of the refusals that the test itself makes."""
    assert [one for one in complaints if not any(kind in one for kind in kinds)] == []
    complaints.clear()


def test_twenty_seconds_without_the_server(page: Page, sprout: Writing, complaints: list[str]) -> None:
    page.clock.install()
    field = open_section(page, sprout)
    line = Line(page, sprout)
    line.cut = True
    for number, piece in enumerate((FIRST, "斷線中", REST)):
        field.press("End")
        page.keyboard.insert_text(piece)
        page.clock.run_for(2_000 if number == 0 else 9_000)
        expect_lost(page)
    assert stored(sprout) == ""
    line.cut = False
    page.clock.run_for(16_000)
    expect_saved(page)
    assert stored(sprout) == unicodedata.normalize("NFC", FIRST + "斷線中" + REST)
    forgive(complaints, "ERR_INTERNET_DISCONNECTED")


def test_what_a_crashed_page_could_not_send_is_stored_when_it_is_opened_again(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    field = open_section(page, sprout)
    line = Line(page, sprout)
    line.cut = True
    field.fill(TYPED)
    expect_lost(page)
    page.evaluate("window.usrKeeping.forgotten")
    kept = page.evaluate(
        """async () => (await new Promise((done) => {
            const opening = indexedDB.open("usr-keeping", 1);
            opening.onsuccess = () => {
                const all = opening.result.transaction("unsent").objectStore("unsent").getAll();
                all.onsuccess = () => done(all.result.map((one) => new TextDecoder().decode(one.box)));
            };
        }))"""
    )
    assert len(kept) == 1
    assert "鄥" not in kept[0]  # encrypted
    again = page.context.new_page()
    crash(page)
    line.cut = False
    again.goto(address(sprout))
    expect(again.get_by_text("已儲存您上次沒有存入的內容。")).to_be_visible()
    expect_text(again, STORED)
    assert stored(sprout) == STORED
    assert "kept" not in again.url
    forgive(complaints, "ERR_INTERNET_DISCONNECTED")


def test_another_person_at_the_same_machine_reads_nothing_and_the_writer_finds_it_later(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    other = PersonFactory.create()
    Participation.objects.create(proposal=sprout.proposal, person=other, access="editor")
    field = open_section(page, sprout)
    line = Line(page, sprout)
    line.cut = True
    field.fill(TYPED)
    expect_lost(page)
    context = page.context
    crash(page)
    line.cut = False
    context.clear_cookies()
    theirs = context.new_page()
    sign_in(theirs, other.email)
    theirs.goto(address(sprout))
    expect_text(theirs, "")
    context.clear_cookies()
    sign_in(theirs, sprout.lead.email)
    theirs.goto(address(sprout))
    expect_text(theirs, STORED)
    forgive(complaints, "ERR_INTERNET_DISCONNECTED")


def end_sessions() -> None:
    Session.objects.all().delete()
    cache.clear()


def test_signing_in_again_in_the_dialog_sends_what_was_typed(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    field = open_section(page, sprout)
    end_sessions()
    field.fill(TYPED)
    dialog = page.get_by_role("dialog", name="請重新登入")
    expect(dialog).to_be_visible()
    dialog.get_by_label("密碼").fill("wrong")
    dialog.get_by_role("button", name="登入並存入").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("密碼").fill(PASSWORD)
    dialog.get_by_role("button", name="登入並存入").click()
    expect(dialog).to_be_hidden()
    expect_saved(page)
    assert stored(sprout) == STORED
    page.locator(".action-bar").get_by_role("button", name="儲存", exact=True).click()
    expect(page.get_by_text("已儲存。")).to_be_visible()
    forgive(complaints, "401", "400")


def test_another_person_who_signed_in_meanwhile_does_not_store_in_their_name(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    other = PersonFactory.create(name="後來的人")
    Participation.objects.create(proposal=sprout.proposal, person=other, access="editor")
    field = open_section(page, sprout)
    page.context.clear_cookies()
    theirs = page.context.new_page()
    sign_in(theirs, other.email)
    field.fill(TYPED)
    dialog = page.get_by_role("dialog", name="請重新登入")
    expect(dialog).to_contain_text("目前登入的是另一位使用者（後來的人）")
    assert stored(sprout) == ""
    forgive(complaints, "403")


def close_window(sprout: Writing) -> None:
    """End the school's time a second ago."""
    WindowExtension.objects.create(
        call_id="usr-4",
        school=sprout.school,
        window="upload",
        closes_at=call.now() - timedelta(seconds=1),
        reason="測試",
        granted_by=sprout.window,
    )


def test_a_window_that_closes_leaves_the_text_to_be_read_and_copied(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = open_section(page, sprout)
    field.fill(FIRST)
    expect_saved(page)
    close_window(sprout)
    field.fill(TYPED)
    expect(page.get_by_role("alert")).to_contain_text("截止")
    expect_text(page, TYPED)
    expect(field).not_to_be_editable()
    page.get_by_role("button", name="複製全部內容").click()
    expect(page.get_by_role("button", name="已複製")).to_be_visible()
    assert TYPED in page.evaluate("navigator.clipboard.readText()")
    assert stored(sprout) == unicodedata.normalize("NFC", FIRST)
    page.reload()
    expect(page.get_by_text("這台電腦還留著您")).to_be_visible()
    page.get_by_role("button", name="看這份內容").click()
    expect_text(page, STORED)
    forgive(complaints, "403")


def test_two_people_in_different_texts_of_one_page_are_no_rivals(
    new_page: Callable[[], Page], sprout: Writing, complaints: list[str]
) -> None:
    other = sprout.join(Participation.Access.EDITOR)
    mine, theirs = new_page(), new_page()
    place = f"/proposals/{sprout.number}/edit/strategy/"
    for page, person in ((mine, sprout.lead), (theirs, other)):
        sign_in(page, person.email)
        page.goto(place)
    texts.editor(theirs, "strategy_2").fill("他們寫的：" + FIRST)
    expect_saved(theirs)
    texts.editor(mine, "strategy_3").fill("我寫的：" + REST)
    expect(mine.locator("[data-merged]")).to_contain_text("場域經營")
    expect_saved(mine)
    expect(texts.editor(mine, "strategy_2")).to_contain_text("他們寫的：")
    # Both go on: what was taken in is not sent back over what came later.
    texts.editor(theirs, "strategy_2").fill("他們改寫的：" + FIRST)
    expect_saved(theirs)
    texts.editor(mine, "strategy_3").fill("我改寫的：" + REST)
    expect_saved(mine)
    row = ProposalSection.objects.get(proposal=sprout.proposal, key="strategy")
    assert row.content["strategy_2"] == unicodedata.normalize("NFC", "他們改寫的：" + FIRST)
    assert row.content["strategy_3"] == unicodedata.normalize("NFC", "我改寫的：" + REST)
    forgive(complaints, "409")


def test_two_people_on_one_section_see_both_texts(
    new_page: Callable[[], Page], sprout: Writing, complaints: list[str]
) -> None:
    other = sprout.join(Participation.Access.EDITOR)
    mine, theirs = new_page(), new_page()
    field = open_section(mine, sprout)
    sign_in(theirs, other.email)
    theirs.goto(address(sprout))
    summary(theirs).fill("他們寫的：" + FIRST)
    expect_saved(theirs)
    my_text = unicodedata.normalize("NFC", "我寫的：" + REST)
    field.fill(my_text)
    expect(mine.get_by_role("alert")).to_contain_text("已先儲存了這一頁")
    mine.get_by_role("button", name="比對兩份內容").click()
    expect(mine.locator(".conflict del")).not_to_have_count(0)
    expect(mine.locator(".conflict")).to_contain_text("他們寫的：" + FIRST)
    expect_text(mine, my_text)
    assert stored(sprout) == unicodedata.normalize("NFC", "他們寫的：" + FIRST)
    mine.get_by_label("存入我的（下方表單）").check()
    field.fill("我寫的：" + REST + "他們寫的：" + FIRST)
    mine.locator(".action-bar").get_by_role("button", name="儲存", exact=True).click()
    expect(mine.get_by_text("已儲存。")).to_be_visible()
    both = unicodedata.normalize("NFC", "我寫的：" + REST + "他們寫的：" + FIRST)
    assert stored(sprout) == both
    mine.reload()
    expect_text(mine, both)
    forgive(complaints, "409")
