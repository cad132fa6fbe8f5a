"""The home page and the site map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usr_portal.accounts.models import Person
from usr_portal.dashboard import schedule, todo


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the calendar to everybody, and their tasks to who is signed in."""
    plan = schedule.read(_only_school(request))
    context: dict[str, object] = {"schedule": plan}
    if request.user.is_authenticated:
        context["tasks"] = todo.tasks(request.user, plan)
    return render(request, "dashboard/home.html", context)


def _only_school(request: HttpRequest) -> int | None:
    """Give the school that somebody stands for, where it is one: its own end of the upload is theirs."""
    schools = request.user.standing.window_schools if isinstance(request.user, Person) else frozenset()
    return next(iter(schools)) if len(schools) == 1 else None


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """List the pages and explain the access keys."""
    return render(request, "dashboard/site_map.html")
