"""The registry from a file: preview, faults by row, persons asked about, applied once."""

from __future__ import annotations

import csv
import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from eligibility.models import PriorMember, PriorProject, RegistryImport, Researcher
from eligibility.services import downloads, imports
from eligibility.services.columns import COLUMNS
from eligibility.services.imports import ImportRefusedError
from eligibility.services.reading import read_table
from tests.eligibility.people import join, make_project, make_school, make_staff, signed_in
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.kernel.messages import Message
from usr_portal.kernel.ods_reading import SpreadsheetError
from usr_portal.schools.models import School

HEADER = [column.heading for column in COLUMNS]
FIRST = ["3-01", "0003", "3", "萌芽型", "社區共好", "", "", "臺北市", "摘要", "A1", "王小明", "計畫主持人", "24"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Person:
    return make_staff()


@pytest.fixture
def school() -> School:
    return make_school()


def csv_of(*rows: list[str], header: list[str] = HEADER, encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode(encoding)


def changed(**cells: str) -> list[str]:
    keys = [column.key for column in COLUMNS]
    row = dict(zip(keys, FIRST, strict=True)) | cells
    return [row[key] for key in keys]


def uploaded(staff: Person, *rows: list[str], header: list[str] = HEADER) -> RegistryImport:
    return imports.upload(actor=staff, filename="registry.csv", data=csv_of(*rows, header=header))


def applied(staff: Person, row: RegistryImport, *, leave_out: bool = False) -> RegistryImport:
    digest = imports.preview_of(row).digest
    return imports.apply(actor=staff, pk=row.pk, digest=digest, leave_out=leave_out, reason="依部函")


@pytest.mark.parametrize("kind", ["ods", "csv"])
def test_a_download_imports_back_without_a_change(kind: str, staff: Person, school: School) -> None:
    older = make_project(school, "2-01", phase=2, type="seed", title="=危險", summary="第一行\n第二行")
    lead = make_project(school, "3-02", type="distinctive", title="-主案")
    project = make_project(school, "3-01", predecessor=older, merged_into=lead, sites="'=甲")
    join(project, "A1", months=12)
    join(project, "A2", "co_pi", 8)
    rows = downloads.registry_rows()
    data = downloads.as_ods(rows) if kind == "ods" else downloads.as_csv(rows)
    preview = imports.preview_of(imports.upload(actor=staff, filename=f"r.{kind}", data=data))
    assert [each.draft.registry_id for each in preview.unchanged] == ["2-01", "3-01", "3-02"]
    assert not preview.writes
    assert not preview.faults
    assert not preview.questions


def test_an_empty_template_says_that_it_has_no_rows(staff: Person) -> None:
    preview = imports.preview_of(imports.upload(actor=staff, filename="t.ods", data=downloads.as_ods(())))
    assert not preview.writes
    assert preview.readable


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "big5", "utf-16"])
def test_csv_in_the_encodings_of_taiwan(encoding: str) -> None:
    table = read_table("a.CSV", csv_of(FIRST, encoding=encoding))
    assert table.header == tuple(HEADER)
    assert table.rows == ((2, tuple(FIRST)),)


@pytest.mark.parametrize(
    ("filename", "data", "told"),
    [
        ("a.xlsx", b"PK\x03\x04", "只接受 .ods 或 .csv"),
        ("a.csv", b"PK\x03\x04", "副檔名不符"),
        ("a.ods", b"a,b", "副檔名不符"),
        ("a.csv", b"  \n", "空的"),
        ("a.csv", b"\xff\x00\x81\x8d", "文字編碼"),
        ("a.csv", b'a,b\n"open', "引號"),
        ("a.csv", b"a" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
def test_files_that_cannot_be_read(filename: str, data: bytes, told: str) -> None:
    with pytest.raises(SpreadsheetError, match=told):
        read_table(filename, data)


def test_new_projects_are_written_with_team_and_trace(staff: Person, school: School) -> None:
    row = uploaded(
        staff,
        changed(predecessor="2-01"),
        ["3-01", *[""] * 8, "A2", "李大同", "共同主持人", "12"],
        changed(registry_id="2-01", phase="二", person="", name="", role="", months=""),
    )
    preview = imports.preview_of(row)
    assert [each.draft.registry_id for each in preview.new] == ["3-01", "2-01"]
    assert not PriorProject.objects.exists()
    applied(staff, row)
    project = PriorProject.objects.get(registry_id="3-01")
    assert project.predecessor is not None
    assert project.predecessor.registry_id == "2-01"
    members = project.members.order_by("pk").values_list("researcher__key", "researcher__name", "role", "months")
    assert list(members) == [("A1", "王小明", "pi", 24), ("A2", "李大同", "co_pi", 12)]
    events = Event.objects.order_by("sequence").values_list("action", "subject", "reason")
    assert list(events) == [
        ("eligibility.create", "prior_project:3-01", "依部函"),
        ("eligibility.create", "prior_project:2-01", "依部函"),
        ("eligibility.import", f"registry_import:{row.pk}", "依部函"),
    ]


def test_changes_are_shown_field_by_field(staff: Person, school: School) -> None:
    join(make_project(school, "3-01", title="社區共好", sites="臺北市", summary="摘要"), "A1", months=20, name="王小明")
    preview = imports.preview_of(uploaded(staff, changed(type="深耕型", summary="")))
    (outcome,) = preview.changed
    shown = {each.heading: (each.before.render(), each.after.render()) for each in outcome.changes}
    assert shown == {
        "類型": ("大學特色類萌芽型", "大學特色類深耕型"),
        "摘要": ("摘要", "（空白）"),
        "主持團隊": ("王小明（計畫主持人，20 個月）", "王小明（計畫主持人，24 個月）"),
    }


def test_absent_columns_and_teams_left_blank_stay_as_they_are(staff: Person, school: School) -> None:
    join(make_project(school, "3-01", title="舊名", sites="舊場域"), "A1")
    row = uploaded(staff, ["3-01", "3", "3", "sprout", "新名"], header=HEADER[:5])
    applied(staff, row)
    project = PriorProject.objects.get()
    assert (project.title, project.sites) == ("新名", "舊場域")
    assert PriorMember.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"registry_id": ""}, "registry_id", "沒有計畫編號"),
        ({"registry_id": "三-1"}, "registry_id", "只能用英數字"),
        ({"school": "9999"}, "school", "沒有代碼或校名為「9999」"),
        ({"phase": "4"}, "phase", "不是 1、2 或 3"),
        ({"type": "大樹型"}, "type", "不認得類型"),
        ({"type": "種子型"}, "type", "只存在於第一、二期"),
        ({"title": ""}, "title", "不可空白"),
        ({"title": "長" * 201}, "title", "至多 200 字"),
        ({"predecessor": "2-99"}, "predecessor", "都沒有編號 2-99"),
        ({"merged_into": "3-01"}, "merged_into", "不能併入自己"),
        ({"name": ""}, "name", "不可空白"),
        ({"role": "顧問"}, "role", "不認得角色"),
        ({"months": "1.5"}, "months", "0 到 36"),
        ({"months": "37"}, "months", "0 到 36"),
    ],
)
def test_a_fault_names_its_row_and_column(
    cells: dict[str, str], column: str, told: str, staff: Person, school: School
) -> None:
    row = uploaded(staff, changed(registry_id="3-00", person="A0", name="甲"), changed(**cells))
    (fault,) = imports.preview_of(row).faults
    assert (fault.row, fault.column) == (3, column)
    assert told in fault.reason.render()


def test_faults_between_rows(staff: Person, school: School) -> None:
    row = uploaded(
        staff,
        changed(),
        changed(title="另一個名字", person="A2", name="乙"),
        changed(registry_id="3-02"),
        changed(registry_id="3-02"),
        changed(registry_id="3-03", person="A7", name="丙"),
        changed(registry_id="3-04", person="A7", name="丁"),
    )
    faults = [(fault.row, fault.column) for fault in imports.preview_of(row).faults]
    assert faults == [(3, "title"), (5, "name"), (7, "name")]


def test_what_rests_on_a_faulty_row_is_left_out_too(staff: Person, school: School) -> None:
    row = uploaded(staff, changed(registry_id="2-01", phase="2", type="?"), changed(predecessor="2-01"))
    preview = imports.preview_of(row)
    assert [(fault.row, fault.column) for fault in preview.faults] == [(2, "type"), (3, "predecessor")]
    assert not preview.writes


def test_faulty_rows_are_left_out_only_when_asked(staff: Person, school: School) -> None:
    row = uploaded(staff, changed(), changed(registry_id="3-02", phase="9"))
    with pytest.raises(ImportRefusedError) as refusal:
        applied(staff, row)
    assert "略過這些列" in refusal.value.reason.render()
    assert not PriorProject.objects.exists()
    applied(staff, row, leave_out=True)
    assert PriorProject.objects.get().registry_id == "3-01"


@pytest.mark.parametrize("header", [HEADER[1:], [*HEADER, "備註"], [*HEADER, "姓名"]])
def test_a_wrong_header_stops_the_file(header: list[str], staff: Person, school: School) -> None:
    row = uploaded(staff, FIRST, header=header)
    assert not imports.preview_of(row).readable
    with pytest.raises(ImportRefusedError):
        applied(staff, row, leave_out=True)


def test_a_school_is_found_by_name_and_without_leading_zeros(staff: Person, school: School) -> None:
    row = uploaded(staff, changed(school="國立台灣大學"), changed(registry_id="3-02", school="3"))
    assert {each.draft.school for each in imports.preview_of(row).new} == {"0003"}


def test_a_namesake_is_asked_about_and_nobody_is_merged_without_an_answer(staff: Person, school: School) -> None:
    join(make_project(school, "2-01", phase=2), "R9", name="王小明")
    row = uploaded(staff, changed(person="", name="王　小明"))
    (question,) = imports.preview_of(row).questions
    assert question.answers == ("same:R9", "new")
    with pytest.raises(ImportRefusedError) as refusal:
        applied(staff, row)
    assert refusal.value.tokens == (question.token,)
    imports.answer(row=row, choices={question.token: "same:NOBODY"})
    with pytest.raises(ImportRefusedError):
        applied(staff, row)
    imports.answer(row=row, choices={question.token: "same:R9"})
    applied(staff, row)
    assert Researcher.objects.count() == 1
    assert PriorMember.objects.get(project__registry_id="3-01").researcher.key == "R9"


def test_a_new_person_of_the_same_name_stays_another(staff: Person, school: School) -> None:
    join(make_project(school, "2-01", phase=2), "R9", name="王小明")
    row = uploaded(staff, changed(person=""))
    (question,) = imports.preview_of(row).questions
    imports.answer(row=row, choices={question.token: "new"})
    applied(staff, row)
    assert Researcher.objects.filter(name="王小明").count() == 2


@pytest.mark.parametrize(("answer", "persons"), [("new", 1), ("separate", 2)])
def test_one_name_in_two_projects_of_a_school(answer: str, persons: int, staff: Person, school: School) -> None:
    row = uploaded(staff, changed(person=""), changed(registry_id="3-02", person=""))
    (question,) = imports.preview_of(row).questions
    imports.answer(row=row, choices={question.token: answer})
    applied(staff, row)
    assert Researcher.objects.count() == persons


@pytest.mark.parametrize(("answer", "name"), [("keep", "王小明"), ("rename", "王大明")])
def test_a_known_key_with_another_name_is_asked_about(answer: str, name: str, staff: Person, school: School) -> None:
    join(make_project(school, "3-01", title="社區共好", sites="臺北市", summary="摘要"), "A1", months=1, name="王小明")
    row = uploaded(staff, changed(name="王大明"))
    (question,) = imports.preview_of(row).questions
    imports.answer(row=row, choices={question.token: answer})
    applied(staff, row)
    assert Researcher.objects.get().name == name


def test_the_same_person_twice_by_answers_is_refused(staff: Person, school: School) -> None:
    join(make_project(school, "2-01", phase=2), "A1", name="王小明")
    row = uploaded(staff, changed(), changed(person=""))
    (question,) = imports.preview_of(row).questions
    imports.answer(row=row, choices={question.token: "same:A1"})
    with pytest.raises(ImportRefusedError) as refusal:
        applied(staff, row)
    assert refusal.value.tokens == (question.token,)
    assert not PriorProject.objects.filter(registry_id="3-01").exists()


def test_a_registry_that_changed_since_the_preview_is_shown_again(staff: Person, school: School) -> None:
    project = make_project(school, "3-01", title="舊名")
    row = uploaded(staff, changed())
    digest = imports.preview_of(row).digest
    project.title = "別人改的"
    project.save()
    with pytest.raises(ImportRefusedError) as refusal:
        imports.apply(actor=staff, pk=row.pk, digest=digest, leave_out=False, reason="依部函")
    assert "預覽之後有變動" in refusal.value.reason.render()
    assert PriorProject.objects.get().title == "別人改的"


def test_an_import_is_applied_once(staff: Person, school: School) -> None:
    row = uploaded(staff, changed())
    applied(staff, row)
    with pytest.raises(ImportRefusedError):
        imports.apply(actor=staff, pk=row.pk, digest="", leave_out=False, reason="再一次")
    assert Event.objects.filter(action="eligibility.import").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_in_the_same_second_apply_once() -> None:
    staff, school = make_staff(), make_school()
    assert school.code == "0003"
    row = uploaded(staff, changed())
    digest = imports.preview_of(row).digest
    outcomes: list[Message | None] = []
    together = threading.Barrier(2)

    def click() -> None:
        together.wait()
        try:
            imports.apply(actor=staff, pk=row.pk, digest=digest, leave_out=False, reason="依部函")
            outcomes.append(None)
        except ImportRefusedError as refusal:
            outcomes.append(refusal.reason)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert PriorProject.objects.count() == 1
    assert Event.objects.filter(action="eligibility.import").count() == 1


def test_the_pages_lead_from_upload_to_trace(staff: Person, school: School) -> None:
    join(make_project(school, "2-01", phase=2), "R9", name="王小明")
    client = signed_in(staff)
    file = SimpleUploadedFile("registry.csv", csv_of(changed(person="")))
    answer = client.post("/staff/registry/import/", {"file": file})
    row = RegistryImport.objects.get()
    assert answer.headers["Location"] == f"/staff/registry/import/{row.pk}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "沒有代碼，可能是已登錄的人" in page
    assert " checked" not in page
    digest = imports.preview_of(row).digest
    refused = client.post(answer.headers["Location"], {"digest": digest, "reason": "依部函"})
    assert refused.status_code == 422
    assert "還有 1 位人員尚未確認" in refused.content.decode()
    token = imports.preview_of(row).questions[0].token
    form = {"digest": digest, f"choice-{token}": "same:R9"}
    kept = client.post(answer.headers["Location"], form).content.decode()
    assert " checked" in kept
    assert client.post(answer.headers["Location"], form | {"reason": "依部函"}).status_code == 302
    assert "已套用" in client.get(answer.headers["Location"]).content.decode()
    assert "registry.csv" in client.get("/staff/registry/projects/3-01/").content.decode()


def test_a_file_that_cannot_be_read_is_told_at_the_field(staff: Person) -> None:
    client = signed_in(staff)
    answer = client.post("/staff/registry/import/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert answer.status_code == 422
    assert "只接受 .ods 或 .csv" in answer.content.decode()
    assert not RegistryImport.objects.exists()


def test_an_import_can_be_given_up(staff: Person, school: School) -> None:
    row = uploaded(staff, changed())
    signed_in(staff).post(f"/staff/registry/import/{row.pk}/discard/")
    row.refresh_from_db()
    assert row.state == RegistryImport.State.DISCARDED
    assert not PriorProject.objects.exists()
    with pytest.raises(ImportRefusedError):
        applied(staff, row)


def test_a_stranger_finds_no_import(staff: Person, school: School) -> None:
    row = uploaded(staff, changed())
    assert Client().get(f"/staff/registry/import/{row.pk}/").status_code == 302
    assert signed_in(staff).get("/staff/registry/import/999/").status_code == 404
