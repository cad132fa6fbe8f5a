"""All reviews as a file, for staff."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from review.selectors.reviews import header, reviews
from review.services import exporting
from review.views import file_answers
from usr_portal.accounts.requests import PersonRequest


@login_required
@require_GET
def reviews_csv(request: PersonRequest) -> HttpResponseBase:
    """CSV, streamed."""
    return _answer(request, "csv")


@login_required
@require_GET
def reviews_ods(request: PersonRequest) -> HttpResponseBase:
    """OpenDocument."""
    return _answer(request, "ods")


@login_required
@require_GET
def reviews_xlsx(request: PersonRequest) -> HttpResponseBase:
    """Excel."""
    return _answer(request, "xlsx")


def _answer(request: PersonRequest, kind: str) -> HttpResponseBase:
    rows, names = reviews(request.user), header()
    exporting.log_export(request.user, kind)
    return file_answers.table(kind, "reviews", _("審查意見"), names, names, rows)
