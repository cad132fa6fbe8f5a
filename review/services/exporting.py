"""Files of all reviews: CSV as it is read, .ods and .xlsx by way of a file. No cell of any of them is ever run."""

from __future__ import annotations

import csv
import io
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from usr_portal.audit.services import record
from usr_portal.kernel import ods
from usr_portal.kernel.csv_cells import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usr_portal.accounts.models import Person
    from usr_portal.kernel.ods import Cell

BOM = "\ufeff"
LINES = 100


def log_export(person: Person, kind: str) -> None:
    """Record that somebody took all reviews away, as a file of this kind."""
    record(actor=person, action="review.export", subject="reviews", detail={"format": kind})


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give the file's text some lines at a time, so that it leaves while it is read."""
    cells = iter(rows)
    yield BOM + _written([header])
    while chunk := list(islice(cells, LINES)):
        yield _written(chunk)


def ods_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Write an OpenDocument spreadsheet to a file that goes away when it is closed."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    ods.write(stream, [ods.Sheet(_("審查意見"), header, rows)])
    stream.seek(0)
    return stream


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Write an Excel workbook to a file that goes away when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("審查意見"))
    for row in (header, *rows):
        sheet.append([_cell(sheet, value) for value in row])
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(stream)
    stream.seek(0)
    return stream


def _written(rows: Iterable[Sequence[Cell]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([guarded(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _cell(sheet: Any, value: Cell) -> Any:  # noqa: ANN401 - openpyxl's own
    """Make a cell; a text stays a text, also where it begins as a formula does."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
