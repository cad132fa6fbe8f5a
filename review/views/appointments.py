"""Where and when, for a school and for a reviewer: pages and calendar files without any reviewer's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from review.rules.calendar_file import Entry, calendar_file
from review.selectors import schedule as selectors
from usr_portal.accounts.requests import PersonRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from review.selectors.schedule import Appointment


@login_required
@require_safe
def of_school(request: PersonRequest, number: str) -> HttpResponse:
    """When and where a proposal is presented and visited."""
    proposal, found = selectors.of_school(request.user, number)
    return render(request, "review/talks/school_schedule.html", {"proposal": proposal, "appointments": found})


@login_required
@require_GET
def school_calendar(request: PersonRequest, number: str) -> HttpResponse:
    """The same as a calendar file."""
    proposal, found = selectors.of_school(request.user, number)
    return _file(request, found, f"{proposal.number}.ics")


@login_required
@require_safe
def of_reviewer(request: PersonRequest) -> HttpResponse:
    """A reviewer's own presentations and visits."""
    _require_reviewer(request)
    found = selectors.of_reviewer(request.user)
    return render(request, "review/talks/reviewer_schedule.html", {"appointments": found})


@login_required
@require_GET
def reviewer_calendar(request: PersonRequest) -> HttpResponse:
    """The same as a calendar file."""
    _require_reviewer(request)
    return _file(request, selectors.of_reviewer(request.user), "review.ics")


def _require_reviewer(request: PersonRequest) -> None:
    if not request.user.standing.is_reviewer:
        raise Http404


def _file(request: PersonRequest, appointments: Iterable[Appointment], name: str) -> HttpResponse:
    entries = [_entry(one, request.get_host()) for one in appointments]
    response = HttpResponse(calendar_file(entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _entry(one: Appointment, host: str) -> Entry:
    number, title = one.case.project_number, one.case.title
    words = _("實地訪查：{number} {title}") if one.is_visit else _("簡報審查：{number} {title}")
    return Entry(
        uid=f"{number}-{one.stage}@{host}",
        starts_at=one.row.starts_at,
        ends_at=one.row.ends_at,
        summary=words.format(number=number, title=title),
        place=one.place,
        changed_at=one.row.published_at or one.row.starts_at,
    )
