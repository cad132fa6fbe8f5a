"""The whole review from the data check to the last reply, as each of its people does it in a browser."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from review.models import Assignment, Case, Reviewer, Round, Slot
from review.models.cases import Stage
from tests.journeys.accessibility import assert_good_page
from tests.journeys.review_cast import (
    FAR_APART,
    MORNING,
    NAMES,
    PLACE,
    SCORES,
    VISIT_DAY,
    Cast,
    nameless,
    now,
    pdf,
    told,
)
from tests.review.test_talks_visits import picture
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.vocabulary import PlanType


def offers(cast: Cast) -> None:
    """While they upload, teams say when they can present; the deep one also when and where it can be visited."""
    page = cast.school
    for plan_type in (PlanType.SPROUT, PlanType.DEEP):
        page.goto(reverse("proposal_offer", args=[cast.sent.number(plan_type)]))
        page.locator(f"[name=times][value='{MORNING}/am']").check()
        if plan_type is PlanType.DEEP:
            page.locator(f"[name=visit_dates][value='{VISIT_DAY}']").check()
            page.get_by_label("訪查地點").fill(PLACE)
            page.get_by_label("現場聯絡人及電話").fill("林里長 06-0000000")
        page.get_by_role("button", name="儲存").click()
        expect(told(page)).to_contain_text("已填寫完整")


def data_check(cast: Cast) -> None:
    """One paper is asked for and comes; every item is judged; the paper copy is here; both go on."""
    now("data_check")
    page = cast.center
    page.goto(reverse("staff_check"))
    page.get_by_role("button", name="將已送出的計畫立案").click()
    expect(page.get_by_role("row")).to_have_count(3)
    deep = cast.deep.project_number
    page.goto(reverse("staff_check_case", args=[deep]))
    page.get_by_label("項目").select_option("paper:other")
    page.get_by_label("請學校補正什麼").fill("請補上場域合作同意書。")
    page.get_by_role("button", name="請學校補正", exact=True).click()
    page.get_by_role("button", name="製作補正通知函（PDF）").click()
    expect(page.locator("#letters").get_by_role("link")).to_have_count(1)

    cast.school.goto(reverse("corrections", args=[cast.number]))
    cast.school.locator("input[type=file]").set_input_files(pdf(2))
    cast.school.get_by_role("button", name="送出這一項", exact=True).click()
    expect(cast.school.get_by_role("button", name="重新送出這一項")).to_be_visible()

    page.goto(reverse("staff_check_case", args=[deep]))
    page.get_by_role("button", name="接受", exact=True).click()
    expect(page.locator("article[id^=correction-]")).to_contain_text("已接受")
    page.get_by_label("郵戳日期").fill("113/08/30")
    page.get_by_label("收到日期").fill("113/09/02")
    page.get_by_role("button", name="登錄紙本").click()
    expect(page.locator("#paper-copy")).to_contain_text("如期寄出")
    now("written_review")
    for number in Case.objects.order_by("project_number").values_list("project_number", flat=True):
        _judge_and_close(page, number)
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.WRITTEN_REVIEW}


def _judge_and_close(page: Page, number: str) -> None:
    page.goto(reverse("staff_check_case", args=[number]))
    waiting = page.locator(".check-item--open")
    while left := waiting.count():
        waiting.first.get_by_role("button", name="符合", exact=True).click()
        expect(waiting).to_have_count(left - 1)
    page.get_by_role("button", name="進入書面審查").click()
    expect(page.locator("#close")).to_have_count(0)


def written_review(cast: Cast) -> None:
    """The optimiser proposes, staff invite, each reviewer signs and scores both; one is far from the others."""
    _round(cast.center, "書面審查", Stage.WRITTEN_REVIEW)
    cast.center.get_by_role("button", name="提出分派建議").click()
    expect(told(cast.center)).to_contain_text("已提出 6 筆分派")
    cast.center.get_by_role("button", name="開始這一輪").click()
    cast.center.get_by_role("button", name="發出邀請").click()
    for place, (reviewer, page) in enumerate(cast.reviewers):
        _sign(page)
        for given in Assignment.objects.filter(reviewer=reviewer).select_related("case"):
            _score(page, given, *SCORES[place])
    cast.center.goto(reverse("staff_totals"))
    expect(told(cast.center)).to_contain_text(cast.deep.project_number)
    expect(cast.center.locator("td.list-far")).to_have_count(2)
    expect(cast.center.locator("td.list-far").first).to_contain_text(FAR_APART)
    assert_good_page(cast.center)
    _close_round(cast.center)


def _sign(page: Page) -> None:
    page.goto(reverse("review"))
    page.get_by_role("link", name="閱讀並簽署").first.click()
    page.get_by_label(re.compile("我已閱讀")).check()
    page.get_by_role("button", name="簽署").click()


def _round(page: Page, name: str, stage: Stage) -> None:
    page.goto(reverse("panels_round_new"))
    page.get_by_label("名稱").fill(name)
    page.get_by_label("階段").select_option(stage.value)
    page.get_by_role("button", name="建立").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _close_round(page: Page) -> None:
    page.goto(reverse("panels_round", args=[Round.objects.latest("pk").pk]))
    page.get_by_label(re.compile("結束這一輪的理由")).fill("全部送出。")
    page.get_by_role("button", name="結束這一輪").click()
    expect(page.get_by_role("button", name="重新開放")).to_be_visible()


def _score(page: Page, given: Assignment, proposal: int, plan: int) -> None:
    page.goto(reverse("review_assignment", args=[given.pk]))
    page.get_by_role("button", name="接受審查").click()
    page.get_by_label(re.compile("^個案計畫")).fill(str(proposal))
    page.get_by_label(re.compile("^大學社會責任納入")).fill(str(plan))
    if given.case.basis_kind in {"continuation", "advancement"}:
        page.get_by_label(re.compile("^前期計畫成果")).fill("80")
    page.get_by_label("給學校的意見").fill(f"場域經營有基礎 {proposal}。")
    page.get_by_role("button", name="新增問題").click()
    page.locator("[data-rows=questions] textarea").last.fill(f"學生如何參與 {proposal}？")
    page.get_by_role("button", name="檢視並送出").click()
    page.get_by_role("button", name="確定送出").click()
    expect(page).to_have_url(re.compile(f"{reverse('review')}$"))


def onward(page: Page, window: str, stage: Stage, *, query: str = "") -> None:
    """Time goes on to a window, and staff move in the list what its way leads there."""
    now(window)
    page.goto(f"{reverse('staff_proposals')}?view=0{query}")
    page.get_by_label("全部符合條件的").check()
    page.get_by_role("button", name=re.compile("預覽")).last.click()
    page.get_by_label("理由").fill("本階段結束。")
    page.get_by_role("button", name="確認移動可以進入的案件").click()
    expect(told(page)).to_contain_text(re.compile(r"已移動 [12] 件"))
    assert stage in set(Case.objects.values_list("stage", flat=True))


def written_reply(cast: Cast) -> None:
    """Merged questions without names go out, and the answer and the slides come back."""
    onward(cast.center, "written_reply", Stage.WRITTEN_REPLY)
    _release(cast.center, Stage.WRITTEN_REPLY)
    page = cast.school
    page.goto(reverse("proposal_replies", args=[cast.number]))
    expect(told(page)).to_contain_text("學生如何參與 60？")
    nameless(page)
    page.get_by_label("第 1 題").fill("修課與社團並行。")
    page.get_by_role("button", name="儲存回覆").click()
    expect(told(page)).to_contain_text("回覆已儲存")
    _slides(page)


def _release(page: Page, stage: Stage) -> None:
    page.goto(reverse("schedule_replies", args=[stage.value]))
    page.get_by_role("button", name="彙整問題").click()
    page.get_by_role("button", name="預覽送出全部待送出的").click()
    page.get_by_role("button", name="送出給學校").click()
    expect(told(page)).to_contain_text("已送出 2 件給學校。")


def _slides(page: Page) -> None:
    page.get_by_label("簡報檔（PDF）").last.set_input_files(pdf(3))
    page.get_by_role("button", name="上傳簡報").last.click()
    expect(page.get_by_role("link", name="檔案.pdf").last).to_be_visible()


def _panel(page: Page, name: str, stage: Stage, *cases: str) -> None:
    """A round whose panel sits for some cases, and nobody has a sheet."""
    _round(page, name, stage)
    page.get_by_role("navigation", name="這一輪").get_by_role("link", name="審查小組").click()
    page.get_by_label("小組名稱").fill("第一組")
    for one in NAMES:
        page.get_by_label(re.compile(one)).check()
    page.get_by_label("案件（計畫編號）").fill("\n".join(cases))
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_role("heading", name="第一組")).to_be_visible()
    page.goto(reverse("panels_round", args=[Round.objects.latest("pk").pk]))
    page.get_by_role("button", name="開始這一輪").click()
    expect(page.get_by_role("button", name="結束這一輪")).to_be_visible()


def presentation(cast: Cast) -> None:
    """Placed by the solver in the morning that both teams offer, published, seen by school and reviewers; then it is over."""
    page = cast.center
    onward(page, "presentation", Stage.PRESENTATION)
    _panel(page, "簡報審查", Stage.PRESENTATION, *Case.objects.values_list("project_number", flat=True))
    page.goto(reverse("schedule_propose"))
    page.get_by_label("地點或視訊連結").fill("第一會議室")
    page.get_by_role("button", name="試排").click()
    page.get_by_role("button", name="寫入這個排程").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("簡報排程")
    assert {one.starts_at.astimezone(TAIPEI).date() for one in Slot.objects.all()} == {MORNING}
    page.get_by_role("button", name=re.compile("預覽公布全部")).click()
    page.get_by_role("button", name="公布", exact=True).click()
    expect(told(page)).to_contain_text("已公布 2 場")
    cast.school.goto(reverse("proposal_schedule", args=[cast.number]))
    expect(told(cast.school)).to_contain_text("第一會議室")
    nameless(cast.school)
    _comes(page, *cast.reviewers[0], cast.deep)
    now("presentation", day=1, closes=True)
    _close_round(page)


def _comes(staff: Page, reviewer: Reviewer, page: Page, case: Case) -> None:
    """A reviewer of the panel is invited to a case, signs for this round, accepts, and reads when and where."""
    staff.goto(reverse("panels_round", args=[Round.objects.latest("pk").pk]))
    staff.get_by_role("button", name="提出分派建議").click()
    staff.get_by_role("button", name="發出邀請").click()
    _sign(page)
    given = Assignment.objects.filter(reviewer=reviewer, case=case).latest("pk")
    page.goto(reverse("review_assignment", args=[given.pk]))
    page.get_by_role("button", name="接受審查").click()
    page.goto(reverse("review_schedule"))
    expect(told(page)).to_contain_text("第一會議室")


def last_reply(cast: Cast) -> None:
    """All types reply; the deep one brings slides for its visit."""
    onward(cast.center, "presentation_reply", Stage.PRESENTATION_REPLY)
    _release(cast.center, Stage.PRESENTATION_REPLY)
    cast.school.goto(reverse("proposal_replies", args=[cast.number]))
    _slides(cast.school)


def visit(cast: Cast) -> None:
    """Sprout goes to the decision; the deep one is visited where it said, and then there are minutes and a photo."""
    page, number = cast.center, cast.deep.project_number
    onward(page, "site_visit", Stage.SITE_VISIT)
    assert cast.sent.case(PlanType.SPROUT).stage == Stage.DECISION
    _panel(page, "實地訪查", Stage.SITE_VISIT, number)
    page.goto(reverse("schedule_visit", args=[number]))
    page.get_by_label("日期").fill(VISIT_DAY.isoformat())
    page.get_by_label("開始時間").fill("10:00")
    expect(page.get_by_label("地點或連結")).to_have_value(PLACE)
    page.get_by_role("button", name="儲存時間與地點").click()
    expect(told(page)).to_contain_text("已儲存訪查的時間與地點")
    page.goto(reverse("schedule_visits"))
    page.get_by_role("button", name="預覽公布全部未公布的").click()
    page.get_by_role("button", name="公布", exact=True).click()
    expect(told(page)).to_contain_text("已公布 1 場訪查")
    cast.school.goto(reverse("proposal_schedule", args=[cast.number]))
    expect(told(cast.school)).to_contain_text(PLACE)
    nameless(cast.school)
    now("site_visit", day=2)
    _report(page, number)
    _close_round(page)


def _report(page: Page, number: str) -> None:
    page.goto(reverse("schedule_visit", args=[number]))
    page.get_by_label("訪查紀錄").fill("看過場域，訪談居民。")
    page.get_by_role("button", name="儲存紀錄").click()
    expect(told(page)).to_contain_text("已儲存訪查表與紀錄")
    photo = picture(size=(300, 150)).read()
    page.get_by_label("照片檔").set_input_files({"name": "場域.jpg", "mimeType": "image/jpeg", "buffer": photo})
    page.get_by_label("說明").fill("活動中心前")
    page.get_by_role("button", name="上傳照片").click()
    expect(page.get_by_role("img", name="活動中心前")).to_be_visible()
