"""A table as the file that was asked for: its kind, its name, kept by nobody on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, StreamingHttpResponse

from review.services import table_files
from usr_portal.kernel.ods import MIME_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http.response import HttpResponseBase

    from usr_portal.kernel.ods import Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = ("ods", "xlsx", "csv", "json")


def known(kind: str) -> str:
    """Give the kind of file back, or raise `Http404`: to be asked before anything is recorded."""
    if kind not in KINDS:
        raise Http404
    return kind


def table(
    kind: str, name: str, title: str, header: Sequence[str], keys: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """Give the rows as a file `name.kind`; `title` names the sheet, `keys` the values of JSON."""
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(table_files.csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    elif kind == "json":
        response = StreamingHttpResponse(table_files.json_lines(keys, rows), content_type="application/json")
    elif kind == "ods":
        response = FileResponse(table_files.ods_file(title, header, rows), content_type=MIME_TYPE)
    else:
        response = FileResponse(table_files.xlsx_file(title, header, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
