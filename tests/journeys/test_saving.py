"""What is typed while the server's answers are lost is stored, to the letter, and nobody is told of a rival."""

from __future__ import annotations

import re
import unicodedata

import pytest
from playwright.sync_api import Page, Route, expect

import budgets.facts
from proposals.models import ProposalSection
from tests.journeys import texts
from tests.journeys.acting import sign_in
from tests.proposals.conftest import Writing, begin_writing, open_call

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "𠮷野家旁的鄥家與訚家，"
REST = "堃 e\u0301 a\u0308 葛󠄀 ㄅㄆㄇ。"


@pytest.fixture
def sprout(transactional_db: None) -> Writing:
    open_call()
    return begin_writing()


def lose_one_answer(page: Page, path: str) -> list[int]:
    """Let the next save of a page reach the server, and lose what it answers; gives the status that was lost."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.fallback()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(f"**{path}", lose)
    return lost


def expect_lost(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text("連不上系統")


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"已於 \d\d:\d\d:\d\d 儲存"))


def test_a_section_whose_answer_was_lost_is_saved_by_the_next(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    sign_in(page, sprout.lead.email)
    path = f"/proposals/{sprout.number}/edit/summary/"
    page.goto(path)
    lost = lose_one_answer(page, path)
    field = texts.editor(page, "summary")

    field.fill(FIRST)
    expect_lost(page)
    assert lost == [200]
    field.press("End")
    page.keyboard.insert_text(REST)
    expect_saved(page)

    row = ProposalSection.objects.get(proposal=sprout.proposal, key="summary")
    assert row.content["summary"] == unicodedata.normalize("NFC", FIRST + REST)
    assert row.version == 2
    page.locator(".action-bar").get_by_role("button", name="儲存", exact=True).click()
    expect(page.get_by_text("有人先儲存了這一頁")).to_have_count(0)
    expect(page.locator("[name=summary]")).to_have_value(row.content["summary"])
    assert [one for one in complaints if "ERR_CONNECTION_RESET" not in one] == []
    complaints.clear()


def test_a_grid_whose_answer_was_lost_is_saved_by_the_next(page: Page, sprout: Writing, complaints: list[str]) -> None:
    sign_in(page, sprout.lead.email)
    path = f"/proposals/{sprout.number}/budget/"
    page.goto(path)
    lost = lose_one_answer(page, path)
    matching = page.get_by_label("學校配合款（全年）").first

    matching.fill("1000")
    expect_lost(page)
    assert lost == [200]
    matching.fill("2000")
    expect_saved(page)

    assert budgets.facts.plan(sprout.proposal.budget_id).matching["114"] == 2_000
    expect(page.locator("#budget-refused")).to_be_hidden()
    assert [one for one in complaints if "ERR_CONNECTION_RESET" not in one] == []
    complaints.clear()
