"""The results' pages: nothing before, then the list for everybody and each school its own; letters; no reviewer's name."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.models import Participation, Proposal
from review.models import Announcement, Case, Correction, Decision, ResultLetter, Reviewer, Slot
from review.models.cases import Outcome
from review.rules.standing import Stage
from review.services.announcing import announce
from review.tasks import make_result_letter
from tests.factories import PersonFactory, SchoolFactory, grant, window_of
from tests.factories import staff as staff_of
from tests.review.conftest import Sent
from tests.review.deciding_cases import CONDITIONS, OPINIONS, whole_meeting
from tests.review.schema import SCHEMA, faults
from tests.review.scoring import signed_in
from tests.review.talks import assigned, panel_of, round_at
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event
from usr_portal.call import services as call

PUBLIC_FILES = ("results_json", "results_csv", "results_ods")
INSIDE = ("會議只在內部說的理由", "迴避的委員姓名", "鍾審查")


@pytest.fixture
def decided(cases: list[Case], staff: Person, ministry: Person, reviewer: Reviewer) -> list[Case]:
    """Four cases decided (the last declined), one that was stopped; a reviewer with a name that nobody may read."""
    Person.objects.filter(pk=reviewer.person_id).update(name="鍾審查")
    stopped, *rest = cases
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    for case in cases:
        assigned(turn, case, reviewer)
    Case.objects.filter(pk=stopped.pk).update(outcome=Outcome.STOPPED)
    whole_meeting(rest, staff, ministry, declined=rest[-1:])
    return cases


@pytest.fixture
def told(decided: list[Case], ministry: Person) -> Announcement:
    """Announced."""
    return announce(person=ministry, reason="依核定公文辦理")


def number_of(case: Case) -> str:
    return Proposal.objects.values_list("number", flat=True).get(pk=case.proposal_id)


def text_of(answer: Any) -> str:  # noqa: ANN401 - what the test client gives
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode(errors="replace") + "".join(answer.headers.values())


def pdf_text(data: bytes) -> str:
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return made.stdout.decode()


# Before


def test_before_it_nothing_tells_anybody(
    client: Client, decided: list[Case], sent_application: Sent, staff: Person, ministry: Person, reviewer: Reviewer
) -> None:
    files = [reverse(name) for name in PUBLIC_FILES]
    own = [reverse("proposal_result", args=[number_of(case)]) for case in (decided[0], decided[1])]
    own += [reverse("school_results"), reverse("result_letter", args=[1])]
    waiting = client.get(reverse("results"))
    assert "審查結果尚未公告" in waiting.content.decode()
    assert "上午" in waiting.content.decode() or "下午" in waiting.content.decode()
    assert {client.get(url).status_code for url in files} == {404}
    for person in (sent_application.window, sent_application.lead, staff, ministry, reviewer.person):
        signed = signed_in(person)
        assert {signed.get(url).status_code for url in (*files, *own)} == {404}
    for person in (sent_application.window, sent_application.lead):
        signed = signed_in(person)
        pages = ["/", reverse("proposals"), reverse("results")]
        pages += [reverse("proposal", args=[number_of(case)]) for case in (decided[0], decided[4])]
        found = [text_of(signed.get(url)) for url in pages]
        assert not any(word in page for page in found for word in ("未通過", "未獲補助", "/result/", "school/results"))


def test_a_school_reads_the_same_of_every_case_before(decided: list[Case], sent_application: Sent) -> None:
    signed = signed_in(sent_application.lead)
    found = [signed.get(reverse("proposal", args=[number_of(case)])).content.decode() for case in decided]
    assert all("審查狀態：審查中" in page for page in found)


def test_before_the_cases_are_opened_there_is_no_status(sent_application: Sent) -> None:
    number = Proposal.objects.filter(application__school=sent_application.school)[0].number
    page = signed_in(sent_application.lead).get(reverse("proposal", args=[number])).content.decode()
    assert "審查狀態" not in page


def test_the_overview_names_what_the_school_is_asked_for(
    case: Case, sent_application: Sent, staff: Person, reviewer: Reviewer
) -> None:
    turn = round_at(Stage.PRESENTATION, staff)
    panel = panel_of(turn, [reviewer], [case])
    now = call.now()
    Correction.objects.create(
        case=case,
        target="field:basics.contact",
        label="聯絡人",
        reason="缺",
        due_at=call.moment("data_check").closes_at,
        asked_by=staff,
        asked_at=now,
    )
    Slot.objects.create(
        case=case, panel=panel, starts_at=now, ends_at=call.moment("data_check").closes_at, room="A", published_at=now
    )
    page = signed_in(sent_application.lead).get(reverse("proposal", args=[number_of(case)])).content.decode()
    assert "請補正資料" in page
    assert reverse("corrections", args=[number_of(case)]) in page
    assert "請依排定時間出席簡報審查" in page
    assert "請依排定時間接受實地訪查" not in page


# What everybody reads


@pytest.mark.usefixtures("told")
def test_everybody_reads_who_is_funded_and_nobody_else(client: Client, decided: list[Case]) -> None:
    page = client.get(reverse("results")).content.decode()
    assert all(one.project_number in page for one in decided[1:4])
    assert not any(one.project_number in page for one in (decided[0], decided[4]))
    assert "5,700,003" in page
    plans = client.get(reverse("results"), {"show": "plans"}).content.decode()
    assert "1,500,000" in plans
    assert "2,000,000" not in plans


@pytest.mark.usefixtures("told")
def test_the_list_is_filtered_and_searched(client: Client, decided: list[Case]) -> None:
    def numbers(**query: str) -> list[str]:
        return [one.number for one in client.get(reverse("results"), query).context["page"].object_list]

    funded = [one.project_number for one in decided[1:4]]
    assert numbers() == funded
    assert numbers(region="south") == funded  # 臺南市
    assert numbers(city="台南市") == funded
    assert numbers(region="north") == []
    kind = decided[1].plan_type
    assert numbers(type=kind) == [one.project_number for one in decided[1:4] if one.plan_type == kind]
    assert numbers(q=decided[2].project_number.lower()) == [decided[2].project_number]
    assert numbers(issue="1", sdg="4") == funded
    for strange in ({"type": "x"}, {"issue": "²"}, {"sdg": "99"}, {"region": "'"}, {"page": "zzz"}, {"q": "%_'"}):
        assert client.get(reverse("results"), strange).status_code == 200
    assert "名單裡沒有符合條件的" in client.get(reverse("results"), {"q": "查無此名"}).content.decode()


def test_a_page_holds_fifty_and_costs_one_statement(
    client: Client, told: Announcement, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(reverse("results"))
    with django_assert_num_queries(1):
        client.get(reverse("results"))
    rows = [{**told.listing["projects"][0], "number": f"USR4-0999-S{place:03d}"} for place in range(120)]
    told.listing["projects"] = rows
    Announcement.objects.filter(pk=told.pk).update(at=call.now(), listing=told.listing)
    client.get(reverse("results"))
    with django_assert_num_queries(1):
        page = client.get(reverse("results"), {"page": "2", "type": rows[0]["type"]})
    assert len(page.context["page"].object_list) == 50
    assert "第 2 頁，共 3 頁" in page.content.decode()
    assert f"type={rows[0]['type']}&amp;page=3" in page.content.decode()


@pytest.mark.usefixtures("told")
def test_the_files_hold_the_whole_list(client: Client, decided: list[Case]) -> None:
    Case.objects.update(title="=1+1")
    table = client.get(reverse("results_csv"))
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:4]] == [one.project_number for one in decided[1:4]]
    assert [row[-4:] for row in rows[1:]] == [
        ["1000000", "900000", "0", "1900000"],
        ["1000001", "900000", "0", "1900001"],
        ["1000002", "900000", "0", "1900002"],
        ["500000", "500000", "500000", "1500000"],
    ]
    book = client.get(reverse("results_ods"))
    content = zipfile.ZipFile(io.BytesIO(book.content)).read("content.xml").decode()
    assert content.count("<table:table ") == 2
    assert all(one.project_number in content for one in decided[1:4])
    assert 'office:value="1900002"' in content


def test_no_cell_of_the_list_is_run(client: Client, cases: list[Case], staff: Person, ministry: Person) -> None:
    Case.objects.update(title="=HYPERLINK(1)")
    whole_meeting(list(Case.objects.order_by("project_number")), staff, ministry)
    announce(person=ministry, reason="依核定公文辦理")
    assert "'=HYPERLINK(1)" in client.get(reverse("results_csv")).content.decode()
    content = zipfile.ZipFile(io.BytesIO(client.get(reverse("results_ods")).content)).read("content.xml").decode()
    assert "table:formula" not in content


def test_the_json_is_the_frozen_list_and_holds_to_its_schema(client: Client, told: Announcement) -> None:
    found = json.loads(client.get(reverse("results_json")).content)
    assert found == told.listing
    assert faults(found, SCHEMA) == []
    assert found["announced_at"].endswith("+08:00")


# What a school reads


@pytest.mark.usefixtures("told")
def test_a_team_reads_its_own_result_with_every_amount(decided: list[Case], sent_application: Sent) -> None:
    funded, declined, stopped = decided[1], decided[4], decided[0]
    signed = signed_in(sent_application.lead)
    page = signed.get(reverse("proposal_result", args=[number_of(funded)])).content.decode()
    assert "核定補助" in page
    assert "1,000,000" in page
    assert "1,900,000" in page
    assert f"{funded.subsidy['114']:,}" in page
    assert f"{sum(funded.subsidy.values()):,}" in page
    assert OPINIONS in page
    assert CONDITIONS in page
    page = signed.get(reverse("proposal_result", args=[number_of(declined)])).content.decode()
    assert "未獲補助" in page
    assert OPINIONS in page
    assert "1,900,000" not in page
    page = signed.get(reverse("proposal_result", args=[number_of(stopped)])).content.decode()
    assert "未通過資料檢核" in page
    overview = signed.get(reverse("proposal", args=[number_of(funded)])).content.decode()
    assert "審查狀態：核定補助" in overview
    assert reverse("proposal_result", args=[number_of(funded)]) in overview


@pytest.mark.usefixtures("told")
def test_a_window_reads_all_of_its_school_and_finds_the_way(decided: list[Case], sent_application: Sent) -> None:
    signed = signed_in(sent_application.window)
    page = signed.get(reverse("school_results")).content.decode()
    assert all(one.project_number in page for one in decided)
    assert page.count("<section") == 6
    assert "規劃完整。" in page
    link = f"{reverse('school_results')}?school={sent_application.school.code}"
    assert link in signed.get(reverse("school")).content.decode()
    assert link in signed.get("/").content.decode()
    assert signed.get(reverse("school_results"), {"school": "0001"}).status_code == 404


@pytest.mark.usefixtures("told")
def test_home_tells_a_team_of_its_own(decided: list[Case], sent_application: Sent) -> None:
    reader = PersonFactory.create()
    grant(reader, Role.TEAM)
    Participation.objects.create(proposal_id=decided[2].proposal_id, person=reader, access="reader")
    page = signed_in(reader).get("/").content.decode()
    assert reverse("proposal_result", args=[number_of(decided[2])]) in page
    assert page.count("審查結果已公告") == 1
    assert signed_in(reader).get(reverse("proposal_result", args=[number_of(decided[2])])).status_code == 200


def test_others_find_no_result(
    client: Client, told: Announcement, decided: list[Case], sent_application: Sent, reviewer: Reviewer, staff: Person
) -> None:
    page = reverse("proposal_result", args=[number_of(decided[1])])
    _made()
    letters = list(ResultLetter.objects.all())
    assert client.get(page).status_code == 302
    stranger = PersonFactory.create()
    Participation.objects.create(proposal_id=decided[2].proposal_id, person=stranger, access="editor")
    for person in (window_of(SchoolFactory.create()), stranger, reviewer.person, PersonFactory.create()):
        signed = signed_in(person)
        assert signed.get(page).status_code == 404
        assert signed.get(reverse("school_results")).status_code == 404
        readable = [one.case_id for one in letters if signed.get(_letter(one)).status_code == 200]
        assert readable == ([decided[2].pk] if person == stranger else [])
    assert signed_in(staff).get(page).status_code == 404
    assert signed_in(staff).get(_letter(letters[0])).status_code == 200
    assert signed_in(sent_application.window).get(_letter(letters[0])).status_code == 200
    assert "result_letter" not in signed_in(stranger).get("/").content.decode()


def _made() -> None:
    """Let every letter have been made already."""
    ResultLetter.objects.update(file=default_storage.save("letters/made.pdf", ContentFile(b"%PDF-1.7")))


def _letter(letter: ResultLetter) -> str:
    return reverse("result_letter", args=[letter.pk])


@pytest.mark.usefixtures("told")
def test_no_page_file_or_letter_names_a_reviewer(decided: list[Case], sent_application: Sent) -> None:
    urls = [reverse(name) for name in (*PUBLIC_FILES, "results", "school_results", "home", "proposals", "school")]
    for case in decided:
        urls += [reverse(name, args=[number_of(case)]) for name in ("proposal", "proposal_result")]
    for person in (sent_application.window, sent_application.lead):
        signed = signed_in(person)
        for url in urls:
            assert not any(word in text_of(signed.get(url)) for word in INSIDE), url
    letter = ResultLetter.objects.get(case=None)  # its words are those of all others
    text = pdf_text(b"".join(signed_in(sent_application.window).get(_letter(letter))))
    assert not any(word in text + json.dumps(letter.content, ensure_ascii=False) for word in INSIDE)
    assert OPINIONS in text


# Letters


@pytest.mark.usefixtures("told")
def test_a_letter_says_what_was_announced_and_is_kept_as_it_was_made(
    decided: list[Case], sent_application: Sent
) -> None:
    letter = ResultLetter.objects.get(case=decided[1])
    assert letter.number == f"{decided[1].project_number}-R"
    signed = signed_in(sent_application.lead)
    answer = signed.get(_letter(letter))
    made = b"".join(answer)
    assert answer["Content-Type"] == "application/pdf"
    assert f"{letter.number}.pdf" in answer["Content-Disposition"]
    text = pdf_text(made)
    for word in (letter.number, sent_application.school.name_zh, decided[1].title, "1,000,000", OPINIONS, CONDITIONS):
        assert word in text
    assert f"{decided[1].subsidy['115']:,}" in text
    assert decided[2].project_number not in text

    Decision.objects.update(opinions="後來的意見")
    again = b"".join(signed.get(_letter(letter)))
    assert again == made
    letter.refresh_from_db()
    assert letter.file.open("rb").read() == made
    assert Event.objects.filter(action="results.letter").count() == 1


@pytest.mark.usefixtures("told")
def test_the_schools_letter_lists_everything_and_the_worker_makes_it(decided: list[Case]) -> None:
    letter = ResultLetter.objects.get(case=None)
    assert letter.number == f"{decided[0].project_number.rpartition('-')[0]}-R"
    make_result_letter(letter.pk)
    make_result_letter(letter.pk)
    letter.refresh_from_db()
    text = pdf_text(letter.file.open("rb").read())
    assert all(one.project_number in text for one in decided)
    assert "7,200,003" in text
    assert "未通過資料檢核" in text
    assert Event.objects.filter(action="results.letter").count() == 1


@pytest.mark.usefixtures("told")
def test_pages_cost_the_same_whatever_a_school_sent(decided: list[Case], sent_application: Sent) -> None:
    signed = signed_in(sent_application.window)
    pages = [reverse("school_results"), reverse("proposal_result", args=[number_of(decided[1])])]
    counts = []
    for url in pages:
        signed.get(url)
        with CaptureQueriesContext(connection) as found:
            assert signed.get(url).status_code == 200
        counts.append(len(found))
    assert max(counts) <= 8
    assert counts[0] <= 5


def test_staff_find_every_schools_letter_on_the_page_of_the_announcement(told: Announcement, ministry: Person) -> None:
    center = signed_in(staff_of(Role.CENTER))
    for client in (signed_in(ministry), center):
        page = client.get(reverse("announce")).content.decode()
        assert _letter(ResultLetter.objects.get(case=None, announcement=told)) in page
    assert center.post(reverse("announce"), {"call": "usr-4", "reason": "依公文"}).status_code == 404


def test_the_center_reads_what_is_missing_and_has_nothing_to_announce_with(
    decided: list[Case], ministry: Person
) -> None:
    forms = [
        signed_in(person).get(reverse("announce")).content.decode().count('aria-labelledby="announce-h"')
        for person in (ministry, staff_of(Role.CENTER))
    ]
    assert forms == [1, 0]
