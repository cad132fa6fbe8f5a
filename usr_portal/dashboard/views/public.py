"""The home page and the site map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usr_portal.dashboard import schedule, todo


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the calendar to everybody, and their tasks to who is signed in."""
    plan = schedule.read()
    context: dict[str, object] = {"schedule": plan}
    if request.user.is_authenticated:
        context["tasks"] = todo.tasks(request.user, plan)
    return render(request, "dashboard/home.html", context)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """List the pages and explain the access keys."""
    return render(request, "dashboard/site_map.html")
