"""Writing a section of a proposal or of the school plan. POST saves; a script gets JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import access
from proposals.forms.comparing import compared, stored_texts, theirs_kept
from proposals.forms.parts import language
from proposals.selectors.addresses import plan_page
from proposals.services import writing
from proposals.services.refusals import Refused, Stale, explain
from proposals.views import desk as desks
from usr_portal.accounts import keeping
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.rules import digest
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.pages import OpenPage, new_token
from usr_portal.kernel.whole import version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from proposals.forms.section import SectionForm
    from proposals.models import Application, Proposal
    from proposals.services.writing import Saved
    from proposals.views.desk import Desk
    from usr_portal.call.services import Moment

OK, CONFLICT, UNPROCESSABLE, FORBIDDEN = 200, 409, 422, 403


@login_required
@require_http_methods(["GET", "POST"])
def section(request: PersonRequest, number: str, key: str) -> HttpResponse:
    """One page of a proposal's form."""
    if key in {"budget", "papers"}:
        return redirect(f"proposal_{key}", number)

    def open_desk(proposal: Proposal | None = None, now: Moment | None = None) -> Desk:
        found = proposal or access.get_proposal(request.user, number)
        return desks.of_proposal(request.user, found, key, now)

    if request.method == "POST":
        return _save(request, open_desk, partial(writing.save_typed, number=number, key=key))
    desk = open_desk()
    return _page(request, desk, desk.form())


@login_required
@require_http_methods(["GET", "POST"])
def plan_section(request: PersonRequest, key: str) -> HttpResponse:
    """One page of the school plan's form."""
    school = request.GET.get("school") or None

    def open_desk(application: Application | None = None, now: Moment | None = None) -> Desk:
        found = application or access.get_application(request.user, school)
        return desks.of_plan(request.user, found, key, now)

    if request.method == "POST":
        return _save(request, open_desk, partial(writing.save_plan_typed, school_code=school, key=key))
    if key == "budget":
        return redirect(plan_page(access.get_application(request.user, school).school.code, key))
    desk = open_desk()
    return _page(request, desk, desk.form())


def _save(request: PersonRequest, open_desk: Callable[..., Desk], save: Callable[..., Saved]) -> HttpResponse:
    forms: list[SectionForm] = []

    def read(owner: Proposal | Application, now: Moment) -> dict[str, Any]:
        forms.append(open_desk(owner, now).form(request.POST))
        kept = theirs_kept(request.POST)
        return {name: value for name, value in forms[0].values().items() if name not in kept}

    version, page = version_of(request.POST.get("version", "")), OpenPage.of(request.POST)
    try:
        saved = save(person=request.user, read=read, version=version, page=page)
    except (Refused, WindowClosed) as refusal:
        return _refused(request, open_desk(), refusal)
    form = forms[0]
    if not request.accepts("text/html"):
        return JsonResponse({"version": saved.version, "saved_at": desks.clock(saved.at), "errors": form.faults()})
    desk = open_desk()
    if not form.is_valid:
        return _page(request, desk, form, status=UNPROCESSABLE)
    messages.success(request, _("已儲存您上次沒有存入的內容。") if keeping.is_unsent(request.POST) else _("已儲存。"))
    return redirect(keeping.after(desk.next_url if "next" in request.POST else desk.url, request.POST))


def _refused(request: PersonRequest, desk: Desk, refusal: Refused | WindowClosed) -> HttpResponse:
    """Say why nothing was stored; a page then shows what was typed, beside what is stored where somebody was first."""
    stale = isinstance(refusal, Stale)
    status = CONFLICT if stale else FORBIDDEN
    if not request.accepts("text/html"):
        return JsonResponse(
            {"refused": explain(refusal), "stale": stale, **_theirs(request, desk, refusal)}, status=status
        )
    messages.error(request, explain(refusal))
    form = desk.form(request.POST)
    beside = {"compared": compared(desk.form(), form, request.POST), "theirs": True} if stale else {}
    return _page(request, desk, form, status=status, **beside)


def _theirs(request: PersonRequest, desk: Desk, refusal: Refused | WindowClosed) -> dict[str, Any]:
    """Give the version and the texts that somebody stored first, where nothing but texts differs from what was typed."""
    if not isinstance(refusal, Stale):
        return {}
    texts = stored_texts(desk.form(), desk.form(request.POST), request.POST)
    return {} if texts is None else {"version": refusal.version, "theirs": texts}


def _page(request: PersonRequest, desk: Desk, form: SectionForm, *, status: int = OK, **more: Any) -> HttpResponse:  # noqa: ANN401
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
        "bound": status != OK,
        "touched": request.POST.get("touched", ""),
        **more,
    }
    return render(request, "proposals/section.html", context, status=status)
