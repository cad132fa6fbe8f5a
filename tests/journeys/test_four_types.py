"""The main job in a browser, for each of the four types: from the first letter to a receipt and its printed file.

The window begins and invites, the PI comes in by the letter's link, fills every page, sees a finding come and go,
marks the proposal complete; the window takes it, sends the application, and gets receipt and PDF from a real worker.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import budgets.services
from proposals.document import parse_object
from proposals.models import Application, Proposal, Submission
from proposals.services import budget, writing
from tests.builders import SCHOOL, YEARS, by_year, document
from tests.factories import window_of
from tests.journeys.acting import NEW_PASSWORD, accept, link_to, sign_in, sign_out
from tests.journeys.filling import beside, fill_section, save_and_go_on, saved, section
from tests.journeys.money import fill_grid, fill_lines, save
from tests.proposals.conftest import open_call
from tests.proposals.papers import locked, pdf
from tests.proposals.valid import registry, school_of
from usr_portal.accounts.models import Person
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School

Json = dict[str, Any]
LEAD = "lead@school.test"
PAPERS_TAKE = 20_000
PRINT_TAKES = 90_000


@dataclass(frozen=True)
class Case:
    """One type's journey: which proposal of `tests.builders`, and what is special on its way."""

    plan_type: PlanType
    name: str
    title: str
    in_browser: bool = False  # the school plan is written in the browser, too
    leaves_out: str = ""  # a paper that may follow later, confirmed when sending


CASES = [
    Case(PlanType.SPROUT, "N", "里山學堂：淺山聚落的公共照顧", in_browser=True),
    Case(PlanType.DEEP, "D", "溪流共好：水圳文化再生行動", leaves_out="prior_results_report"),
    Case(PlanType.INTERNATIONAL, "I", "島際同行：海岸韌性的跨國學習"),
    Case(PlanType.DISTINCTIVE, "X", "永續食農：產地到餐桌的大學承諾"),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("celery_worker")
@pytest.mark.parametrize("case", CASES, ids=[case.plan_type.value for case in CASES])
def test_from_a_letter_to_a_printed_application(
    new_page: Callable[[], Page], complaints: list[str], case: Case, tmp_path: Path
) -> None:
    school, values = seeded(case)
    window = window_of(school, email="window@school.test", name="陳玉琳")
    office, lead = new_page(), new_page()

    sign_in(office, window.email)
    number = begin_and_invite(office, case)
    come_in(lead)
    sign_out(lead)
    sign_in(lead, LEAD, NEW_PASSWORD)
    write(lead, number, case, values)
    take(office, number)
    write_plan(office, window, case)
    if case.leaves_out:
        refused_unconfirmed(office)
        complaints.clear()  # the browser's word on the refusal
    receipt = send(office)

    submission = Submission.objects.get(receipt=receipt)
    expect(office.locator(".receipt")).to_contain_text(submission.digest)
    expect(office.locator(".receipt")).to_contain_text(re.compile(r"\d{3}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}"))
    assert case.title in text_of(printed(office, tmp_path))


def seeded(case: Case) -> tuple[School, Json]:
    """The school, the registry and the call; and what the proposal's pages are to be filled with."""
    open_call()
    whole = document()
    school = school_of(SCHOOL)
    registry(whole["registry"])
    values = next(one for one in whole["proposals"] if one["id"] == case.name)
    values["title"] = case.title
    if case.plan_type is not PlanType.SPROUT:
        values["sig_activities"] = by_year(1)
    values["documents"] = [kind for kind in values["documents"] if kind != case.leaves_out]
    return school, values


def begin_and_invite(page: Page, case: Case) -> str:
    """The window begins the application and a proposal, and invites its PI."""
    page.goto("/proposals/")
    page.get_by_role("button", name="開始申請").click()
    page.get_by_label("計畫類型").select_option(case.plan_type.value)
    page.get_by_role("button", name="新增計畫").click()
    expect(page.get_by_text("已新增計畫")).to_be_visible()
    page.get_by_label("電子郵件").fill(LEAD)
    expect(page.get_by_label("權限")).to_have_value("lead")
    page.get_by_role("button", name="寄出邀請").click()
    expect(page.get_by_text("已邀請、還沒接受")).to_be_visible()
    return Proposal.objects.get().number


def come_in(page: Page) -> None:
    """The PI follows the letter's link and chooses a password."""
    page.goto(link_to(LEAD))
    accept(page)


def write(page: Page, number: str, case: Case, values: Json) -> None:
    """The PI fills every page of the form, and marks the proposal complete."""
    pages = digest.sections(case.plan_type)
    filled = on_pages(values)
    # The team first: eligibility asks for one of its members.
    for key in ("basics", "team", "eligibility"):
        page.goto(f"/proposals/{number}/edit/{key}/")
        fill_section(page, section(pages, key), filled)
        see_a_finding(page, case, key)
        save_and_go_on(page)
    for one in pages:
        if one.key in {"basics", "team", "eligibility", "budget", "papers"}:
            continue
        if not page.url.endswith(f"/edit/{one.key}/"):
            page.goto(f"/proposals/{number}/edit/{one.key}/")
        fill_section(page, one, filled)
        see_a_finding(page, case, one.key)
        save_and_go_on(page)
    hand_in_papers(page, number, values["documents"])
    write_budget(page, number, case, values)
    page.goto(f"/proposals/{number}/")
    page.get_by_role("button", name="標示完成").click()
    expect(page.get_by_text("已標示完成")).to_be_visible()


def on_pages(values: Json) -> Json:
    """A proposal of the document as its pages ask for it."""
    basis = values["basis"]
    return {
        **values,
        **values["sections"],
        **values["ethics"],
        "basis": basis["kind"],
        "predecessors": basis["predecessors"],
        "new_ground": basis["new_ground"],
        "ground_b": basis["ground"],
    }


def see_a_finding(page: Page, case: Case, key: str) -> None:
    """On one page of each type: do something against a rule, read so beside the field, and mend it."""
    found = MISTAKES.get((case.plan_type, key))
    if found is None:
        return
    mistake, field, words, mend = found
    mistake(page)
    expect(beside(page, field)).to_contain_text(words)
    mend(page)
    expect(beside(page, field)).not_to_contain_text(words)
    saved(page)


def _one_goal_more(page: Page) -> None:
    page.locator("label[for='sdg-1']").click()


def _as_continuation(page: Page) -> None:
    page.locator("#basis-continuation").check()


def _as_advancement(page: Page) -> None:
    page.locator("#basis-advancement").check()


def _signer(page: Page) -> None:
    page.locator("[name='mous-0-signer_level_ok']").click()


Act = Callable[[Page], None]
MISTAKES: dict[tuple[PlanType, str], tuple[Act, str, str, Act]] = {
    (PlanType.SPROUT, "basics"): (_one_goal_more, "sdgs", "4 項", _one_goal_more),
    (PlanType.DEEP, "eligibility"): (_as_continuation, "basis", "不能以延續計畫", _as_advancement),
    (PlanType.INTERNATIONAL, "partners"): (_signer, "mous", "均不符規定", _signer),
}


def hand_in_papers(page: Page, number: str, kinds: list[str]) -> None:
    """Upload a small PDF of each kind; one with a password is refused in plain words first."""
    page.goto(f"/proposals/{number}/papers/")
    upload(page, "other", locked(opens="secret"))
    expect(page.locator("#paper-other").get_by_role("alert")).to_contain_text("密碼")
    for kind in kinds:
        upload(page, kind, pdf(text=kind))
        expect(page.locator(f"#paper-{kind}").get_by_role("link", name=f"{kind}.pdf")).to_be_visible()


def upload(page: Page, kind: str, content: bytes) -> None:
    """Choose a file in the slot of its kind and send it."""
    file = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator(f"#paper-{kind}-file").set_input_files(file)  # type: ignore[arg-type]
    page.locator(f"#paper-{kind}").get_by_role("button", name="上傳").click()


def write_budget(page: Page, number: str, case: Case, values: Json) -> None:
    """Fill the grid; in one type with an amount over its ceiling first."""
    page.goto(f"/proposals/{number}/budget/")
    fill_grid(page, values)
    findings = page.locator("#section-findings")
    if case.plan_type is PlanType.DISTINCTIVE:
        amount = page.locator(f"[name='{YEARS[2]}.amount']").last
        right = amount.input_value()
        amount.fill("9000000")
        save(page)
        expect(findings.locator("[data-rule='BUDGET-PART-CAP']")).to_be_visible()
        amount.fill(right)
        save(page)
    expect(findings).to_contain_text("目前沒有需要處理的事項")


def take(page: Page, number: str) -> None:
    """The window takes the proposal."""
    page.goto("/proposals/school/")
    page.get_by_role("button", name="收件").click()
    expect(page.get_by_text("已收件。")).to_be_visible()
    assert Proposal.objects.get(number=number).state == Proposal.State.TAKEN


def write_plan(page: Page, window: Person, case: Case) -> None:
    """The school plan: once in the browser, else as the services save it."""
    values = document()["school_plan"]
    filled = {**values, **values["sections"], "school_checklist": True}
    if not case.in_browser:
        _save_plan(window, filled)
        return
    for one in digest.school_sections():
        if not one.computed and one.key != "budget":
            page.goto(f"/proposals/school/edit/{one.key}/")
            fill_section(page, one, filled)
            save_and_go_on(page)
    page.goto("/proposals/school/budget/")
    for year in YEARS:
        page.locator(f"[data-year-tab='{year}']").click()
        fill_lines(page, year, values["budget"][year])
    save(page)


def _save_plan(window: Person, filled: Json) -> None:
    code = Application.objects.get().school.code
    ticked = [item.key for item in digest.school_checklist()]
    for one in digest.school_sections():
        if not one.computed and one.key != "budget":
            content = {
                field.key: ticked if field.key == "school_checklist" else filled[field.key] for field in one.fields
            }
            writing.save_plan_section(person=window, school_code=code, key=one.key, values=content, version=0)
    plan = parse_object(document()).school_plan.budget
    version = budgets.services.head(Application.objects.get().plan.budget_id).version
    budget.save_school_budget(person=window, school_code=code, plan=plan, version=version)


def refused_unconfirmed(page: Page) -> None:
    """What may follow later is asked about, one by one; unconfirmed, nothing is sent."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/proposals/school/send/")
    page.get_by_role("button", name="送出申請").click()
    expect(page.get_by_text("請逐項確認可補正的事項，再送出。")).to_be_visible()
    assert not Submission.objects.exists()


def send(page: Page) -> str:
    """The window checks, confirms what may follow, and sends; gives the receipt's number."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/proposals/school/send/")
    expect(page.get_by_text("沒有須修正的事項")).to_be_visible()
    for one in page.get_by_label("我知道缺下列文件").all():
        one.check()
    page.get_by_role("button", name="送出申請").click()
    page.wait_for_url("**/receipts/*/")
    expect(page.get_by_text("這份申請已送達，目前有效。")).to_be_visible()
    return page.url.rstrip("/").rsplit("/", 1)[1]


def printed(page: Page, folder: Path) -> Path:
    """Ask for the PDF, watch it being made by the worker, and keep it."""
    page.get_by_role("link", name="申請書 PDF").click()
    link = page.get_by_role("link", name="開啟 PDF")
    expect(link).to_be_visible(timeout=PRINT_TAKES)
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    file = folder / "application.pdf"
    file.write_bytes(answer.body())
    return file


def text_of(file: Path) -> str:
    """The text layer of a PDF without its white space: lines may break anywhere."""
    found = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    return re.sub(r"\s+", "", found.stdout.decode())
