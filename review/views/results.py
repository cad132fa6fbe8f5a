"""The results: the list for everybody, and what a school's people read of their own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from review.pdf.result_letter import made_letter
from review.rules.results import Listing
from review.selectors import results
from review.selectors.published import public_page
from review.services import result_files, table_files
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.ods import MIME_TYPE
from usr_portal.kernel.vocabulary import Issue, PlanType, Sdg
from usr_portal.schools.regions import Region


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The published list with filters; before the announcement, when it will be."""
    listing = results.published()
    if listing is None:
        return render(request, "review/results/awaited.html", {"by": results.announced_by()})
    found = public_page(listing, request.GET.dict())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "found": found,
        "page": found.page,
        "query": query.urlencode(),
        "types": [(one.value, _(one.label)) for one in PlanType],
        "issues": [(str(one.value), _(one.label)) for one in Issue],
        "goals": [(str(one.value), _(one.label)) for one in Sdg],
        "regions": [(one.value, _(one.label)) for one in Region],
    }
    return render(request, "review/results/public.html", context)


@require_safe
def public_json(_request: HttpRequest) -> HttpResponse:
    """The list as it was frozen, in the format of `docs/results.md`."""
    options = {"ensure_ascii": False, "indent": 1}
    return _named(JsonResponse(results.published_json(), json_dumps_params=options), "json")


@require_safe
def public_csv(_request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    listing = _listing()
    lines = table_files.csv_lines(result_files.header(listing.years), result_files.every_row(listing))
    return _named(HttpResponse("".join(lines), content_type="text/csv; charset=utf-8"), "csv")


@require_safe
def public_ods(_request: HttpRequest) -> HttpResponse:
    """The list as OpenDocument."""
    return _named(HttpResponse(result_files.ods_bytes(_listing()), content_type=MIME_TYPE), "ods")


@login_required
@require_safe
def proposal_result(request: PersonRequest, number: str) -> HttpResponse:
    """The result of one proposal, for its team and its school's windows."""
    return render(request, "review/results/proposal.html", {"result": results.result_page(request.user, number)})


@login_required
@require_safe
def school_results(request: PersonRequest) -> HttpResponse:
    """All results of a school, for its windows."""
    found = results.school_results(request.user, request.GET.get("school") or None)
    return render(request, "review/results/school.html", {"result": found})


@login_required
@require_safe
def letter(request: PersonRequest, letter_id: int) -> HttpResponseBase:
    """A letter of the result as PDF; made now where nobody opened it before."""
    found = made_letter(results.readable_letter(request.user, letter_id))
    response = FileResponse(found.file.open("rb"), content_type="application/pdf", filename=f"{found.number}.pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _listing() -> Listing:
    listing = results.published()
    if listing is None:
        raise Http404
    return listing


def _named(response: HttpResponse, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="results.{ending}"'
    return response
