"""All reviews as a file, for staff."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from review.selectors.reviews import header, reviews
from review.services import exporting
from review.views.requests import PersonRequest
from usr_portal.kernel.ods import MIME_TYPE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def reviews_csv(request: PersonRequest) -> HttpResponseBase:
    """CSV, streamed."""
    rows = reviews(request.user)
    exporting.log_export(request.user, "csv")
    lines = exporting.csv_lines(header(), rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reviews.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def reviews_ods(request: PersonRequest) -> HttpResponseBase:
    """OpenDocument."""
    rows = reviews(request.user)
    exporting.log_export(request.user, "ods")
    return _file(FileResponse(exporting.ods_file(header(), rows), content_type=MIME_TYPE), "ods")


@login_required
@require_GET
def reviews_xlsx(request: PersonRequest) -> HttpResponseBase:
    """Excel."""
    rows = reviews(request.user)
    exporting.log_export(request.user, "xlsx")
    return _file(FileResponse(exporting.xlsx_file(header(), rows), content_type=XLSX), "xlsx")


def _file(response: FileResponse, ending: str) -> FileResponse:
    response["Content-Disposition"] = f'attachment; filename="reviews.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response
