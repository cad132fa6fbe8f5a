"""One proposal: overview, steps between team and window, type, removal, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from proposals import access
from proposals.access import Need
from proposals.forms.begin import ReasonForm, TypeForm
from proposals.forms.parts import language
from proposals.selectors import board, comments, findings, workspace
from proposals.selectors.addresses import page, school_page
from proposals.services import moves, writing
from proposals.services.refusals import Refused, explain
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from proposals.models import Comment, Move, Proposal
    from usr_portal.accounts.models import Person

DONE = {
    "complete": gettext_lazy("已標示完成，並送交校窗口。"),
    "reopen": gettext_lazy("已取回，可以繼續修改。"),
    "take": gettext_lazy("已收件。"),
}


@login_required
@require_safe
def overview(request: PersonRequest, number: str) -> HttpResponse:
    """Where the proposal stands, its pages, its findings, what can be done now."""
    proposal = access.get_proposal(request.user, number)
    judgement = findings.judged(proposal.application)
    found = judgement.of(number)
    latest = workspace.latest_moves(proposal)
    returned = (
        latest[0] if latest and latest[0].act == moves.Act.RETURN and proposal.state == moves.State.WRITING else None
    )
    open_talks = comments.open_counts(request.user, proposal) if comments.takes_part(request.user, proposal) else {}
    places = _places(request.user, proposal, returned) if returned else []
    context = {
        "proposal": proposal,
        "school": proposal.application.school,
        "findings": found,
        "counts": findings.counts(found),
        "steps": (steps := board.steps(proposal, found, open_talks)),
        "go_on": next((step for step in steps if not step.is_done), None),
        "moment": judgement.moment,
        "moves": latest,
        "returned": returned,
        "places": places,
        "asked": sum(one.resolved_at is None for one, _title, _url in places),
        "open_talks": sum(open_talks.values()),
        "type_form": TypeForm(initial={"plan_type": proposal.plan_type}),
        "may_edit": access.may(request.user, proposal, Need.EDIT),
        "may_manage": access.may(request.user, proposal, Need.MANAGE),
        "is_window": access.may(request.user, proposal, Need.WINDOW),
    }
    return render(request, "proposals/overview.html", context)


def _places(person: Person, proposal: Proposal, returned: Move) -> list[tuple[Comment, str, str]]:
    """What a return asks to be changed, with the title and address of its page."""
    titles = {section.key: section.title(language()) for section in workspace.sections_for(proposal)}
    told = comments.places_of(person, proposal, returned)
    return [(one, titles.get(one.key, one.key), page(proposal.number, one.key)) for one in told]


@login_required
@require_safe
def found(request: PersonRequest, number: str) -> HttpResponse:
    """The findings of a proposal, or of one of its pages, as a fragment for a page that is being written."""
    proposal = access.get_proposal(request.user, number)
    judgement = findings.judged(proposal.application)
    section = request.GET.get("section", "")
    shown = [one for one in judgement.of(number) if not section or one.section == section]
    context = {
        "proposal": proposal,
        "findings": shown,
        "section": section,
        "steps": board.steps(proposal, judgement.of(number)),
    }
    return render(request, "proposals/findings.html", context)


@login_required
@require_POST
def move(request: PersonRequest, number: str, act: str) -> HttpResponse:
    """Take a step that needs no words: complete, reopen, take."""
    if act not in DONE:
        raise Http404
    try:
        moves.move(person=request.user, number=number, act=moves.Act(act))
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
    else:
        messages.success(request, str(DONE[act]))
    if request.POST.get("next") == "school":
        school = access.get_proposal(request.user, number).application.school
        return redirect(school_page("school", school.code))
    return redirect("proposal", number)


@login_required
@require_POST
def change_type(request: PersonRequest, number: str) -> HttpResponse:
    """Make it a proposal of another type; what was written stays."""
    form = TypeForm(request.POST)
    access.get_proposal(request.user, number, Need.EDIT)
    if form.is_valid():
        try:
            writing.change_type(person=request.user, number=number, **form.cleaned_data)
        except (Refused, WindowClosed) as refusal:
            messages.error(request, explain(refusal))
        else:
            messages.success(request, _("計畫類型已變更；原類型寫過的內容都還保留著。"))
    return redirect("proposal", number)


@login_required
@require_POST
def remove(request: PersonRequest, number: str) -> HttpResponse:
    """Take a draft out of the application, with a reason."""
    form = ReasonForm(request.POST)
    school = access.get_proposal(request.user, number, Need.WINDOW).application.school
    if not form.is_valid():
        messages.error(request, _("請填寫移除的理由。"))
        return redirect("proposal", number)
    try:
        writing.remove_proposal(person=request.user, number=number, reason=form.cleaned_data["reason"])
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect("proposal", number)
    messages.success(request, _("計畫 {number} 已移除。").format(number=number))
    return redirect(school_page("school", school.code))
