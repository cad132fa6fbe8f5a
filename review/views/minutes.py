"""Pages of the decision meetings themselves: opened, edited, their minutes as PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals.services.refusals import Refused, Stale
from review.access import require_staff
from review.forms.decision import MeetingForm
from review.pdf.minutes import render_minutes
from review.selectors import board as selectors
from review.services import meetings as services
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call import services as call


@login_required
@require_http_methods(["GET", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Open a meeting."""
    require_staff(request.user)
    form = MeetingForm(request.POST if request.method == "POST" else None, call.in_force().years)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, UNPROCESSABLE)
    try:
        meeting = services.create(person=request.user, about=form.about())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, FORBIDDEN)
    messages.success(request, _("已建立會議。"))
    return redirect("decision_meeting", meeting.pk)


@login_required
@require_http_methods(["GET", "POST"])
def meeting(request: PersonRequest, meeting_id: int) -> HttpResponse:
    """One meeting: when, where, by whom, its pot and its minutes."""
    found = selectors.get_meeting(request.user, meeting_id)
    years = call.in_force().years
    form = MeetingForm(request.POST if request.method == "POST" else None, years, found)
    if request.method != "POST":
        return _page(request, form, meeting=found)
    if not form.is_valid():
        return _page(request, form, UNPROCESSABLE, meeting=found, version=sent_version(request))
    try:
        services.edit(person=request.user, meeting_id=meeting_id, about=form.about(), version=sent_version(request))
    except Stale as refusal:
        form.add_error(None, str(refusal))
        fresh = selectors.get_meeting(request.user, meeting_id)
        return _page(request, form, CONFLICT, meeting=fresh, kept=MeetingForm(None, years, fresh))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, FORBIDDEN, meeting=found, version=sent_version(request))
    messages.success(request, _("已儲存會議。"))
    return redirect("decision_meeting", meeting_id)


@login_required
@require_safe
def minutes(request: PersonRequest, meeting_id: int) -> HttpResponse:
    """The minutes as PDF, as everything stands now."""
    found = selectors.get_meeting(request.user, meeting_id)
    response = HttpResponse(render_minutes(request.user, found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="minutes-{found.held_on:%Y%m%d}-{found.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: PersonRequest, form: MeetingForm, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401
    held = more.get("meeting")
    version = more.get("version", held.version if held else 0)
    context = {"form": form, "is_open": not selectors.is_announced(), **more, "version": version}
    return render(request, "review/decision/meeting.html", context, status=status)
