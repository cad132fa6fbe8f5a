"""Budgets as spreadsheets: what is written is read again, faults by row, and nothing in a file runs or unfolds."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

import budgets.facts
from budgets.forms import sheets
from budgets.forms.page import Scope
from budgets.rules.types import AbroadKind, AbroadPlan, BudgetPlan, Item, Line, Part, Source
from tests.builders import CALL
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.kernel import ods, ods_reading, xlsx
from usr_portal.kernel.ods_reading import Limits, SpreadsheetError
from usr_portal.kernel.vocabulary import PlanType

KINDS: dict[str, tuple[Callable[..., None], Callable[..., Any]]] = {
    "ods": (ods.write, ods_reading.read_sheets),
    "xlsx": (xlsx.write, xlsx.read_sheets),
}
SCOPE = Scope(PlanType.INTERNATIONAL, CALL, people=(("p1", "王小明"), ("p2", "鄥訚堃")))
YEARS = CALL.years
WORDS = st.sampled_from(["工作坊", "=1+1", "+886", "-5", "@SUM(A1)", "𠮷野", "a,b;c", "'引號", "兩 個  空格", "<b>&"])
AMOUNTS = st.one_of(st.none(), st.integers(0, 10**9))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    return Line(
        item=draw(st.sampled_from(Item)),
        amount=draw(st.integers(0, 10**9)),
        label=draw(WORDS),
        part=draw(st.sampled_from(Part)),
        source=draw(st.sampled_from(Source)),
        quantity=draw(AMOUNTS),
        unit_price=draw(AMOUNTS),
        person=draw(st.sampled_from([None, "p1", "p2", "x9"])),
        host_fee=draw(st.booleans()),
        part_time=draw(st.booleans()),
        monthly=draw(AMOUNTS),
        months=draw(AMOUNTS),
        reason=draw(st.sampled_from(["", "=cmd|' /C calc'!A0", "更換故障設備"])),
    )


@st.composite
def plans(draw: st.DrawFn) -> BudgetPlan:
    abroad = st.builds(
        AbroadPlan,
        year=st.sampled_from(YEARS),
        kind=st.sampled_from(AbroadKind),
        place=WORDS,
        activity=WORDS,
        days=AMOUNTS,
        people=AMOUNTS,
        invitee=st.sampled_from(["", "Dr. É"]),
    )
    order = {item: place for place, item in enumerate(Item)}
    return BudgetPlan(
        lines={
            year: tuple(sorted(draw(st.lists(lines(), max_size=3)), key=lambda line: order[line.item]))
            for year in YEARS
        },
        matching={year: draw(st.integers(0, 10**9)) for year in YEARS},
        external={year: draw(st.integers(0, 10**9)) for year in YEARS},
        abroad_plans=tuple(draw(st.lists(abroad, max_size=2))),
    )


def written(kind: str, plan: BudgetPlan, scope: Scope = SCOPE) -> bytes:
    out = io.BytesIO()
    KINDS[kind][0](out, sheets.sheets(plan, scope))
    return out.getvalue()


def read(kind: str, data: bytes, scope: Scope = SCOPE) -> sheets.ReadSheets:
    empty = BudgetPlan(dict.fromkeys(YEARS, ()), dict.fromkeys(YEARS, 0), dict.fromkeys(YEARS, 0))
    return sheets.read(KINDS[kind][1](data), empty, 1, scope)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh-hant", "en"])
@given(plan=plans())
def test_a_plan_is_read_as_it_was_written(kind: str, language: str, plan: BudgetPlan) -> None:
    with translation.override(language):
        made = read(kind, written(kind, plan))
        assert made.grid.plan() == plan
        assert made.faults() == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_is_a_formula(kind: str) -> None:
    data = written(kind, BudgetPlan({YEARS[0]: (Line(Item.OPERATING, 1, "=1+1", reason="+SUM(A1)"),)}))
    if kind == "xlsx":
        cells = [cell for row in load_workbook(io.BytesIO(data))["明細"].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if str(cell.value).startswith(("=", "+"))} == {"s"}
    else:
        content = zipfile.ZipFile(io.BytesIO(data)).read("content.xml").decode()
        assert "formula" not in content
        assert '<table:table-cell office:value-type="string"><text:p>=1+1</text:p>' in content


def workbook(**pages: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD: list[Any] = ["年度", "經費項目", "名稱", "單價", "數量", "金額"]


def test_each_wrong_cell_is_told_with_its_row() -> None:
    rows = [HEAD, ["114", "業務費", "講座", 2000, 10, ""], ["119", "業務費", "x", "", "", 5], []]
    rows += [
        ["114年", "雜資", "y", "", "", 5],
        ["115", "業務費", "z", "", "", "一萬"],
        ["115", "業務費", "z", "", "", -3],
    ]
    made = read("xlsx", workbook(明細=rows))
    plan = made.grid.plan()
    assert [(one.row, one.column) for one in made.faults()] == [(3, "年度"), (5, "經費項目"), (6, "金額"), (7, "金額")]
    told = [one.message.render() for one in made.faults()]
    assert "「119」不是本徵件的年度" in told[0]
    assert "「雜資」不在可填的選項裡：人事費、業務費" in told[1]
    assert plan.lines["114"][0].amount == 20_000
    good = made.without_faults().plan()
    assert [line.label for line in good.lines["114"]] == ["講座"]
    assert good.lines["115"] == ()


def test_a_sheet_that_is_missing_leaves_its_part_as_it_is() -> None:
    stored = BudgetPlan(
        {year: (Line(Item.OPERATING, 7, "既有"),) for year in YEARS}, dict.fromkeys(YEARS, 5), dict.fromkeys(YEARS, 0)
    )
    found = xlsx.read_sheets(workbook(配合款與外部資源=[["年度", "學校配合款", "外部資源"], ["114", 9, 0]]))
    plan = sheets.read(found, stored, 1, SCOPE).grid.plan()
    assert plan.lines == stored.lines
    assert plan.matching == {"114": 9, "115": 5, "116": 5}


FUNDS: list[Any] = ["年度", "學校配合款", "外部資源"]


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD[:-1], ["114", "業務費", "講座", 2000, 10]],  # no amount
        [["年度", "學校配合款"], ["114", 9]],  # no external money
    ],
)
def test_a_sheet_without_a_column_it_needs_replaces_nothing(rows: list[list[Any]]) -> None:
    stored = BudgetPlan(
        {year: (Line(Item.OPERATING, 7, "既有"),) for year in YEARS}, dict.fromkeys(YEARS, 5), dict.fromkeys(YEARS, 3)
    )
    name = "明細" if rows[0][1] == HEAD[1] else "配合款與外部資源"
    made = sheets.read(xlsx.read_sheets(workbook(**{name: rows})), stored, 1, SCOPE)
    plan = made.grid.plan()
    assert "缺少" in made.faults()[0].message.render(str)
    assert (plan.lines, plan.matching, plan.external) == (stored.lines, stored.matching, stored.external)
    assert made.without_faults().plan() == plan


def test_a_second_row_of_a_year_is_told_and_the_first_is_judged() -> None:
    stored = BudgetPlan(dict.fromkeys(YEARS, ()), dict.fromkeys(YEARS, 5), dict.fromkeys(YEARS, 3))
    rows = [FUNDS, ["114", "100x", 1], ["114", 7, 8]]
    made = sheets.read(xlsx.read_sheets(workbook(配合款與外部資源=rows)), stored, 1, SCOPE)
    made.grid.plan()
    assert [(one.row, one.column) for one in made.faults()] == [(2, "學校配合款"), (3, "年度")]


def test_a_file_of_something_else_is_told() -> None:
    with pytest.raises(SpreadsheetError):
        read("xlsx", workbook(名單=[["姓名"], ["王小明"]]))
    made = read("xlsx", workbook(明細=[["年度", "名稱"], ["114", "x"]]))
    assert {one.column for one in made.faults()} == {"經費項目", "金額"}


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 no zip", b"", workbook(x=[["a" * 20_001]]), workbook(x=[["a"]] * 30)],
    ids=["broken", "empty", "cell", "rows"],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(SpreadsheetError):
        xlsx.read_sheets(data, Limits(rows=20))


def test_a_workbook_of_styles_without_end_is_refused_before_it_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/styles.xml", "<styleSheet><cellXfs>" + "<xf/>" * 300_000 + "</cellXfs></styleSheet>")
    assert len(out.getvalue()) < 20_000
    start = time.perf_counter()
    with pytest.raises(SpreadsheetError, match="過多項目"):
        xlsx.read_sheets(out.getvalue())
    assert time.perf_counter() - start < 2


def test_a_workbook_that_unfolds_without_end_or_has_macros_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    with pytest.raises(SpreadsheetError, match="解壓縮後超過"):
        xlsx.read_sheets(out.getvalue(), Limits(unpacked=1024**2))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(SpreadsheetError, match="巨集"):
        xlsx.read_sheets(out.getvalue())


# ---------------------------------------------------------------- in the portal
@pytest.fixture
def writing(db: None) -> Writing:
    open_call()
    return begin_writing()


def signed_in(person: Any) -> Client:  # noqa: ANN401
    client = Client()
    client.force_login(person)
    return client


def offer(client: Client, writing: Writing, data: bytes, name: str = "budget.xlsx") -> Any:  # noqa: ANN401
    return client.post(reverse("proposal_budget_file", args=[writing.number]), {"file": SimpleUploadedFile(name, data)})


GOOD = workbook(明細=[HEAD, ["114", "業務費", "講座", 2000, 10, ""], ["115", "人事費", "助理", "", "", 480000]])


def confirmed(client: Client, writing: Writing, page: Any, act: str = "save") -> Any:  # noqa: ANN401
    sent: dict[str, list[str]] = {"act": [act]}
    for key, value in page.context["fields"]:
        sent.setdefault(key, []).append(value)
    return client.post(reverse("proposal_budget", args=[writing.number]), sent)


def test_a_file_is_seen_before_it_is_taken(writing: Writing) -> None:
    client = signed_in(writing.lead)
    page = offer(client, writing, GOOD)
    assert "講座" in page.content.decode()
    assert not any(budgets.facts.plan(writing.proposal.budget_id).lines.values())
    assert confirmed(client, writing, page).status_code == 302
    plan = budgets.facts.plan(writing.proposal.budget_id)
    assert [(line.label, line.amount) for line in plan.lines["114"]] == [("講座", 20_000)]
    assert plan.lines["115"][0].item is Item.PERSONNEL
    again = offer(client, writing, GOOD)
    assert again.context["is_same"]


def test_somebody_who_saved_in_between_is_not_overwritten(writing: Writing) -> None:
    client = signed_in(writing.lead)
    page = offer(client, writing, GOOD)
    other = offer(client, writing, workbook(明細=[HEAD, ["116", "雜支", "先存的", "", "", 3]]))
    confirmed(client, writing, other)
    assert confirmed(client, writing, page).status_code == 409
    assert budgets.facts.plan(writing.proposal.budget_id).lines["116"][0].label == "先存的"


def test_faults_can_be_mended_in_the_grid(writing: Writing) -> None:
    client = signed_in(writing.lead)
    wrong: list[list[Any]] = [["114", "業務費", "講座", "", "", "兩萬"], ["115", "雜資", "場地", "", "", 5]]
    page = offer(client, writing, workbook(明細=[HEAD, *wrong]))
    assert [(one.row, one.column) for one in page.context["faults"]] == [(2, "金額"), (3, "經費項目")]
    grid = confirmed(client, writing, page, "show")
    assert "兩萬" in grid.content.decode()
    assert "場地" in grid.content.decode()
    assert not any(budgets.facts.plan(writing.proposal.budget_id).lines.values())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.csv", b"a,b", "只接受 .ods 或 .xlsx"),
        ("x.xlsx", b"<html>", "內容與副檔名不符"),
        ("x.ods", GOOD, "不是可讀取的 .ods"),
        ("x.xlsx", b"PK\x03\x04x", "不是可讀取"),
    ],
)
def test_a_file_that_is_none_is_told_at_the_field(writing: Writing, name: str, data: bytes, says: str) -> None:
    page = offer(signed_in(writing.lead), writing, data, name)
    assert page.status_code == 422
    assert says in page.content.decode()


def test_downloads_take_few_statements(writing: Writing, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(writing.lead)
    for kind in KINDS:
        address = reverse("proposal_budget_sheet", args=[writing.number, kind])
        client.get(address)
        with django_assert_max_num_queries(14):
            answer = client.get(address)
        found = KINDS[kind][1](answer.content)
        assert list(found)[:2] == ["明細", "配合款與外部資源"]
        assert client.get(address, {"empty": "1"}).status_code == 200
    assert client.get(reverse("proposal_budget_sheet", args=[writing.number, "exe"])).status_code == 404
