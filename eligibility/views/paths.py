"""What a school's prior projects may become."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eligibility import access
from eligibility.selectors.paths import choice
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School


@login_required
@require_GET
def paths(request: PersonRequest) -> HttpResponse:
    """Show a school's prior projects, each with what it may become and why not."""
    schools = access.schools_for(request.user)
    school = _chosen(schools, request.GET.get("school", ""))
    context = {
        "schools": schools,
        "school": school,
        "choice": choice(school) if school else None,
        "types": list(PlanType),
    }
    return render(request, "eligibility/paths.html", context)


def _chosen(schools: list[School], code: str) -> School | None:
    if not code:
        return schools[0] if len(schools) == 1 else None
    found = next((school for school in schools if school.code == code), None)
    if found is None:
        raise Http404
    return found
