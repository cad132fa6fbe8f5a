"""Tables as files: CSV and JSON as they are read, .ods and .xlsx by way of a file. No cell of any of them is ever run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from usr_portal.kernel import ods, xlsx
from usr_portal.kernel.csv_cells import guarded

if TYPE_CHECKING:
    from usr_portal.kernel.ods import Cell

BOM = "\ufeff"
LINES = 100


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give the file's text some lines at a time, so that it leaves while it is read."""
    cells = iter(rows)
    yield BOM + _written([header])
    while chunk := list(islice(cells, LINES)):
        yield _written(chunk)


def json_lines(keys: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give a list of objects, one a line; amounts are numbers, scores texts with their two decimals, no value is null."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False, default=_as_text)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def ods_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Write an OpenDocument spreadsheet of one sheet to a file that goes away when it is closed."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    ods.write(stream, [ods.Sheet(name, header, rows)])
    stream.seek(0)
    return stream


def xlsx_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Write an Excel workbook of one sheet to a file that goes away when it is closed."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    xlsx.write(stream, [ods.Sheet(name, header, rows)])
    stream.seek(0)
    return stream


def _written(rows: Iterable[Sequence[Cell]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([guarded(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    assert isinstance(value, date)  # noqa: S101 - there are no other cells
    return value.isoformat()
