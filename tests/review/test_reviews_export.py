"""All reviews as a file: whole, in few statements, never run by a spreadsheet, and for staff only."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from review.models import Case
from review.services import sheets
from review.services.sheets import Writing
from tests.review.conftest import Sent, reviewer_of
from tests.review.scoring import accepted, open_round, signed_in
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event

EVIL = '=HYPERLINK("http://evil.test";"x")'
NAMES = ("reviews_csv", "reviews_ods", "reviews_xlsx")


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


@pytest.fixture
def reviewed(staff: Person, cases: list[Case]) -> list[Case]:
    """Three sheets on one case, one of them with a formula, one without every part."""
    found = open_round(staff, cases)
    full = {"prior_results": 81, "school_plan": 70, "proposal": 90}
    for number, scores in enumerate((full, full, {"proposal": 60})):
        made = accepted(staff, found, cases[0], reviewer_of(name=f"委員{number}"))
        writing = Writing(scores, to_school=EVIL, to_panel="第一行\n第二行", questions=("為什麼？", "@怎麼做？"))
        sheets.save(person=made.reviewer.person, assignment_id=made.pk, values=writing, version=1)
    return cases


def read(staff: Person) -> list[dict[str, str]]:
    text = body(signed_in(staff).get(reverse("reviews_csv"))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_sheet_is_a_row_with_scores_comments_and_questions(staff: Person, reviewed: list[Case]) -> None:
    rows = read(staff)
    assert [row["審查委員"] for row in rows] == ["委員0", "委員1", "委員2"]
    assert [row["加權總分"] for row in rows] == ["83.30", "83.30", ""]
    assert rows[2]["前期計畫成果"] == ""
    assert rows[0]["給審查小組的意見"] == "第一行\n第二行"
    assert rows[0]["待釐清問題"] == "為什麼？\n@怎麼做？"
    assert Event.objects.filter(action="review.export", actor=staff).count() == 1


def test_no_cell_is_a_formula(staff: Person, reviewed: list[Case]) -> None:
    assert read(staff)[0]["給學校的意見"] == f"'{EVIL}"
    client = signed_in(staff)
    sheet = load_workbook(io.BytesIO(body(client.get(reverse("reviews_xlsx"))))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert EVIL in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    content = zipfile.ZipFile(io.BytesIO(body(client.get(reverse("reviews_ods"))))).read("content.xml").decode()
    assert "table:formula" not in content
    assert "HYPERLINK" in content


def test_it_takes_the_same_few_statements_for_three_sheets_and_for_six(staff: Person, reviewed: list[Case]) -> None:
    client = signed_in(staff)
    body(client.get(reverse("reviews_csv")))
    counts = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as used:
            body(client.get(reverse("reviews_csv")))
        counts.append(len([one for one in used if "SAVEPOINT" not in one["sql"]]))
        found = open_round(staff, reviewed, name="第二輪")
        for _more in range(3):
            accepted(staff, found, reviewed[1], reviewer_of())
    assert counts[0] == counts[1] <= 10


def test_nobody_else_gets_it(reviewed: list[Case], sent_application: Sent) -> None:
    for person in (sent_application.window, sent_application.lead, reviewer_of().person):
        assert {signed_in(person).get(reverse(name)).status_code for name in NAMES} == {404}
