"""The staff's dashboard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from usr_portal.dashboard import staff_board
from usr_portal.dashboard.access import signed_in, staff_only


@staff_only
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """Show what there is to decide, the calendar, the numbers, the money and how far everything is."""
    return render(request, "dashboard/staff.html", {"board": staff_board.read(signed_in(request))})
