"""Excel workbooks (.xlsx) by openpyxl: written row by row, and read within the limits of `ods_reading`.

Every text that is written is a text, also where it begins as a formula does; of a formula that is read, what it last gave.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.ods import Cell, Sheet
from usr_portal.kernel.ods_reading import Limits, Row, SpreadsheetError, require_few

_STYLES = "xl/styles.xml"
_MOST_STYLES = 20_000  # tags; each style costs the reader a hundred times what a cell does
_MACROS = "xl/vbaProject.bin"
_WORKBOOK = "xl/workbook.xml"
_WIDTH = 16
_EMPTY_ROWS = 10
_LIMITS = Limits()


def write(stream: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the sheets to ``stream``; the first row of each stays while one scrolls."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for place in range(len(sheet.header)):
            page.column_dimensions[chr(ord("A") + place)].width = _WIDTH
        for row in (sheet.header, *sheet.rows):
            page.append(cells(page, row))
    book.save(stream)


def cells(page: Any, row: Sequence[Cell]) -> list[Any]:  # noqa: ANN401 - openpyxl's own
    """Make the cells of a row; a text stays a text."""
    return [_cell(page, value) for value in row]


def _cell(page: Any, value: Cell) -> Any:  # noqa: ANN401 - openpyxl's own
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def read_sheets(data: bytes, limits: Limits = _LIMITS) -> dict[str, tuple[Row, ...]]:
    """Give each sheet's rows that hold anything, by its name. Raises `SpreadsheetError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, limits)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        count = _Count(limits)
        return {page.title: tuple(_rows(page, count)) for page in book.worksheets}
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        IndexError,
    ):
        raise SpreadsheetError(
            gettext_noop("檔案不是可讀取的 .xlsx 試算表，或已損毀、加密；請重新存檔後再上傳。")
        ) from None
    except (ParseError, DefusedXmlException, UnicodeError, RuntimeError):
        raise SpreadsheetError(
            gettext_noop("試算表的內容無法解讀；請用試算表軟體重新另存為 .xlsx 後再上傳。")
        ) from None


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Look at the archive's own list: what is read of an entry is never more than it says there."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > limits.entries:
        raise SpreadsheetError(gettext_noop("檔案內含過多項目，不像是試算表。"))
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        most = limits.unpacked // 1024**2
        raise SpreadsheetError(gettext_noop("試算表解壓縮後超過 {megabytes} MB，無法讀取。"), megabytes=most)
    tags = {entry.filename: archive.read(entry).count(b"<") for entry in entries}
    require_few(sum(tags.values()), limits.elements)
    require_few(tags.get(_STYLES, 0), _MOST_STYLES)
    if _MACROS in names:
        raise SpreadsheetError(gettext_noop("檔案含有巨集；請另存為不含巨集的 .xlsx 後再上傳。"))
    if _WORKBOOK not in names:
        raise SpreadsheetError(gettext_noop("檔案不是 .xlsx 試算表（Excel 活頁簿）。"))


class _Count:
    """What was read so far, held against the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.rows, self.seen, self.characters = limits, 0, 0, 0

    def add(self, texts: tuple[str, ...]) -> None:
        self.seen += 1
        self.rows += bool(texts)
        self.characters += sum(map(len, texts))
        if self.rows > self.limits.rows or self.seen > _EMPTY_ROWS * self.limits.rows:
            raise SpreadsheetError(gettext_noop("試算表超過 {rows} 列，請分成數個檔案。"), rows=self.limits.rows)
        if any(len(text) > self.limits.cell for text in texts):
            raise SpreadsheetError(gettext_noop("有儲存格超過 {most} 字。"), most=self.limits.cell)
        if self.characters > self.limits.characters:
            most = self.limits.characters
            raise SpreadsheetError(gettext_noop("試算表超過 {most:,} 字，請分成數個檔案。"), most=most)


def _rows(page: Any, count: _Count) -> Iterable[Row]:  # noqa: ANN401 - openpyxl's own
    for number, row in enumerate(page.iter_rows(max_col=count.limits.columns, values_only=True), start=1):
        texts = [_text(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        count.add(tuple(texts))
        if texts:
            yield number, tuple(texts)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return f"{value}"
    return str(value).replace("\r\n", "\n")
