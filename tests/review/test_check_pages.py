"""The staff's pages of the data check: who may, what they show, what they cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Case, Check, Correction, CorrectionLetter, PaperCopy, Reviewer, StageMove
from review.models.cases import Stage
from review.services import corrections
from tests.factories import PersonFactory
from tests.review.conftest import Sent, in_window
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType


@pytest.fixture
def office(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


def address(name: str, case: Case, *more: object) -> str:
    return reverse(name, args=[case.project_number, *more])


def item(case: Case, rule: str) -> Check:
    return Check.objects.get(case=case, rule=rule)


def test_nobody_but_staff_finds_these_pages(
    client: Client, case: Case, sent_application: Sent, reviewer: Reviewer
) -> None:
    pages = [reverse("staff_check"), address("staff_check_case", case)]
    acts = [
        reverse("staff_check_open"),
        reverse("staff_check_move"),
        address("staff_check_decide", case, Check.objects.order_by("pk")[0].pk),
        address("staff_check_paper_copy", case),
        address("staff_check_ask", case),
        address("staff_check_close", case),
        address("staff_check_letter", case),
        address("staff_check_undo", case, 1),
        address("staff_check_judge", case, 1),
    ]
    for person in (sent_application.window, sent_application.lead, reviewer.person, PersonFactory.create()):
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {404}
        for act in acts:
            answer = client.post(act, {"verdict": "accept", "reason": "理由", "note": "x", "key": "paper:other"})
            assert answer.status_code == 404, act
    assert not Correction.objects.exists()
    assert not StageMove.objects.exists()


def test_signed_out_one_is_sent_to_sign_in(client: Client, case: Case) -> None:
    assert client.get(reverse("staff_check")).status_code == 302


def test_before_anything_is_opened_the_list_says_what_to_do(office: Client, sent_application: Sent) -> None:
    assert "還沒有案件" in office.get(reverse("staff_check")).content.decode()

    answer = office.post(reverse("staff_check_open"), follow=True).content.decode()

    assert "已立案 5 件" in answer
    assert "S 新計畫" in answer
    assert "沒有新的案件" in office.post(reverse("staff_check_open"), follow=True).content.decode()


def test_the_list_is_searched_with_either_form_of_a_character(office: Client, cases: list[Case]) -> None:
    Case.objects.filter(pk=cases[0].pk).update(title="臺灣海線共好")

    for words in ("台灣海線", "臺灣海線"):
        page = office.get(reverse("staff_check"), {"q": words}).content.decode()
        assert "臺灣海線共好" in page
        assert cases[1].title not in page
    assert "沒有符合條件" in office.get(reverse("staff_check"), {"q": "無此計畫"}).content.decode()


@pytest.mark.parametrize(
    ("state", "count"), [("open", 2), ("no_paper", 5), ("done", 3), ("asked", 1), ("overdue", 0), ("answered", 0)]
)
def test_the_list_is_narrowed_to_a_state(
    office: Client, cases: list[Case], staff: Person, state: str, count: int
) -> None:
    judged = Case.objects.filter(checks__verdict="open")[0]
    corrections.ask(person=staff, project_number=judged.project_number, key="paper:other", reason="請補")

    page = office.get(reverse("staff_check"), {"state": state})

    assert page.context["list"].page.paginator.count == count
    assert page.context["list"].counts[state] == count


def test_the_list_costs_the_same_for_one_row_and_for_five(office: Client, cases: list[Case], staff: Person) -> None:
    for case in cases:
        corrections.ask(person=staff, project_number=case.project_number, key="paper:other", reason="請補")

    def cost(words: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            page = office.get(reverse("staff_check"), {"q": words})
        return len(page.context["list"].rows), len(captured)

    cost("")
    (one, few), (all_, many) = cost("S01"), cost("")
    assert (one, all_) == (1, 5)
    assert few == many <= 16


def test_a_case_shows_old_and_new_side_by_side(office: Client, case: Case) -> None:
    page = office.get(address("staff_check_case", case)).content.decode()

    assert "與前期計畫" in page
    assert "S 舊計畫" in page
    assert "名稱最相近的前期計畫" in page or "ELIG-SIMILAR" not in page
    assert "人相同" in page
    assert "送出的資料檢核表" in page


def test_a_case_costs_the_same_with_one_item_and_with_three(office: Client, case: Case, staff: Person) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address("staff_check_case", case)).status_code == 200
        return len(captured)

    number = case.project_number
    corrections.ask(person=staff, project_number=number, key="paper:other", reason="請補")
    statements()
    before = statements()
    for key in ("field:summary.summary", "field:basics.contact"):
        corrections.ask(person=staff, project_number=number, key=key, reason="請補")
    assert statements() == before
    assert before <= 32


def test_staff_judge_an_item_and_a_fault_needs_a_note(office: Client, case: Case, staff: Person) -> None:
    check = item(case, "ELIG-OVERLAP")
    url = address("staff_check_decide", case, check.pk)

    refused = office.post(url, {"verdict": "fault", "note": " "})
    assert refused.status_code == 422
    assert "請填寫理由" in refused.content.decode()
    check.refresh_from_db()
    assert check.verdict == "open"

    answer = office.post(url, {"verdict": "fault", "note": "場域不同"})
    check.refresh_from_db()
    assert answer.url.endswith(f"#check-{check.pk}")  # type: ignore[attr-defined]
    assert (check.verdict, check.note, check.decided_by) == ("fault", "場域不同", staff)
    event = Event.objects.get(action="check.decide")
    assert (event.reason, event.detail["rule"]) == ("場域不同", "ELIG-OVERLAP")

    office.post(url, {"verdict": "open"})
    check.refresh_from_db()
    assert (check.verdict, check.decided_by) == ("open", None)


def test_an_unknown_verdict_or_anothers_item_is_not_found(office: Client, case: Case, sent_application: Sent) -> None:
    check = item(case, "ELIG-OVERLAP")
    other = sent_application.case(PlanType.DEEP)
    assert office.post(address("staff_check_decide", case, check.pk), {"verdict": "great"}).status_code == 404
    assert office.post(address("staff_check_decide", other, check.pk), {"verdict": "fine"}).status_code == 404


def test_the_paper_copy_is_recorded_once_for_the_school_and_a_late_postmark_shows(office: Client, case: Case) -> None:
    url = address("staff_check_paper_copy", case)
    last = call.in_force().deadline_day
    late = f"{last.year - 1911}/{last.month}/{last.day}"

    assert office.post(url, {"postmark_on": "昨天", "received_on": late}).status_code == 422
    office.post(url, {"postmark_on": late, "received_on": late})
    page = office.get(address("staff_check_case", case)).content.decode()
    assert "如期寄出" in page
    assert PaperCopy.objects.get().postmark_on == last

    after = last.toordinal() + 1
    day = last.fromordinal(after).isoformat()
    office.post(url, {"postmark_on": day, "received_on": day, "note": "掛號"})
    assert PaperCopy.objects.get().note == "掛號"
    assert "郵戳逾期" in office.get(reverse("staff_check")).content.decode()


def test_days_that_cannot_be_are_refused_and_kept_as_typed(office: Client, case: Case) -> None:
    url = address("staff_check_paper_copy", case)
    page = office.post(url, {"postmark_on": "2024-08-30", "received_on": "2024-08-29"})
    assert page.status_code == 422
    assert "收到日期不可早於郵戳日期" in page.content.decode()
    assert 'value="2024-08-29"' in page.content.decode()
    page = office.post(url, {"postmark_on": "2024-08-30", "received_on": "2999-01-01"})
    assert "不可晚於今天" in page.content.decode()
    assert not PaperCopy.objects.exists()


def test_staff_ask_for_an_item_by_the_page(office: Client, case: Case) -> None:
    url = address("staff_check_ask", case)
    assert office.post(url, {"key": "paper:nonsense", "reason": "x"}).status_code == 422
    empty = office.post(url, {"key": "paper:other", "reason": ""})
    assert empty.status_code == 422

    office.post(url, {"key": "paper:prior_results_report", "reason": "缺第三章", "eligibility": ""})

    made = Correction.objects.get()
    assert (made.is_eligibility, made.label) == (True, "前期計畫階段性成果報告")
    assert made.due_at == call.moment("data_check", case.school_id).closes_at
    again = office.post(url, {"key": "paper:prior_results_report", "reason": "再一次"})
    assert again.status_code == 422
    assert "再一次" in again.content.decode()


def test_a_due_time_after_the_schools_window_is_refused(office: Client, case: Case) -> None:
    for due in ("2001-01-01 10:00", "2999-01-01"):
        answer = office.post(address("staff_check_ask", case), {"key": "paper:other", "reason": "x", "due_at": due})
        assert answer.status_code == 422
    assert not Correction.objects.exists()


def test_staff_read_an_answer_as_a_difference_and_accept_it(
    office: Client, case: Case, staff: Person, sent_application: Sent
) -> None:
    asked = corrections.ask(person=staff, project_number=case.project_number, key="field:summary.summary", reason="改")
    corrections.answer_field(
        person=sent_application.window,
        number=sent_application.number(PlanType.SPROUT),
        correction_id=asked.pk,
        value="內涵",
    )
    page = office.get(address("staff_check_case", case)).content.decode()
    assert "<del>" in page
    assert "<ins>" in page

    url = address("staff_check_judge", case, asked.pk)
    assert office.post(url, {"verdict": "refuse"}).status_code == 422
    office.post(url, {"verdict": "accept"})
    asked.refresh_from_db()
    assert (asked.state, asked.closed_by) == ("accepted", staff)
    assert office.post(url, {"verdict": "refuse", "note": "反悔"}).status_code == 422
    assert office.post(url, {"verdict": "nonsense"}).status_code == 302


def test_an_item_nobody_answered_can_be_taken_back_with_a_reason(office: Client, case: Case, staff: Person) -> None:
    asked = corrections.ask(person=staff, project_number=case.project_number, key="paper:other", reason="改")
    url = address("staff_check_judge", case, asked.pk)
    assert office.post(url, {"verdict": "withdraw"}).status_code == 422
    office.post(url, {"verdict": "withdraw", "note": "其實已附"})
    asked.refresh_from_db()
    assert (asked.state, asked.closing_note) == ("withdrawn", "其實已附")


def test_closing_and_undoing_by_the_page(office: Client, case: Case) -> None:
    url = address("staff_check_close", case)
    Check.objects.filter(case=case).update(verdict="fine")
    early = office.post(url, {"verdict": "proceed", "reason": "紙本後補"})
    assert early.status_code == 422
    assert "結束後才能移動" in early.content.decode()

    in_window("written_review")
    assert office.post(url, {"verdict": "proceed"}).status_code == 422  # the paper copy is not here
    office.post(url, {"verdict": "proceed", "reason": "紙本後補"})
    case.refresh_from_db()
    assert case.stage == Stage.WRITTEN_REVIEW
    page = office.get(address("staff_check_case", case)).content.decode()
    assert "紙本後補" in page
    assert "請學校補正一項" not in page

    move = StageMove.objects.get()
    assert office.post(address("staff_check_undo", case, move.pk), {"reason": ""}).status_code == 422
    office.post(address("staff_check_undo", case, move.pk), {"reason": "按錯"})
    case.refresh_from_db()
    assert case.stage == Stage.DATA_CHECK


def test_several_move_at_once_after_a_preview(office: Client, cases: list[Case]) -> None:
    Check.objects.update(verdict="fine")
    Check.objects.filter(case=Check.objects.order_by("pk")[0].case_id).update(verdict="open")
    in_window("written_review")
    ids = [case.pk for case in cases]

    preview = office.post(reverse("staff_check_move"), {"case": ids})
    text = preview.content.decode()
    assert text.count("可以進入</span>") == 4
    assert "沒有判斷" in text
    assert not StageMove.objects.exists()

    may = [step.case.pk for step in preview.context["steps"] if step.is_allowed]
    without = office.post(reverse("staff_check_move"), {"case": may, "confirm": "1", "reason": ""})
    assert without.status_code == 422
    said = {"case": may, "confirm": "1", "reason": "齊備", "back": "https://elsewhere.test/"}
    assert office.post(reverse("staff_check_move"), said).headers["Location"] == reverse("staff_check")
    assert StageMove.objects.count() == 4
    assert office.post(reverse("staff_check_move"), {"case": may, "act": "fund"}).status_code == 404
    assert "沒有選取" in office.post(reverse("staff_check_move"), {}).content.decode()


def test_a_letter_lists_what_is_asked_for_and_is_kept(
    office: Client, client: Client, cases: list[Case], staff: Person, sent_application: Sent
) -> None:
    case = cases[0]
    assert office.post(address("staff_check_letter", case)).status_code == 422
    for one in cases[:2]:
        corrections.ask(person=staff, project_number=one.project_number, key="paper:other", reason=f"請補{one.title}")

    office.post(address("staff_check_letter", case))

    letter = CorrectionLetter.objects.get()
    assert letter.number == f"{sent_application.submission.receipt}-C01"
    assert [one["project_number"] for one in letter.items] == [one.project_number for one in cases[:2]]
    with letter.file.open("rb") as stored:
        assert stored.read(5) == b"%PDF-"
    url = reverse("correction_letter", args=[letter.pk])
    assert office.get(url).status_code == 200
    client.force_login(sent_application.window)
    assert client.get(url).status_code == 200
    for stranger in (sent_application.lead, PersonFactory.create()):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    assert client.get(reverse("correction_letter", args=[999_999])).status_code == 404


def test_texts_that_are_too_long_or_odd_are_answered_and_kept_as_typed(office: Client, cases: list[Case]) -> None:
    case = Check.objects.order_by("pk")[0].case
    long = "長" * 1001
    tries = [
        (address("staff_check_decide", case, Check.objects.order_by("pk")[0].pk), {"verdict": "fault", "note": long}),
        (address("staff_check_ask", case), {"key": "paper:other", "reason": long}),
        (address("staff_check_close", case), {"verdict": "stop", "reason": long}),
        (reverse("staff_check_move"), {"case": [case.pk], "confirm": "1", "reason": long}),
    ]
    for url, data in tries:
        answer = office.post(url, data)
        assert answer.status_code == 422, url
        assert long in answer.content.decode(), url
    assert office.post(reverse("staff_check_move"), {"case": ["9" * 40, "x", "-1"]}).status_code == 200
