"""The first page of a team or window: own proposals, and the school's application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from proposals import access
from proposals.access import Need
from proposals.forms.begin import NewProposalForm
from proposals.selectors import board, findings, workspace
from proposals.selectors.addresses import school_page
from proposals.services import writing
from proposals.services.refusals import Refused, explain
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed, moment
from usr_portal.kernel.texts import plain
from usr_portal.schools.selectors import by_code
from usr_portal.schools.selectors import of as schools_of

if TYPE_CHECKING:
    from django.http import HttpResponse


@login_required
@require_safe
def own(request: PersonRequest) -> HttpResponse:
    """Own proposals, with the school's application above them for a window."""
    standing = request.user.standing
    schools = schools_of(standing.window_schools) if standing.is_window else []
    applications = list(workspace.applications_of(request.user)) if standing.is_window else []
    context = {
        "proposals": list(workspace.own_proposals(request.user)),
        "applications": applications,
        "begun": {application.school_id for application in applications},
        "schools": schools,
        "moment": moment("upload", schools[0].pk if len(schools) == 1 else None),
    }
    return render(request, "proposals/own.html", context)


@login_required
@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Begin the application of a school that one is window of."""
    school = by_code(plain(request.POST.get("school", "")))
    if school is None:
        raise Http404
    try:
        writing.open_application(person=request.user, school=school)
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect("proposals")
    return redirect(school_page("school", school.code))


@login_required
@require_safe
def school(request: PersonRequest) -> HttpResponse:
    """The school's application: plan, proposals, who does what, what is missing, sendings."""
    code = request.GET.get("school") or None
    if not request.user.standing.is_staff and not workspace.applications_of(request.user).exists():
        return redirect("proposals")
    application = access.get_application(request.user, code)
    judgement = findings.judged(application)
    context = {
        "application": application,
        "judgement": judgement,
        "moment": judgement.moment,
        "board": board.board(application, judgement),
        "plan_steps": board.plan_steps(judgement),
        "school_findings": judgement.of(None),
        "school_counts": findings.counts(judgement.of(None)),
        "submissions": (submissions := list(workspace.submissions_of(application))),
        "in_force": next((one for one in submissions if one.in_force), None),
        "may_write": request.user.standing.is_window and application.school_id in request.user.standing.window_schools,
        "form": NewProposalForm(),
    }
    return render(request, "proposals/school.html", context)


@login_required
@require_POST
def new_proposal(request: PersonRequest) -> HttpResponse:
    """Begin a proposal."""
    application = access.get_application(request.user, plain(request.POST.get("school", "")) or None, need=Need.WINDOW)
    form = NewProposalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("請選擇計畫類型。"))
        return redirect(school_page("school", application.school.code))
    try:
        made = writing.create_proposal(person=request.user, school_code=application.school.code, **form.cleaned_data)
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect(school_page("school", application.school.code))
    messages.success(request, _("已新增計畫 {number}。接著邀請計畫主持人來撰寫。").format(number=made.number))
    return redirect("proposal_people", made.number)


@login_required
@require_safe
def found(request: PersonRequest) -> HttpResponse:
    """The school's findings, or those of one page of its plan, as a fragment for a page that is being written."""
    application = access.get_application(request.user, request.GET.get("school") or None)
    judgement = findings.judged(application)
    section = request.GET.get("section", "")
    shown = [one for one in judgement.of(None) if not section or one.section == section]
    context = {"findings": shown, "section": section, "steps": board.plan_steps(judgement)}
    return render(request, "proposals/findings.html", context)
