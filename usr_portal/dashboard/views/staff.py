"""The staff's dashboard."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from proposals.selectors import overview
from usr_portal.dashboard import progress, staff_board
from usr_portal.dashboard.access import signed_in, staff_only

PAGE = 50


@staff_only
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """Show what there is to decide, the calendar, the numbers, the money and how far everything is."""
    return render(request, "dashboard/staff.html", {"board": staff_board.read(signed_in(request))})


@staff_only
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """Show which schools have come how far with their application."""
    person = signed_in(request)
    counts = overview.conditions(person)
    wanted = request.GET.get("condition", "")
    condition = wanted if wanted in counts else overview.NOT_BEGUN
    rows = Paginator(overview.schools(person, condition), PAGE).get_page(request.GET.get("page"))
    shown = [(key, name, counts[key]) for key, name in progress.school_conditions().items()]
    context = {"page": rows, "condition": condition, "conditions": shown, "query": f"condition={condition}"}
    return render(request, "dashboard/schools.html", context)
