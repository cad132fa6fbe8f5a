"""Writing a section of a proposal or of the school plan. POST saves; a script gets JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import access
from proposals.access import Need
from proposals.forms.parts import language
from proposals.selectors.addresses import plan_page
from proposals.services import writing
from proposals.services.refusals import Refused, Stale, explain
from proposals.views import desk as desks
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.rules import digest
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.pages import OpenPage, new_token
from usr_portal.kernel.whole import version_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from proposals.forms.section import SectionForm
    from proposals.views.desk import Desk

CONFLICT, UNPROCESSABLE, FORBIDDEN = 409, 422, 403


@login_required
@require_http_methods(["GET", "POST"])
def section(request: PersonRequest, number: str, key: str) -> HttpResponse:
    """One page of a proposal's form."""
    if key in {"budget", "papers"}:
        return redirect(f"proposal_{key}", number)
    need = Need.EDIT if request.method == "POST" else Need.READ
    desk = desks.of_proposal(request.user, access.get_proposal(request.user, number, need), key)
    if request.method == "POST":
        return _save(request, desk, writing.save_section, {"number": number})
    return _page(request, desk, desk.form())


@login_required
@require_http_methods(["GET", "POST"])
def plan_section(request: PersonRequest, key: str) -> HttpResponse:
    """One page of the school plan's form."""
    need = Need.WINDOW if request.method == "POST" else Need.READ
    application = access.get_application(request.user, request.GET.get("school") or None, need=need)
    if key == "budget":
        return redirect(plan_page(application.school.code, key))
    desk = desks.of_plan(request.user, application, key)
    if request.method == "POST":
        return _save(request, desk, writing.save_plan_section, {"school_code": application.school.code})
    return _page(request, desk, desk.form())


def _save(request: PersonRequest, desk: Desk, save: Any, owner: dict[str, str]) -> HttpResponse:  # noqa: ANN401 - a service
    form = desk.form(request.POST)
    read_with = version_of(request.POST.get("version", ""))
    try:
        written = {"values": form.values(), "version": read_with, "page": OpenPage.of(request.POST)}
        saved = save(person=request.user, key=desk.section.key, **written, **owner)
    except (Refused, WindowClosed) as refusal:
        return _refused(request, desk, form, refusal)
    if request.accepts("text/html"):
        if form.is_valid:
            messages.success(request, _("已儲存。"))
            return redirect(desk.next_url if "next" in request.POST else desk.url)
        return _page(request, desk.reread(), form, status=UNPROCESSABLE)
    return JsonResponse({"version": saved.version, "saved_at": desks.clock(saved.at), "errors": form.faults()})


def _refused(request: PersonRequest, desk: Desk, form: SectionForm, refusal: Refused | WindowClosed) -> HttpResponse:
    stale = isinstance(refusal, Stale)
    status = CONFLICT if stale else FORBIDDEN
    if not request.accepts("text/html"):
        return JsonResponse({"refused": explain(refusal), "stale": stale}, status=status)
    messages.error(request, explain(refusal))
    theirs = desk.reread().form() if stale else None
    return _page(request, desk.reread(), form, status=status, theirs=theirs)


def _page(request: PersonRequest, desk: Desk, form: SectionForm, *, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401
    section = desk.section
    context = {
        "desk": desk,
        "form": form,
        "section": section,
        "section_title": section.title(language()),
        "section_guidance": section.guidance(language()),
        "section_slug": digest.article(section.article).slug,
        "pages": desk.pages,
        "proposal": desk.proposal,
        "written_in": new_token(),
        **more,
    }
    return render(request, "proposals/section.html", context, status=status)
