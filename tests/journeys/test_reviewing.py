"""Staff assign a round, and a reviewer signs, reads, scores and hands in, in a real browser."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from review.models import Affiliation, Assignment, Case, Round, ScoreSheet
from review.services.opening import open_cases
from tests.factories import SchoolFactory
from tests.factories import staff as staff_of
from tests.journeys.accessibility import assert_good_page
from tests.journeys.acting import sign_in
from tests.journeys.conftest import NewPage
from tests.proposals.conftest import open_call
from tests.review.conftest import in_window, reviewer_of, send_application
from tests.review.scoring import to_written_review

STEP = "步驟"


def test_a_round_from_the_proposed_assignment_to_a_sheet_handed_in(new_page: NewPage, live_server: LiveServer) -> None:
    open_call()
    send_application()
    in_window("data_check")
    center = staff_of()
    cases = open_cases(person=center)
    to_written_review(cases)
    reviewers = [reviewer_of(name=f"委員{number}") for number in range(4)]
    for one in reviewers:
        Affiliation.objects.create(reviewer=one, school=SchoolFactory.create())

    _staff_assign(new_page(), center.email)
    given = Assignment.objects.filter(reviewer=reviewers[0], case__basis_kind="continuation").select_related("case")[0]
    _reviewer_scores(new_page(), reviewers[0].person.email, given.case)
    sheet = ScoreSheet.objects.get(assignment=given)
    assert sheet.submitted_at is not None
    assert (str(sheet.total), sheet.to_school) == ("78.00", "田野紮實。")


def _staff_assign(page: Page, email: str) -> None:
    sign_in(page, email)
    page.goto(reverse("panels_round_new"))
    assert_good_page(page)
    page.get_by_label("名稱").fill("書面審查")
    page.get_by_role("button", name="建立").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("書面審查")
    page.get_by_role("button", name="提出分派建議").click()
    expect(page.get_by_role("status").or_(page.get_by_role("alert")).first).to_contain_text("已提出 15 筆分派")
    assert_good_page(page)
    page.get_by_role("button", name="開始這一輪").click()
    page.get_by_role("button", name="發出邀請").click()
    expect(page.locator("main")).to_contain_text("已向 4 位委員發出 15 件邀請。")
    page.get_by_role("link", name=re.compile(r"^USR4-")).first.click()
    assert_good_page(page)
    for name in ("panels", "panels_reviewers", "panels_avoidances"):
        page.goto(reverse(name))
        assert_good_page(page)
    for name in ("panels_progress", "panels_seats"):
        page.goto(reverse(name, args=[Round.objects.get().pk]))
        assert_good_page(page)


def _reviewer_scores(page: Page, email: str, case: Case) -> None:
    sign_in(page, email)
    page.goto(reverse("review"))
    assert_good_page(page)
    page.get_by_role("link", name="閱讀並簽署").click()
    assert_good_page(page)
    page.get_by_label(re.compile("我已閱讀")).check()
    page.get_by_role("button", name="簽署").click()
    page.get_by_role("row").filter(has_text=case.project_number).get_by_role("link").click()
    assert_good_page(page)
    page.get_by_role("button", name="接受審查").click()
    _write(page)
    assert_good_page(page)
    page.get_by_role("button", name="檢視並送出").click()
    assert_good_page(page)
    page.get_by_role("button", name="確定送出").click()
    expect(page.get_by_role("row").filter(has_text=case.project_number)).to_contain_text("78.00")


def _write(page: Page) -> None:
    """Score while the text changes beside the sheet; nothing typed is lost by it."""
    total = page.locator("[data-total]")
    for label, score in (("前期計畫成果", "80"), ("大學社會責任納入", "70"), ("個案計畫", "80")):
        page.get_by_label(re.compile(f"^{label}")).fill(score)
    page.get_by_label("給學校的意見").fill("田野紮實。")
    expect(total).to_have_text("78.00")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"已於 \d\d:\d\d:\d\d 儲存"))
    page.get_by_role("link", name="學校規劃", exact=True).click()
    expect(page.locator("#reading h3").first).to_contain_text("申請計畫資料總表")
    expect(page.get_by_role("link", name="學校規劃", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.get_by_label("給學校的意見")).to_have_value("田野紮實。")
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None
    page.go_back()
    expect(page.locator("#reading h3").first).not_to_contain_text("申請計畫資料總表")
    expect(page.get_by_label("給學校的意見")).to_have_value("田野紮實。")
    page.get_by_role("link", name="學校規劃", exact=True).click()
    expect(page.locator("#reading h3").first).to_contain_text("申請計畫資料總表")
    page.locator("#reading .reading__note").nth(1).click()
    expect(page.get_by_label("筆記", exact=True)).to_be_focused()
    page.get_by_label("筆記", exact=True).fill("治理層級清楚")
    page.get_by_role("button", name="加入筆記").click()
    expect(page.locator("#marks")).to_contain_text("治理層級清楚")
