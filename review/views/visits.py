"""Pages of site visits: the staff's list, one visit with its form, minutes and photos, and what reviewers read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from proposals.services.refusals import Refused, Stale
from review import access
from review.access import Opening, require_staff
from review.forms.schedule import PlaceForm, place_of
from review.forms.talks import day_label
from review.forms.visits import ReportForm, report_of
from review.rules.talks import Half
from review.selectors import visits as selectors
from review.services import visits as services
from review.services.placing import Clashing
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts.requests import PersonRequest

if TYPE_CHECKING:
    from review.models import VisitPhoto
    from review.selectors.visits import Line

MINUTES = 120
LONGEST_CAPTION = 200


@login_required
@require_safe
def board(request: PersonRequest) -> HttpResponse:
    """All visits."""
    found = selectors.board(request.user, request.GET.get("page", "1"))
    return render(request, "review/talks/visits.html", {"board": found, "page": found.page, "tab": "visits"})


@login_required
@require_POST
def publish(request: PersonRequest) -> HttpResponse:
    """Preview what would be told to the schools; once confirmed, tell them."""
    require_staff(request.user)
    numbers = request.POST.getlist("case")
    if "confirmed" not in request.POST:
        every = "all" in request.POST
        lines = [one for one in selectors.board(request.user).lines if one.visit and not one.visit.published_at]
        chosen = [one for one in lines if every or one.case.project_number in numbers]
        return render(request, "review/talks/publish_visits.html", {"lines": chosen})
    try:
        count = len(services.publish_visits(person=request.user, numbers=numbers))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("已公布 {n} 場訪查。", "已公布 {n} 場訪查。", count).format(n=count))
    return redirect("schedule_visits")


@login_required
@require_safe
def visit(request: PersonRequest, project_number: str) -> HttpResponse:
    """One visit."""
    return _page(request, selectors.visit_of(request.user, project_number))


@login_required
@require_POST
def place(request: PersonRequest, project_number: str) -> HttpResponse:
    """Say when and where."""
    line = selectors.visit_of(request.user, project_number)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, line, UNPROCESSABLE, form=form)
    try:
        services.place_visit(
            person=request.user,
            project_number=project_number,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            place=form.cleaned_data["place"],
            reason=form.cleaned_data["reason"],
        )
    except Clashing as refusal:
        return _page(request, line, CONFLICT, form=form, clashes=refusal.clashes)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, line, FORBIDDEN, form=form)
    messages.success(request, _("已儲存訪查的時間與地點。"))
    return redirect("schedule_visit", project_number)


@login_required
@require_POST
def report(request: PersonRequest, project_number: str) -> HttpResponse:
    """Keep form and minutes."""
    line = selectors.visit_of(request.user, project_number)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, line, UNPROCESSABLE, report=form)
    values, minutes = form.values()
    try:
        services.write_report(
            person=request.user,
            project_number=project_number,
            form=values,
            minutes=minutes,
            version=sent_version(request),
        )
    except Stale as refusal:
        messages.error(request, str(refusal))
        fresh = selectors.visit_of(request.user, project_number)
        return _page(request, fresh, CONFLICT, report=form, kept=fresh.visit)
    messages.success(request, _("已儲存訪查表與紀錄。"))
    return redirect("schedule_visit", project_number)


@login_required
@require_POST
def add_photo(request: PersonRequest, project_number: str) -> HttpResponse:
    """Take a photo in."""
    require_staff(request.user)
    upload = request.FILES.get("photo")
    if upload is None:
        messages.error(request, _("請先選擇照片。"))
        return redirect("schedule_visit", project_number)
    caption = request.POST.get("caption", "").strip()[:LONGEST_CAPTION]
    try:
        services.add_photo(person=request.user, project_number=project_number, upload=upload, caption=caption)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("照片已上傳。"))
    return redirect("schedule_visit", project_number)


@login_required
@require_POST
def remove_photo(request: PersonRequest, project_number: str, photo_id: int) -> HttpResponse:
    """Take a photo away."""
    services.remove_photo(person=request.user, project_number=project_number, photo_id=photo_id)
    messages.success(request, _("照片已移除。"))
    return redirect("schedule_visit", project_number)


@login_required
@require_GET
def photo(request: PersonRequest, project_number: str, photo_id: int) -> HttpResponseBase:
    """A photo for staff."""
    return _photo(selectors.photo_for_staff(request.user, project_number, photo_id))


@login_required
@require_safe
def for_reviewer(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """The record of a case's visit, for a reviewer of the case."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    held = selectors.for_reviewer(found)
    report_form = ReportForm(initial=report_of(held)) if held else None
    context = {"assignment": found, "case": found.case, "visit": held, "photos": selectors.photos_of(held)}
    return render(request, "review/talks/reviewer_visit.html", {**context, "report": report_form})


@login_required
@require_GET
def photo_for_reviewer(request: PersonRequest, assignment_id: int, photo_id: int) -> HttpResponseBase:
    """A photo for a reviewer of the case."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    return _photo(selectors.photo_for_reviewer(found, photo_id))


def _photo(row: VisitPhoto) -> HttpResponseBase:
    """Give a photo's file under a name that tells nothing; never kept by anybody between."""
    response = FileResponse(row.file.open("rb"), content_type="image/jpeg", filename=f"{row.pk}.jpg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: PersonRequest, line: Line, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401
    held, offer = line.visit, line.offer
    first = place_of(held, held.place if held else "", MINUTES)
    if held is None and offer is not None:
        first |= {"place": offer.visit_place}
    context = {
        "line": line,
        "form": PlaceForm(initial=first),
        "report": ReportForm(initial=report_of(held)) if held else None,
        "photos": selectors.photos_of(held),
        "offered": [day_label(Half.read(f"{day}/am").day) for day in (offer.visit_dates if offer else ())],
    }
    return render(request, "review/talks/visit.html", context | more, status=status)
