"""OpenDocument spreadsheets (.ods), written row by row.

Every text is a cell of type string and no cell carries a formula, so that nothing typed by a person is ever run.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    stamp = (at or datetime.now(tz=UTC)).timetuple()[:6]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        # The format wants the type first and uncompressed, so that the file's first bytes tell what it is.
        archive.writestr(zipfile.ZipInfo("mimetype", stamp), MIME_TYPE, zipfile.ZIP_STORED)
        archive.writestr(zipfile.ZipInfo("META-INF/manifest.xml", stamp), _MANIFEST, zipfile.ZIP_DEFLATED)
        content = zipfile.ZipInfo("content.xml", stamp)
        content.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(content, "w", force_zip64=True) as body:
            body.write(_HEAD.encode())
            for sheet in sheets:
                _write_sheet(body, sheet)
            body.write(_TAIL.encode())


def _write_sheet(body: IO[bytes], sheet: Sheet) -> None:
    body.write(f"<table:table table:name={quoteattr(_clean(sheet.name))}>".encode())
    body.write(
        f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(sheet.header)}"/>'.encode()
    )
    head = "".join(_cell(cell, ' table:style-name="head"') for cell in sheet.header)
    body.write(f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>".encode())
    for row in sheet.rows:
        body.write(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>".encode())
    body.write(b"</table:table>")


def _cell(value: Cell, style: str = "") -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | Decimal):
        number = f"{value:f}" if isinstance(value, Decimal) else int(value)
        return f'<table:table-cell{style} office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>'
    if isinstance(value, date):
        moment = value.isoformat()
        return f'<table:table-cell{style} office:value-type="date" office:date-value="{moment}"><text:p>{moment}</text:p></table:table-cell>'
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in _clean(value).split("\n"))
    return f'<table:table-cell{style} office:value-type="string">{paragraphs}</table:table-cell>'


def _clean(text: str) -> str:
    """Give the text with one kind of line break and without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _spaced(line: str) -> str:
    """Escape a line; the format folds spaces, so those that would be lost are written as elements."""
    kept = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))
    return kept.replace("\t", "<text:tab/>")


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"^ +| +$|(?<= ) +")

_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME_TYPE}" manifest:version="1.3"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
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
