from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

import budgets.facts
import budgets.services
from budgets.rules.types import AbroadPlan, BudgetPlan, Item, Line, Part, Source
from proposals.models import TeamMember
from tests.journeys.accessibility import assert_good_page
from tests.journeys.acting import sign_in
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.kernel.vocabulary import PlanType

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sprout(transactional_db: None) -> Writing:
    open_call()
    return begin_writing()


@pytest.fixture
def international(transactional_db: None) -> Writing:
    open_call()
    return begin_writing(PlanType.INTERNATIONAL)


def open_grid(page: Page, writing: Writing) -> None:
    sign_in(page, writing.lead.email)
    page.goto(f"/proposals/{writing.number}/budget/")


def stored(writing: Writing) -> BudgetPlan:
    return budgets.facts.plan(writing.proposal.budget_id)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"已於 .* 儲存"))


def group(page: Page, item: str, year: str = "114") -> Locator:
    return page.locator(f"[data-year='{year}'] [data-item='{item}']")


def test_a_team_budgets_three_years_without_pressing_save(page: Page, sprout: Writing) -> None:
    open_grid(page, sprout)
    operating = group(page, "operating")

    operating.get_by_role("button", name="新增業務費").click()
    page.keyboard.type("出席費")
    expect(operating.locator(".line__hint")).to_contain_text("2,500")
    operating.get_by_label("單價", exact=True).fill("２，５００")
    operating.get_by_label("數量", exact=True).fill("40")
    expect(operating.get_by_label("金額", exact=True)).to_have_value("100,000")
    page.get_by_label("學校配合款（全年）").first.fill("9,999")
    matching = page.locator("[data-gauge='114.matching']")
    expect(matching).to_contain_text("尚差 1 元")
    page.get_by_label("學校配合款（全年）").first.fill("10,000")
    expect(matching).to_contain_text("多 0 元")
    saved(page)

    page.get_by_role("button", name="複製明細到 115 年").click()
    expect(page.locator("[data-year='115']")).to_be_visible()
    saved(page)

    line = Line(item=Item.OPERATING, label="出席費", amount=100_000, unit_price=2_500, quantity=40)
    assert stored(sprout) == BudgetPlan(
        lines={"114": (line,), "115": (line,), "116": ()},
        matching={"114": 10_000, "115": 0, "116": 0},
        external={"114": 0, "115": 0, "116": 0},
    )
    expect(page.locator(".summary [data-sum='all.subsidy']")).to_have_text("200,000")


def test_rows_are_added_moved_and_removed_by_keyboard(page: Page, sprout: Writing) -> None:
    open_grid(page, sprout)
    group(page, "operating").get_by_role("button", name="新增業務費").press("Enter")
    for name in ("甲", "乙"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    page.keyboard.type("丙")
    page.keyboard.press("Alt+ArrowUp")
    group(page, "operating").get_by_role("button", name="刪除").first.press("Enter")
    saved(page)

    assert [line.label for line in stored(sprout).lines["114"]] == ["丙", "乙"]


def test_a_wrong_amount_stays_in_its_cell_and_says_why(page: Page, sprout: Writing, complaints: list[str]) -> None:
    open_grid(page, sprout)
    operating = group(page, "operating")
    operating.get_by_role("button", name="新增業務費").click()
    operating.get_by_label("金額", exact=True).fill("12.5")

    expect(operating.get_by_text("請填整數")).to_be_visible()
    expect(operating.get_by_label("金額", exact=True)).to_have_value("12.5")
    expect(operating.get_by_label("金額", exact=True)).to_have_attribute("aria-invalid", "true")
    operating.get_by_label("金額", exact=True).fill("12")
    saved(page)
    expect(operating.get_by_text("請填整數")).to_have_count(0)
    complaints.clear()  # the browser notes the refused save


def test_a_second_writer_is_told_and_loses_nothing(page: Page, sprout: Writing, complaints: list[str]) -> None:
    open_grid(page, sprout)
    theirs = BudgetPlan(lines={"114": (), "115": (), "116": ()}, matching={"114": 7}, external={})
    budgets.services.replace(plan_id=sprout.proposal.budget_id, plan=theirs)
    page.get_by_label("學校配合款（全年）").first.fill("500")

    expect(page.locator("#budget-refused")).to_contain_text("已先儲存")
    expect(page.get_by_label("學校配合款（全年）").first).to_have_value("500")
    page.get_by_role("button", name="比對兩份內容").click()
    expect(page.locator(".conflict del")).to_contain_text("7")
    expect(page.locator(".conflict ins")).to_contain_text("500")
    expect(page.get_by_label("學校配合款（全年）").first).to_have_value("500")
    page.get_by_role("button", name="存入我的這一份").click()
    saved(page)

    assert stored(sprout).matching["114"] == 500
    complaints.clear()  # the browser notes the refused save


def full_plan() -> BudgetPlan:
    def year(scale: int) -> tuple[Line, ...]:
        return (
            Line(Item.PERSONNEL, 1_200_000 * scale, "專任助理", monthly=50_000 * scale, months=24),
            Line(Item.PERSONNEL, 120_000, "計畫主持人費", person="p-1", host_fee=True, monthly=10_000, months=12),
            Line(Item.OPERATING, 3_000_000, "講座鐘點費", unit_price=2_000, quantity=1_500),
            Line(Item.OPERATING, 450_000, "國際工作坊", part=Part.SECOND, source=Source.MATCHING),
            Line(Item.INTERNATIONAL_COOPERATION, 900_000, "國外活動差旅", part=Part.SECOND),
        )

    return BudgetPlan(
        lines={"114": year(1), "115": year(2), "116": ()},
        matching={"114": 600_000, "115": 500_000, "116": 0},
        external={"114": 300_000, "115": 300_000, "116": 0},
        abroad_plans=(AbroadPlan("114", None, "曼谷", "共學工作坊", 5, 12, ""),),
    )


def test_the_grid_is_a_good_page_on_a_desk_and_on_a_telephone(page: Page, international: Writing) -> None:
    TeamMember.objects.create(proposal=international.proposal, person_key="p-1", name="林曉青", role="pi")
    budgets.services.replace(plan_id=international.proposal.budget_id, plan=full_plan())
    open_grid(page, international)

    expect(page.locator("[data-gauge='114.cap']")).to_contain_text("尚可編列 5,780,000 元")
    page.locator("[data-year-tab='115']").click()
    expect(page.locator("[data-gauge='115.external']")).to_contain_text("尚差")
    assert_good_page(page)
