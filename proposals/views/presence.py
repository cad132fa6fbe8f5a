"""Who is in which page of a form: asked every few seconds by the pages that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_POST

from proposals import access
from proposals.access import Need
from proposals.forms.parts import language
from proposals.selectors import workspace
from proposals.services import presence
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.rules import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse


@login_required
@require_POST
def proposal(request: PersonRequest, number: str) -> HttpResponse:
    """Who else is in a proposal's pages."""
    found = access.get_proposal(request.user, number, Need.READ)
    own = found.my_access or access.may(request.user, found, Need.WINDOW)
    return _heard(request, number, workspace.sections_for(found), is_there=bool(own))


@login_required
@require_POST
def school(request: PersonRequest) -> HttpResponse:
    """Who else is in the school plan's pages."""
    application = access.get_application(request.user, request.GET.get("school") or None, need=Need.WINDOW)
    return _heard(request, application.school.code, digest.school_sections(), is_there=True)


def _heard(request: PersonRequest, owner: str, sections: Iterable[digest.Section], *, is_there: bool) -> HttpResponse:
    titles = {section.key: section.title(language()) for section in sections}
    key = request.POST.get("key", "")
    others = presence.come(person=request.user, owner=owner, key=key if is_there and key in titles else "")
    here = [one.name for one in others if one.key == key]
    elsewhere = [(one.name, titles[one.key]) for one in others if one.key != key and one.key in titles]
    return render(request, "proposals/presence.html", {"here": here, "elsewhere": elsewhere})
