"""The whole review in a browser: data check, panel, three reviewers, replies, presentation, visit, decision, results.

The calendar is the call's own, and the demo's clock goes through it: what is appointed for a day has taken place after it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from review.models import Case, Decision, Meeting
from review.models.cases import Stage
from tests.builders import YEARS
from tests.journeys.accessibility import assert_good_page
from tests.journeys.conftest import NewPage
from tests.journeys.review_cast import APPROVED, NAMES, POT, SCORES, Cast, gather, nameless, now, told
from tests.journeys.review_rounds import (
    data_check,
    last_reply,
    offers,
    onward,
    presentation,
    visit,
    written_reply,
    written_review,
)
from usr_portal.kernel.vocabulary import PlanType


def test_from_what_was_sent_to_the_letter_of_the_result(
    new_page: NewPage, live_server: LiveServer, complaints: list[str], tmp_path: Path, settings: Settings
) -> None:
    settings.USR_DEMO = True
    cast = gather(new_page, live_server)
    offers(cast)
    data_check(cast)
    written_review(cast)
    written_reply(cast)
    presentation(cast)
    last_reply(cast)
    visit(cast)
    _decision(cast, complaints)
    _announcement(cast, new_page(), tmp_path)


def _decision(cast: Cast, complaints: list[str]) -> None:
    """The center drafts, cannot confirm; the ministry does."""
    page, deep = cast.center, cast.deep.project_number
    onward(page, "decision", Stage.DECISION)
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.DECISION}
    page.goto(reverse("decision_meeting_new"))
    page.get_by_label("日期").fill("2024-12-10")
    for year in YEARS:
        page.get_by_label(f"{year} 年可核配經費（元）").fill(POT)
    page.get_by_role("button", name="儲存會議").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("建立會議")
    page.goto(reverse("decision"))
    assert_good_page(page)
    page.get_by_label(f"{deep} {YEARS[0]} 年核定金額").fill("999,999,999")
    page.get_by_label(f"{deep} 的決議").select_option("fund")
    page.get_by_role("button", name="儲存草案").click()
    expect(page.get_by_label(f"{deep} {YEARS[0]} 年核定金額")).to_have_value("999,999,999")
    complaints.clear()  # the refusal of more than was asked
    assert not Decision.objects.exists()
    _draft(page, deep)
    page.goto(reverse("decision_schools"))
    _draft(page, cast.sent.school.code)
    expect(page.get_by_role("button", name=re.compile("預覽確認"))).to_have_count(0)
    _drafter_cannot_confirm(page, deep)
    cast.ministry.goto(reverse("decision"))
    cast.ministry.get_by_role("button", name="預覽確認這場會議的全部草案").click()
    assert_good_page(cast.ministry)
    cast.ministry.get_by_role("button", name=re.compile("^確認這 3 件")).click()
    expect(told(cast.ministry)).to_contain_text("已確認 3 件決議。")
    assert Decision.objects.filter(confirmed_by__name="教育部承辦", drafted_by__name="推動中心承辦").count() == 2


def _drafter_cannot_confirm(page: Page, number: str) -> None:
    """Nor by a request that no page of theirs makes."""
    sent: dict[str, str | float | bool] = {
        "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        "case": f"{number}:{Decision.objects.get(case__project_number=number).version}",
        "confirmed": "1",
    }
    answer = page.request.post(reverse("decision_confirm", args=[Meeting.objects.get().pk]), form=sent)
    assert answer.status == 403
    assert "您可以擬案，不能確認。" in answer.text()
    assert not Decision.objects.exclude(confirmed_by=None).exists()


def _draft(page: Page, number: str) -> None:
    """Fund one with the same amount each year; what else is on the board is declined."""
    for year in YEARS:
        page.get_by_label(f"{number} {year} 年核定金額").fill(APPROVED)
    page.get_by_label(f"{number} 的決議").select_option("fund")
    for row in page.locator("[data-row]").filter(has_not_text=number).all():
        row.locator("select[data-verdict]").select_option("decline")
        row.locator("summary").click()
        row.get_by_label(re.compile("^理由")).fill("本期名額有限。")
    page.get_by_role("button", name="儲存草案").click()
    expect(told(page)).to_contain_text(re.compile(r"已存 [12] 件的決議草案"))


def _announcement(cast: Cast, reader: Page, tmp_path: Path) -> None:
    """Nobody knows, then everybody does: the list, the school's page and its letter."""
    deep, results = cast.deep.project_number, reverse("results")
    reader.goto(results)
    expect(told(reader)).not_to_contain_text(deep)
    now("announcement", day=10)
    cast.ministry.goto(reverse("announce"))
    cast.ministry.get_by_label("徵件代號").fill("usr-4")
    cast.ministry.get_by_label("公告依據或理由").fill("依核定公文辦理")
    cast.ministry.get_by_role("button", name="公告並通知各校").click()
    expect(told(cast.ministry)).to_contain_text("已公告：名單已公布")
    reader.goto(results)
    expect(told(reader)).to_contain_text(deep)
    expect(told(reader)).not_to_contain_text(cast.sent.case(PlanType.SPROUT).project_number)
    page = cast.school
    page.goto(reverse("proposal_result", args=[cast.number]))
    expect(told(page)).to_contain_text(APPROVED)
    nameless(page)
    with page.expect_download() as waiting:
        page.evaluate("document.querySelector('a[href$=\".pdf\"]').setAttribute('download', '')")
        page.get_by_role("link", name=re.compile("結果通知書")).click()
    target = tmp_path / "letter.pdf"
    waiting.value.save_as(target)
    letter = subprocess.run(["pdftotext", "-layout", target, "-"], check=True, capture_output=True, text=True).stdout
    assert deep in letter
    assert APPROVED in letter
    assert all(f"場域經營有基礎 {proposal}。" in letter for proposal, _plan in SCORES)
    assert not any(name in letter for name in NAMES)
