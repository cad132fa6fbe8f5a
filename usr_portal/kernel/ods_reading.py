"""OpenDocument spreadsheets (.ods) that people upload, read within limits."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.ods import MIME_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_ROW = f"{_TABLE}table-row"
_SHEET = f"{_TABLE}table"
_EMPTY_ROWS = 10  # row elements for each row that may hold something; programs write empty rows as one
_MOST_SHEETS = 20
_AMOUNTS = frozenset(("float", "currency"))
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DIGITS = 8  # a sheet has about a million rows


class SpreadsheetError(Exception):
    """The file is no spreadsheet that can be read; ``problem`` says why to the reader."""

    def __init__(self, template: str, **values: object) -> None:
        """Take the problem's template and its values."""
        self.problem = Message(template, values)
        super().__init__(self.problem.render())


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold: bytes of its content unpacked, entries of the archive, rows, columns, characters.

    `cell` is of one cell, `characters` of the whole, with all that is written once and stands for many; `elements` are
    the tags of its content, whatever they are.
    """

    unpacked: int = 64 * 1024 * 1024
    entries: int = 500
    rows: int = 10_000
    columns: int = 40
    cell: int = 20_000
    characters: int = 20_000_000
    elements: int = 3_000_000


Row = tuple[int, tuple[str, ...]]
"""A row's number as the spreadsheet program shows it (from 1), and its texts."""


def read_first_sheet(data: bytes, limits: Limits = Limits()) -> tuple[Row, ...]:
    """Give the rows of the first sheet that hold anything. Raises `SpreadsheetError`.

    Whole numbers come as their digits; other numbers and dates as the text that the cell shows.
    """
    return next(iter(_read(data, limits, most=1).values()), ())


def read_sheets(data: bytes, limits: Limits = Limits()) -> dict[str, tuple[Row, ...]]:
    """Give each sheet's rows by its name, as `read_first_sheet`; limits are of all sheets together."""
    return _read(data, limits, most=_MOST_SHEETS)


def _read(data: bytes, limits: Limits, most: int) -> dict[str, tuple[Row, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, limits)
            with archive.open("content.xml") as content:
                return _sheets(_Bounded(content, limits.unpacked), limits, most)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise SpreadsheetError(
            gettext_noop("檔案不是可讀取的 .ods 試算表，或已損毀、加密；請重新存檔後再上傳。")
        ) from None
    except (ParseError, DefusedXmlException, UnicodeError):
        raise SpreadsheetError(gettext_noop("試算表的內容無法解讀；請用試算表軟體重新另存為 .ods 後再上傳。")) from None


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    if len(archive.infolist()) > limits.entries:
        raise SpreadsheetError(gettext_noop("檔案內含過多項目，不像是試算表。"))
    with archive.open("mimetype") as entry:
        kind = entry.read(len(MIME_TYPE) + 1)
    if kind.decode("ascii", "replace") != MIME_TYPE:
        raise SpreadsheetError(gettext_noop("檔案不是 .ods 試算表（OpenDocument Spreadsheet）。"))


class _Bounded:
    """A stream that stops a file which unpacks to more than it may (a zip bomb)."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left, self._most = stream, most, most

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(chunk)
        if self._left < 0:
            raise SpreadsheetError(
                gettext_noop("試算表解壓縮後超過 {megabytes} MB，無法讀取。"), megabytes=self._most // 1024**2
            )
        return chunk


@dataclass(slots=True)
class _Count:
    """What was read so far, held against the limits."""

    limits: Limits
    elements: int = 0
    rows: int = 0
    characters: int = 0

    def add(self, repeated: int, texts: tuple[str, ...]) -> None:
        self.elements += 1
        self.rows += repeated if texts else 0
        self.characters += repeated * sum(map(len, texts))
        if self.rows > self.limits.rows or self.elements > _EMPTY_ROWS * self.limits.rows:
            raise SpreadsheetError(gettext_noop("試算表超過 {rows} 列，請分成數個檔案。"), rows=self.limits.rows)
        if self.characters > self.limits.characters:
            most = self.limits.characters
            raise SpreadsheetError(gettext_noop("試算表超過 {most:,} 字，請分成數個檔案。"), most=most)


def require_few(elements: int, most: int) -> None:
    """Raise `SpreadsheetError` where a file has more tags than any that is meant to be read."""
    if elements > most:
        raise SpreadsheetError(gettext_noop("檔案內含過多項目，不像是試算表。"))


def _sheets(stream: _Bounded, limits: Limits, most: int) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    rows: list[Row] = []
    number, count = 1, _Count(limits)
    for seen, (_event, element) in enumerate(iterparse(stream, events=("end",), forbid_dtd=True)):
        require_few(seen, limits.elements)
        if element.tag == _SHEET:
            found[element.get(f"{_TABLE}name", "")] = tuple(rows)
            if len(found) == most:
                return found
            rows, number = [], 1
        elif element.tag == _ROW:
            repeated = _repeat(element, "rows")
            texts = _texts(element, limits)
            count.add(repeated, texts)
            rows += ((number + offset, texts) for offset in range(repeated if texts else 0))
            number += repeated
            element.clear()
    return found


def _texts(row: Element, limits: Limits) -> tuple[str, ...]:
    texts: list[str] = []
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        text = _text(cell, limits.cell)
        if len(text) > limits.cell:
            raise SpreadsheetError(gettext_noop("有儲存格超過 {most} 字。"), most=limits.cell)
        room = limits.columns - len(texts)
        texts.extend([text] * min(_repeat(cell, "columns"), room))
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _repeat(element: Element, what: str) -> int:
    return _count(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _count(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 1


def _text(cell: Element, most: int) -> str:
    """Give a cell's text; one that is longer than `most` only as far as to show that it is."""
    value = cell.get(f"{_OFFICE}value", "")
    if cell.get(f"{_OFFICE}value-type") in _AMOUNTS and _NUMBER.fullmatch(value):
        # What is shown may be rounded, or dressed as money; what stands there is meant.
        return value.rstrip("0").rstrip(".") if "." in value else value
    pieces: list[str] = []
    length = 0
    for paragraph in cell.findall(f"{_TEXT}p"):
        for piece in _pieces(paragraph):
            pieces.append(piece)
            length += len(piece)
            if length > most:
                return "".join(pieces)
        pieces.append("\n")
    return "".join(pieces).strip("\n")


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(_count(child.get(f"{_TEXT}c", "1")), 1000)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag.startswith(_TEXT):
            yield from _pieces(child)
        yield child.tail or ""
