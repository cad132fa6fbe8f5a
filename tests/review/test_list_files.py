"""What is taken from the list: files of what matches or was ticked, and the preview of moving it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from review.models import Assignment, Case, Reviewer, ScoreSheet, StageMove
from review.models.cases import Stage
from tests.factories import PersonFactory
from tests.review.conftest import Sent, in_window, reviewer_of, settle
from tests.review.scoring import open_round
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call

LIST = reverse("staff_proposals")
MOVE = reverse("staff_proposals_move")
EVIL = '=HYPERLINK("http://evil.test";"x")'
COLS = "cols=project_number,title,asked,written_review.mean,updated"


def address(kind: str) -> str:
    return reverse("staff_proposals_export", args=[kind])


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


@pytest.fixture
def office(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def scored(staff: Person, cases: list[Case]) -> list[Case]:
    """The first case is called like a formula, and has one total."""
    cases = sorted(cases, key=lambda case: case.proposal.serial)
    found = open_round(staff, cases)
    asked = Assignment.objects.create(round=found, case=cases[0], reviewer=reviewer_of(), state="submitted")
    ScoreSheet.objects.create(assignment=asked, total=Decimal("83.30"), updated_at=call.now())
    Case.objects.filter(pk=cases[0].pk).update(title=EVIL)
    return cases


def rows(office: Client, query: str = COLS, posted: dict[str, object] | None = None) -> list[dict[str, str]]:
    """The file's rows; with `posted`, by the form at the foot of the list."""
    url = address("csv")
    answer = office.post(url, {"query": query, **posted}) if posted else office.get(f"{url}?{query}")
    return list(csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig"))))


def test_csv_has_the_columns_that_are_shown_and_no_formula(office: Client, scored: list[Case]) -> None:
    found = rows(office)
    assert [*found[0]] == ["計畫編號", "計畫名稱", "申請總額", "書審：平均", "最後更新"]
    assert found[0]["計畫名稱"] == f"'{EVIL}"
    assert found[0]["書審：平均"] == "83.30"
    assert found[1]["書審：平均"] == ""
    assert [row["計畫編號"] for row in found] == [case.project_number for case in scored]
    assert [row["申請總額"] for row in found] == [str(sum(case.subsidy.values())) for case in scored]


def test_json_keeps_amounts_as_numbers_and_scores_with_their_digits(office: Client, scored: list[Case]) -> None:
    found = json.loads(body(office.get(f"{address('json')}?{COLS}")))
    assert found[0]["title"] == EVIL
    assert found[0]["written_review.mean"] == "83.30"
    assert found[1]["written_review.mean"] is None
    assert found[0]["asked"] == sum(scored[0].subsidy.values())
    assert len(found[0]["updated"]) == len("2024-08-30T17:00:00")
    assert json.loads(body(office.get(f"{address('json')}?q=無此計畫"))) == []


def test_spreadsheets_hold_numbers_and_texts_and_no_formula(office: Client, scored: list[Case]) -> None:
    sheet = load_workbook(io.BytesIO(body(office.get(f"{address('xlsx')}?{COLS}")))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert EVIL in {cell.value for cell in cells}
    assert 83.3 in {cell.value for cell in cells}
    content = zipfile.ZipFile(io.BytesIO(body(office.get(f"{address('ods')}?{COLS}")))).read("content.xml").decode()
    assert "table:formula" not in content
    assert 'office:value="83.30"' in content
    assert "HYPERLINK" in content


def test_the_order_and_the_filters_are_those_of_the_list(office: Client, scored: list[Case]) -> None:
    up = [row["申請總額"] for row in rows(office, f"{COLS}&sort=asked")]
    assert up == sorted(up, key=int)
    assert rows(office, f"{COLS}&sort=-written_review.mean")[0]["計畫編號"] == scored[0].project_number
    assert [row["計畫編號"] for row in rows(office, f"{COLS}&type=deep")] == [
        case.project_number for case in scored if case.plan_type == "deep"
    ]


def test_only_what_was_ticked(office: Client, scored: list[Case]) -> None:
    numbers = [scored[1].proposal.number, scored[3].proposal.number]
    found = rows(office, posted={"chosen": numbers, "scope": "chosen"})
    assert [row["計畫編號"] for row in found] == [scored[1].project_number, scored[3].project_number]
    assert len(rows(office, posted={"scope": "all"})) == 5
    assert rows(office, posted={"chosen": ["4-0000-99"], "scope": "chosen"}) == []


def test_nothing_ticked_says_so_and_leads_back(office: Client, scored: list[Case]) -> None:
    answer = office.post(address("csv"), {"scope": "chosen", "query": "type=deep"}, follow=True)
    assert "沒有勾選任何計畫" in answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{LIST}?type=deep"
    assert not Event.objects.filter(action="list.export").exists()


def test_each_export_is_recorded_with_what_it_was(office: Client, staff: Person, scored: list[Case]) -> None:
    body(office.get(f"{address('ods')}?type=deep&cols=title"))
    rows(office, "", {"chosen": [scored[0].proposal.number], "scope": "chosen"})
    first, second = Event.objects.filter(action="list.export", actor=staff).order_by("sequence")
    assert first.detail == {"format": "ods", "query": "type=deep&cols=title"}
    assert second.detail["numbers"] == [scored[0].proposal.number]


def test_a_file_costs_the_same_however_many_rows(office: Client, scored: list[Case]) -> None:
    counts = []
    for query in ("q=" + scored[0].project_number, ""):
        body(office.get(f"{address('csv')}?{COLS}&{query}"))
        with CaptureQueriesContext(connection) as used:
            body(office.get(f"{address('csv')}?{COLS}&{query}"))
        counts.append(len([one for one in used if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 12


def test_nobody_else_takes_or_moves_anything(
    client: Client, scored: list[Case], sent_application: Sent, reviewer: Reviewer
) -> None:
    for person in (sent_application.window, sent_application.lead, reviewer.person, PersonFactory.create()):
        client.force_login(person)
        for kind in ("ods", "xlsx", "csv", "json", "pdf"):
            assert client.get(address(kind)).status_code == 404
            assert client.post(address(kind), {"scope": "all"}).status_code == 404
        assert client.post(MOVE, {"scope": "all"}).status_code == 404
    assert not Event.objects.filter(action="list.export").exists()


def test_there_is_no_other_kind_of_file(office: Client, scored: list[Case]) -> None:
    assert office.get(address("pdf")).status_code == 404
    assert not Event.objects.filter(action="list.export").exists()


def test_moving_what_was_ticked_is_shown_before_it_is_done(office: Client, cases: list[Case]) -> None:
    settle(*cases)
    in_window("written_review")
    ticked = [cases[0].proposal.number, cases[1].proposal.number]

    preview = office.post(MOVE, {"scope": "chosen", "chosen": ticked, "query": ""})

    assert {step.case.pk for step in preview.context["steps"]} == {cases[0].pk, cases[1].pk}
    assert not StageMove.objects.exists()
    assert f'action="{reverse("staff_check_move")}"' in preview.content.decode()
    everything = office.post(MOVE, {"scope": "all", "query": "type=deep"})
    assert {step.case.plan_type for step in everything.context["steps"]} == {"deep"}
    may = [step.case.pk for step in preview.context["steps"] if step.is_allowed]
    assert 'name="back" value="staff_proposals"' in preview.content.decode()
    said = {"case": may, "confirm": "1", "reason": "齊備", "act": "advance", "back": "staff_proposals"}
    assert office.post(reverse("staff_check_move"), said).headers["Location"] == reverse("staff_proposals")
    assert StageMove.objects.filter(to_stage=Stage.WRITTEN_REVIEW).count() == len(may) == 2


def test_drafts_are_not_moved_and_too_many_are_refused(
    office: Client, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    Case.objects.filter(pk=cases[0].pk).update(stage=Stage.WRITTEN_REVIEW)
    nothing = office.post(MOVE, {"scope": "chosen", "chosen": ["4-0000-77"], "query": ""})
    assert "沒有選取任何案件" in nothing.content.decode()
    monkeypatch.setattr("review.views.listing.MOST_AT_ONCE", 4)
    answer = office.post(MOVE, {"scope": "all", "query": ""}, follow=True)
    assert "一次最多移動 4 件" in answer.content.decode()
