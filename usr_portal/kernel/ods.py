"""OpenDocument spreadsheets (.ods), written row by row.

Every text is a cell of type string and no cell carries a formula, so that nothing typed by a person is ever run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from usr_portal.kernel.odf import Package, clean, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

Cell = str | int | Decimal | date | None
"""A date with a time is written in ISO 8601 as it stands; callers choose the time zone. A decimal keeps its digits."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the header's cells and its rows, which may come from a generator."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write(stream: IO[bytes], sheets: Iterable[Sheet], *, at: datetime | None = None) -> None:
    """Write the sheets to ``stream``, one row in memory at a time; ``at`` is the time the file's entries carry."""
    package = Package(stream, MIME_TYPE, {"content.xml": "text/xml"}, at)
    package.add("content.xml", _content(sheets))
    package.close()


def _content(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    yield _HEAD.encode()
    for sheet in sheets:
        yield from map(str.encode, _sheet(sheet))
    yield _TAIL.encode()


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(clean(sheet.name))}>"
    yield f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(sheet.header)}"/>'
    head = "".join(_cell(cell, ' table:style-name="head"') for cell in sheet.header)
    yield f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>"
    for row in sheet.rows:
        yield f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
    yield "</table:table>"


def _cell(value: Cell, style: str = "") -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | Decimal):
        number = f"{value:f}" if isinstance(value, Decimal) else int(value)
        return f'<table:table-cell{style} office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>'
    if isinstance(value, date):
        moment = value.isoformat()
        return f'<table:table-cell{style} office:value-type="date" office:date-value="{moment}"><text:p>{moment}</text:p></table:table-cell>'
    paragraphs = "".join(f"<text:p>{spaced(line)}</text:p>" for line in clean(value).split("\n"))
    return f'<table:table-cell{style} office:value-type="string">{paragraphs}</table:table-cell>'


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' office:version="1.3">'
    "<office:automatic-styles>"
    '<style:style style:name="wide" style:family="table-column"><style:table-column-properties style:column-width="3.5cm"/></style:style>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles>"
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
