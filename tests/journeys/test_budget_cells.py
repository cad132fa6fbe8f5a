"""The grid as a spreadsheet: a block pasted, selected, filled, undone; compared cell by cell, and after a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from budgets.rules.types import Item, Line, Source
from tests.journeys.test_budget_grid import group, open_grid, saved, stored
from tests.proposals.conftest import Writing, begin_writing, open_call

pytestmark = pytest.mark.django_db(transaction=True)

BLOCK = (
    '出席費\t補助款\t2,500\t40\t\n"𠮷鄥訚堃\n工作坊"\t配合款\t１，０００\t3\t3000\n講座鐘點費\t自籌\t2000\t10\t20,000\n'
)


@pytest.fixture
def sprout(transactional_db: None) -> Writing:
    open_call()
    return begin_writing()


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def labels(page: Page) -> list[str]:
    return [one.input_value() for one in group(page, "operating").get_by_label("名稱", exact=True).all()]


def amounts(page: Page) -> list[str]:
    return [one.input_value() for one in group(page, "operating").get_by_label("金額", exact=True).all()]


def test_a_block_of_a_spreadsheet_is_pasted_and_stored(page: Page, sprout: Writing) -> None:
    open_grid(page, sprout)
    operating = group(page, "operating")
    operating.get_by_role("button", name="新增業務費").click()
    paste(page, BLOCK)
    expect(operating.locator("[data-line]")).to_have_count(3)
    assert labels(page) == ["出席費", "𠮷鄥訚堃 工作坊", "講座鐘點費"]
    assert amounts(page) == ["100,000", "3,000", "20,000"]
    expect(operating.get_by_text("「自籌」不在選項裡，請選擇。")).to_be_visible()
    saved(page)
    expected = (
        Line(Item.OPERATING, 100_000, "出席費", unit_price=2_500, quantity=40),
        Line(Item.OPERATING, 3_000, "𠮷鄥訚堃 工作坊", source=Source.MATCHING, unit_price=1_000, quantity=3),
        Line(Item.OPERATING, 20_000, "講座鐘點費", unit_price=2_000, quantity=10),
    )
    assert stored(sprout).lines["114"] == expected
    page.reload()
    assert labels(page) == [line.label for line in expected]
    assert amounts(page) == [f"{line.amount:,}" for line in expected]


def test_what_was_done_is_undone_and_done_again_by_keyboard(page: Page, sprout: Writing) -> None:
    open_grid(page, sprout)
    group(page, "operating").get_by_role("button", name="新增業務費").click()
    paste(page, "甲\t補助款\t\t\t100\n乙\t補助款\t\t\t200\n丙\t補助款\t\t\t300")
    assert amounts(page) == ["100", "200", "300"]
    group(page, "operating").get_by_label("金額", exact=True).first.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-grid-says]")).to_have_text("已選取 3 列 1 欄")
    page.keyboard.press("Control+D")
    assert amounts(page) == ["100", "100", "100"]
    page.keyboard.press("Control+Z")
    assert amounts(page) == ["100", "200", "300"]
    page.keyboard.press("Control+Z")
    assert labels(page) == [""]
    page.keyboard.press("Control+Y")
    page.keyboard.press("Control+Y")
    assert amounts(page) == ["100", "100", "100"]
    saved(page)
    assert [line.amount for line in stored(sprout).lines["114"]] == [100, 100, 100]


def test_arrows_go_from_cell_to_cell_and_a_block_is_copied_and_emptied(page: Page, sprout: Writing) -> None:
    open_grid(page, sprout)
    operating = group(page, "operating")
    operating.get_by_role("button", name="新增業務費").click()
    paste(page, "甲\t補助款\t10\t2\t20\n乙\t補助款\t30\t4\t120")
    operating.get_by_label("名稱", exact=True).first.focus()
    for _ in range(2):
        page.keyboard.press("End")
        page.keyboard.press("ArrowRight")
    expect(operating.get_by_label("單價", exact=True).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(operating.get_by_label("單價", exact=True).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(operating.get_by_label("單價", exact=True).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == "10\t2\n30\t4"
    page.keyboard.press("Delete")
    assert [one.input_value() for one in operating.get_by_label("數量", exact=True).all()] == ["", ""]
    saved(page)
