"""Spreadsheets of a few kilobytes that would fill the memory of the server."""

from __future__ import annotations

import io
import zipfile

import pytest

from usr_portal.kernel.ods import MIME_TYPE
from usr_portal.kernel.ods_reading import Limits, SpreadsheetError, read_first_sheet

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
SPACE = '<text:s text:c="1000"/>'
SMALL = Limits(rows=100, characters=50_000)


def sheet(rows: str) -> bytes:
    """A spreadsheet file of these row elements."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME_TYPE)
        archive.writestr("content.xml", f"<office:x {SPACES}><table:table>{rows}</table:table></office:x>")
    return out.getvalue()


def cell(content: str, repeated: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{repeated}">{content}</table:table-cell>'


def row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (row(cell(f"<text:p>{'字' * 100}</text:p>", 40), 100), "50,000 字"),
        (row(cell(f"<text:p>{SPACE}</text:p>" * 100_000)), "有儲存格超過"),
        (row(cell("<text:p>" + SPACE * 100_000 + "</text:p>")), "有儲存格超過"),
        (row(cell("<text:p>一</text:p>"), 101), "超過 100 列"),
        ("<table:table-row/>" * 1001, "超過 100 列"),
        (row(cell(f"<text:p>{'<text:span>' * 5000}字{'</text:span>' * 5000}</text:p>")), "不是可讀取"),
    ],
    ids=["repeated", "spaces", "spaces in one", "rows", "empty rows", "depth"],
)
def test_what_is_small_and_unfolds_without_end_is_refused(rows: str, says: str) -> None:
    with pytest.raises(SpreadsheetError) as refused:
        read_first_sheet(sheet(rows), SMALL)
    assert says in refused.value.problem.render()


def test_an_empty_tail_of_a_million_rows_is_nothing() -> None:
    rows = row(cell("<text:p>一</text:p><text:p>二</text:p>")) + row(cell("", 40), 1_048_575)
    assert read_first_sheet(sheet(rows), SMALL) == ((1, ("一\n二",)),)
