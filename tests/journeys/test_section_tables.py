"""Tables of a section: a pasted block, rows moved by keyboard and mouse, taken away and brought back; stored as seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from proposals.models import ProposalSection
from tests.journeys.acting import sign_in
from tests.journeys.test_saving import expect_saved
from tests.proposals.conftest import Writing, begin_writing, open_call

pytestmark = pytest.mark.django_db(transaction=True)

SITES = "TW\t固定實踐場域\t臺北市\t北投區\t𠮷慶里鄥家巷\nTW\t其他性質場域\t台東縣\t池上鄉\t訚堃農場\nTW\t流動場域\t嘉義縣\t阿里山鄉\t達邦部落\n"


@pytest.fixture
def sprout(transactional_db: None) -> Writing:
    open_call()
    return begin_writing()


def open_sites(page: Page, sprout: Writing) -> Locator:
    sign_in(page, sprout.lead.email)
    page.goto(f"/proposals/{sprout.number}/edit/basics/")
    return page.locator("[data-rows=sites]")


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def names(table: Locator) -> list[str]:
    return [one.input_value() for one in table.locator("[data-row]:not(.is-removed)").get_by_label("場域名稱").all()]


def stored(sprout: Writing) -> list[str]:
    row = ProposalSection.objects.get(proposal=sprout.proposal, key="basics")
    return [site["name"] for site in row.content["sites"]]


def test_a_block_is_pasted_and_what_no_choice_offers_is_told(page: Page, sprout: Writing) -> None:
    table = open_sites(page, sprout)
    table.get_by_label("國家").first.focus()
    paste(page, SITES)
    assert names(table) == ["𠮷慶里鄥家巷", "訚堃農場", "達邦部落"]
    expect(table.get_by_text("「流動場域」不在選項裡，請選擇。")).to_be_visible()
    expect_saved(page)
    assert stored(sprout) == ["𠮷慶里鄥家巷", "訚堃農場", "達邦部落"]
    page.reload()
    assert names(table) == ["𠮷慶里鄥家巷", "訚堃農場", "達邦部落"]
    natures = table.get_by_label("性質")
    assert [natures.nth(row).input_value() for row in range(3)] == ["fixed", "other", ""]


def test_rows_are_moved_by_keyboard_and_mouse_and_a_removed_one_comes_back(page: Page, sprout: Writing) -> None:
    table = open_sites(page, sprout)
    table.get_by_label("國家").first.focus()
    paste(page, SITES)
    table.get_by_label("場域名稱").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    assert names(table) == ["訚堃農場", "𠮷慶里鄥家巷", "達邦部落"]
    expect(table.get_by_label("場域名稱").nth(1)).to_be_focused()

    page.set_viewport_size({"width": 1280, "height": 2_400})
    handle = table.locator(".row-handle").nth(2)
    handle.scroll_into_view_if_needed()
    start, goal = handle.bounding_box(), table.locator("[data-row]").first.bounding_box()
    assert start is not None
    assert goal is not None
    page.mouse.move(start["x"] + 3, start["y"] + 3)
    page.mouse.down()
    page.mouse.move(goal["x"] + 3, goal["y"] + 3, steps=8)
    page.mouse.up()
    assert names(table) == ["達邦部落", "訚堃農場", "𠮷慶里鄥家巷"]

    table.locator("[data-row]").first.get_by_role("button", name="刪除").press("Enter")
    assert names(table) == ["訚堃農場", "𠮷慶里鄥家巷"]
    expect(table.get_by_role("button", name="復原這一列")).to_be_focused()
    page.keyboard.press("Enter")
    assert names(table) == ["達邦部落", "訚堃農場", "𠮷慶里鄥家巷"]
    expect_saved(page)
    assert stored(sprout) == ["達邦部落", "訚堃農場", "𠮷慶里鄥家巷"]


def test_a_quotation_mark_is_a_letter_and_a_quoted_cell_may_hold_lines(page: Page, sprout: Writing) -> None:
    table = open_sites(page, sprout)
    table.get_by_label("場域名稱").first.focus()
    paste(page, '"半句\n"第一行\n說 ""好"""\n"""三引號"\n')
    assert names(table) == ['"半句', '第一行 說 "好"', '"""三引號"']


def test_a_mark_that_is_neither_yes_nor_no_is_told_beside_the_box(page: Page, sprout: Writing) -> None:
    sign_in(page, sprout.lead.email)
    page.goto(f"/proposals/{sprout.number}/edit/team/")
    table = page.locator("[data-rows=team]")
    table.get_by_label("任務分工").first.focus()
    paste(page, "統籌\t待確認\n協調\t是\n記錄\t否\n")
    boxes = table.get_by_label("現任校長或副校長")
    assert [boxes.nth(row).is_checked() for row in range(3)] == [False, True, False]
    expect(table.get_by_text("「待確認」不在選項裡，請選擇。")).to_be_visible()


def test_a_row_that_could_not_be_stored_comes_back_once_and_not_after_it_is_taken_away(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    """The kept copy is sent as a page: opening that page again must ask for it, and not send the copy once more."""
    sign_in(page, sprout.lead.email)
    page.goto(f"/proposals/{sprout.number}/edit/team/")
    table = page.locator("[data-rows=team]")
    count = table.locator("[data-row]").count()
    table.locator("[data-rows-add]").click()
    table.get_by_label("姓名").last.fill("新來的人")
    expect(page.locator("[data-save-state]")).to_contain_text("有欄位無法儲存")
    page.reload()
    expect(table.get_by_label("姓名").last).to_have_value("新來的人")
    table.get_by_role("button", name="刪除").last.click()
    expect_saved(page)
    page.reload()
    expect(table.locator("[data-row]")).to_have_count(count)
    expect(page.get_by_text("已先儲存了這一頁")).to_have_count(0)
    assert [one for one in complaints if "422" not in one] == []
    complaints.clear()
