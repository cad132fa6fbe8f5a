"""Spreadsheets written and read: what comes back is what went in, and no file can do harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usr_portal.kernel import ods
from usr_portal.kernel.csv_cells import guarded, unguarded
from usr_portal.kernel.ods_reading import Limits, SpreadsheetError, read_first_sheet

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)


def written(*rows: tuple[ods.Cell, ...], header: tuple[str, ...] = ("甲", "乙")) -> bytes:
    stream = io.BytesIO()
    ods.write(stream, [ods.Sheet("表", header, rows)])
    return stream.getvalue()


def packed(content: str, mimetype: str = ods.MIME_TYPE) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", content)
    return stream.getvalue()


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_texts_come_back_as_they_were(rows: list[tuple[str, str]]) -> None:
    read = read_first_sheet(written(*rows))
    expected = [(number, row) for number, row in enumerate(rows, 2) if any(row)]
    assert [(number, (*cells, "", "")[:2]) for number, cells in read[1:]] == expected


def test_numbers_dates_lines_and_spaces() -> None:
    (_header, (number, cells)) = read_first_sheet(written((12, "一\n二  三\t四"), header=("a", "b")))
    assert (number, cells) == (2, ("12", "一\n二  三\t四"))
    assert read_first_sheet(written((date(2024, 8, 30), None)))[1] == (2, ("2024-08-30",))


def test_the_type_stands_first_and_uncompressed() -> None:
    data = written(("a", "b"))
    assert data[30:38] == b"mimetype"
    assert ods.MIME_TYPE.encode() in data[:120]


def test_no_cell_is_ever_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(written(("=1+1", "@SUM(A1)"), ("+cmd|' /C calc'!A0", "-2")))) as archive:
        content = archive.read("content.xml").decode()
    assert "formula" not in content
    assert content.count('office:value-type="string"') == 6


def test_forbidden_characters_are_left_out_and_the_file_stays_readable() -> None:
    assert read_first_sheet(written(("a\x00\x0bb", "c\ufffe")))[1] == (2, ("ab", "c"))


@given(TEXTS)
def test_a_guarded_cell_starts_no_formula_and_comes_back(text: str) -> None:
    safe = str(guarded(text))
    assert not safe.startswith(("=", "+", "-", "@"))
    assert unguarded(safe) == text


def test_a_guard_leaves_numbers_alone() -> None:
    assert guarded(-5) == -5
    assert guarded("=A1") == "'=A1"
    assert unguarded("'tis") == "'tis"


def test_a_bomb_is_stopped_before_it_is_unpacked() -> None:
    bomb = packed("<a>" + " " * 5_000_000 + "</a>")
    assert len(bomb) < 20_000
    with pytest.raises(SpreadsheetError, match="1 MB"):
        read_first_sheet(bomb, Limits(unpacked=1024 * 1024))


def sheet(rows: str) -> str:
    return ods._HEAD + f"<table:table>{rows}</table:table>" + ods._TAIL


@pytest.mark.parametrize(
    ("kind", "value", "shown", "read"),
    [
        ("float", "1234.6", "1,235", "1234.6"),
        ("currency", "5000.00", "NT$5,000.00", "5000"),
        ("float", "100", "100.00", "100"),
        ("percentage", "0.5", "50%", "50%"),
        ("date", "", "114/3/1", "114/3/1"),
    ],
)
def test_a_number_is_what_stands_there_and_not_what_is_shown(kind: str, value: str, shown: str, read: str) -> None:
    cell = f'<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'
    assert read_first_sheet(packed(sheet(f"<table:table-row>{cell}</table:table-row>"))) == ((1, (read,)),)


def test_tags_without_end_are_refused() -> None:
    with pytest.raises(SpreadsheetError, match="過多項目"):
        read_first_sheet(packed(sheet("<a/>" * 5_000)), Limits(elements=1_000))


def test_repetitions_cost_nothing_and_are_bounded() -> None:
    cell = '<table:table-cell office:value-type="string" {}><text:p>x</text:p></table:table-cell>'
    empty = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
    repeated = cell.format('table:number-columns-repeated="16384"')
    wide = f"<table:table-row>{repeated}</table:table-row>"
    assert read_first_sheet(packed(sheet(empty + wide)), Limits(columns=3)) == ((1048577, ("x", "x", "x")),)
    tall = f'<table:table-row table:number-rows-repeated="99999">{cell.format("")}</table:table-row>'
    with pytest.raises(SpreadsheetError, match="10000 列"):
        read_first_sheet(packed(sheet(tall)))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 broken",
        packed("<a", ods.MIME_TYPE),
        packed("<a/>", "application/zip"),
        packed('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
)
def test_what_is_no_spreadsheet_is_told_so(data: bytes) -> None:
    with pytest.raises(SpreadsheetError, match=r"試算表"):
        read_first_sheet(data)


def test_an_overlong_cell_is_refused() -> None:
    with pytest.raises(SpreadsheetError, match="超過 5 字"):
        read_first_sheet(written(("123456", "")), Limits(cell=5))
