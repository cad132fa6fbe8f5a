"""The page on which a school answers corrections: what it shows, to whom, and what is typed there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Case, Check, Correction, Reviewer
from review.selectors.corrections import due_of
from review.services import corrections
from review.services.opening import open_cases
from tests.factories import PersonFactory, SchoolFactory, window_of
from tests.review.conftest import Sent, in_window
from tests.review.correcting import OTHER, SUMMARY, Asking, asking_for, pdf
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.dashboard.todo import Task
from usr_portal.kernel.vocabulary import PlanType


@pytest.fixture
def number(sent_application: Sent) -> str:
    return sent_application.number(PlanType.SPROUT)


@pytest.fixture
def asking(case: Case, staff: Person) -> Asking:
    return asking_for(case, staff)


def test_the_page_shows_exactly_what_is_asked_for_and_nothing_of_the_case(
    client: Client, case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    Check.objects.filter(case=case).update(verdict="fault", note="內部判斷")
    asking(SUMMARY)
    taken_back = asking(OTHER)
    corrections.withdraw(
        person=staff, project_number=case.project_number, correction_id=taken_back.pk, reason="內部理由"
    )
    for person in (sent_application.window, sent_application.lead):
        client.force_login(person)
        page = client.get(reverse("corrections", args=[number])).content.decode()
        assert page.count("送出這一項") == 1
        assert 'name="summary"' in page
        for internal in ("內部判斷", "內部理由", "ELIG-OVERLAP", "承辦人", "資料檢核</"):
            assert internal not in page, internal


def test_without_anything_asked_for_the_page_looks_the_same_with_and_without_a_case(
    client: Client, sent_application: Sent, number: str, staff: Person
) -> None:
    client.force_login(sent_application.lead)
    before = client.get(reverse("corrections", args=[number])).content.decode()
    open_cases(person=staff)
    after = client.get(reverse("corrections", args=[number])).content.decode()
    assert "目前沒有需要補正的項目" in before
    assert _without_tokens(before) == _without_tokens(after)


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_others_do_not_find_the_page(
    client: Client, case: Case, number: str, staff: Person, reviewer: Reviewer
) -> None:
    for person in (staff, reviewer.person, window_of(SchoolFactory.create()), PersonFactory.create()):
        client.force_login(person)
        assert client.get(reverse("corrections", args=[number])).status_code == 404
        assert client.post(reverse("correction_answer", args=[number, 1])).status_code == 404


def test_a_field_is_answered_by_the_page_and_faults_keep_what_was_typed(
    client: Client, sent_application: Sent, number: str, asking: Asking
) -> None:
    summary, contact = asking(SUMMARY), asking("field:basics.contact")
    client.force_login(sent_application.lead)

    empty = client.post(reverse("correction_answer", args=[number, summary.pk]), {"summary": ""})
    assert empty.status_code == 422
    assert "請填寫內容" in empty.content.decode()

    page = client.get(reverse("corrections", args=[number])).content.decode()
    assert "承辦" in page  # what was sent stands in the form
    bad = client.post(
        reverse("correction_answer", args=[number, contact.pk]),
        {"contact-name": "王", "contact-email": "not an address", "contact-phone": "1", "contact-unit": ""},
    )
    assert bad.status_code == 422
    assert "not an address" in bad.content.decode()

    client.post(reverse("correction_answer", args=[number, summary.pk]), {"summary": "補好了"})
    summary.refresh_from_db()
    assert summary.after == {"value": "補好了"}


def test_a_paper_is_answered_by_the_page_and_read_by_staff(
    client: Client, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asked = asking(OTHER)
    client.force_login(sent_application.window)
    url = reverse("correction_answer", args=[number, asked.pk])
    assert client.post(url).status_code == 422

    assert client.post(url, {"paper": pdf("補件.pdf")}).status_code == 302
    assert "補件.pdf" in client.get(reverse("corrections", args=[number])).content.decode()
    asked.refresh_from_db()
    client.force_login(staff)
    assert asked.paper is not None
    assert client.get(reverse("proposal_paper", args=[number, asked.paper.pk])).status_code == 200


def test_the_page_costs_the_same_with_one_item_and_with_three(
    client: Client, sent_application: Sent, number: str, asking: Asking
) -> None:
    client.force_login(sent_application.window)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("corrections", args=[number]))
        return len(captured)

    asking(SUMMARY)
    statements()
    before = statements()
    asking(OTHER)
    asking("paper:prior_results_report")
    assert statements() == before
    assert before <= 12


def test_what_waits_for_a_person_is_counted_by_proposal(
    case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asking(SUMMARY)
    asking(OTHER)
    for person in (sent_application.window, sent_application.lead):
        (due,) = due_of(person)
        assert (due.number, due.title, due.items) == (number, case.title, 2)
    assert due_of(staff) == ()


def test_home_tells_what_is_overdue_from_what_still_waits(
    client: Client, sent_application: Sent, asking: Asking
) -> None:
    asked = asking(OTHER)
    client.force_login(sent_application.window)

    def correction() -> Task:
        tasks: list[Task] = client.get(reverse("home")).context["tasks"]
        return next(one for one in tasks if "補正" in one.title)

    assert (correction().state, correction().tag) == ("待補正", "waiting")
    Correction.objects.filter(pk=asked.pk).update(due_at=call.now() - timedelta(minutes=1))
    assert (correction().state, correction().tag) == ("逾期", "blocking")


def test_once_the_time_to_send_has_passed_home_promises_no_taking_back(client: Client, sent_application: Sent) -> None:
    client.force_login(sent_application.window)

    def notes() -> str:
        return " ".join(one.note for one in client.get(reverse("home")).context["tasks"])

    in_window("upload")
    assert "截止前可撤回後再送" in notes()
    in_window("data_check")
    assert "已送出" in notes()
    assert "撤回" not in notes()


def test_rows_of_a_table_are_put_right_and_added_by_the_page(
    client: Client, sent_application: Sent, number: str, asking: Asking
) -> None:
    sites, milestones = asking("field:basics.sites"), asking("field:goals.milestones")
    client.force_login(sent_application.lead)
    rows = {row["wish"].correction.pk: row["part"].form for row in client.get(_at(number)).context["rows"]}

    def typed(asked: Correction, changed: dict[str, str]) -> dict[str, str]:
        """Send a form as the browser would, with some cells changed."""
        form = rows[asked.pk]
        fields = [*form.management_form, *(field for row in form for field in row)]
        values = {field.html_name: field.value() for field in fields}
        return {name: str(value) for name, value in (values | changed).items() if value not in {None, False}}

    added = {
        "sites-1-county": "花蓮縣",
        "sites-1-township": "壽豐鄉",
        "sites-1-name": "海邊",
        "sites-1-nature": "other",
    }
    for asked, changed in ((sites, added), (milestones, {"milestones-1-y116": "第二項"})):
        answer = client.post(reverse("correction_answer", args=[number, asked.pk]), typed(asked, changed))
        assert answer.status_code == 302, answer.content.decode()
        asked.refresh_from_db()

    assert [row["name"] for row in sites.after["value"]] == ["市集", "海邊"]
    assert sites.before["value"][0] == sites.after["value"][0]
    assert milestones.after["value"]["116"][-1] == "第二項"


def _at(number: str) -> str:
    return reverse("corrections", args=[number])
