"""All findings on a page to filter and print, and what would be found if a proposal were of another type or basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from proposals import access
from proposals.access import Need
from proposals.forms.checks import SEVERITIES, Asked, WhatIfForm
from proposals.forms.parts import language
from proposals.rules.likeness import LEAST
from proposals.rules.supposing import Supposition
from proposals.selectors import findings, likeness
from proposals.selectors.addresses import school_page
from proposals.selectors.priors import prior_choices
from proposals.selectors.workspace import sections_for
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from django.http import HttpResponse

    from proposals.models import Application, Proposal
    from proposals.selectors.findings import Judgement

PASSAGES = 12  # shown of what two proposals share, the longest


@login_required
@require_safe
def of_proposal(request: PersonRequest, number: str) -> HttpResponse:
    """Every finding of a proposal."""
    proposal = access.get_proposal(request.user, number)
    judgement = findings.judged(proposal.application)
    titles = {section.key: section.title(language()) for section in sections_for(proposal)}
    return _page(request, proposal.application, judgement, titles, proposal)


@login_required
@require_safe
def of_school(request: PersonRequest) -> HttpResponse:
    """Every finding of a school's application."""
    application = access.get_application(request.user, request.GET.get("school") or None, need=Need.WINDOW)
    judgement = findings.judged(application)
    sections = (*digest.school_sections(), *(one for each in PlanType for one in digest.sections(each)))
    titles = {section.key: section.title(language()) for section in sections}
    return _page(request, application, judgement, titles, None)


def _page(
    request: PersonRequest,
    application: Application,
    judgement: Judgement,
    titles: dict[str, str],
    proposal: Proposal | None,
) -> HttpResponse:
    asked = Asked.of(request.GET)
    everything = judgement.of(proposal.number) if proposal else judgement.findings
    shown = asked.chosen(everything)
    here = {one.section for one in everything}
    code = application.school.code
    context = {
        "school": application.school,
        "proposal": proposal,
        "asked": asked,
        "as_of": judgement.moment.now,
        "findings": shown,
        "total": len(everything),
        "counts": findings.counts(shown),
        "severities": SEVERITIES,
        "titles": {key: title for key, title in titles.items() if key in here},
        "numbers": sorted({one.proposal for one in everything if one.proposal}),
        "url": reverse("proposal_checks", args=[proposal.number]) if proposal else school_page("school_checks", code),
        "home_url": reverse("proposal", args=[proposal.number]) if proposal else school_page("school", code),
    }
    return render(request, "proposals/checks/findings.html", context)


@login_required
@require_safe
def what_if(request: PersonRequest, number: str) -> HttpResponse:
    """What would be found if the proposal were of another type or on another basis. Nothing is changed by asking."""
    proposal = access.get_proposal(request.user, number)
    judgement = findings.judged(proposal.application)
    written = Supposition.as_written(findings.document_of(judgement, proposal))
    priors = prior_choices(proposal.application, proposal, judgement.moment.parameters)
    form = WhatIfForm(request.GET if "plan_type" in request.GET else None, priors=priors, written=written)
    context = {"proposal": proposal, "form": form}
    if form.is_valid():
        is_team = not (access.may(request.user, proposal, Need.WINDOW) or request.user.standing.is_staff)
        supposition = form.supposition()
        outcome = findings.supposed(judgement, proposal, supposition)
        context["outcome"] = findings.own(outcome, number) if is_team else outcome
        if supposition.plan_type is not written.plan_type:
            types = judgement.moment.parameters.types
            context["now"], context["then"] = (
                (kind, types[kind]) for kind in (written.plan_type, supposition.plan_type)
            )
            now, then = (_titles(kind) for kind in (written.plan_type, supposition.plan_type))
            context["pages_more"] = [title for key, title in then.items() if key not in now]
            context["pages_less"] = [title for key, title in now.items() if key not in then]
    return render(request, "proposals/checks/what_if.html", context)


def _titles(plan_type: PlanType) -> dict[str, str]:
    """Give every field that the form of a type asks for, with its title."""
    fields = (field for section in digest.sections(plan_type) for field in section.fields)
    return {field.key: field.title(language()) for field in fields}


@login_required
@require_safe
def alike(request: PersonRequest, number: str) -> HttpResponse:
    """What the proposal has in common with prior projects and with the school's other proposals: a hint, no finding."""
    proposal = access.get_proposal(request.user, number)
    judgement = findings.judged(proposal.application)
    fields = (each for section in sections_for(proposal) for each in section.fields)
    titles = {each.key: each.title(language()) for each in fields}
    context = {
        "proposal": proposal,
        "priors": likeness.with_priors(findings.document_of(judgement, proposal)),
        "own": [
            (one, [(passage, titles.get(passage.ours, ""), titles.get(passage.theirs, "")) for passage in passages])
            for one in likeness.with_own(request.user, proposal, judgement)
            for passages in [one.shared.passages[:PASSAGES]]
        ],
        "least": LEAST,
        "most": PASSAGES,
    }
    return render(request, "proposals/checks/alike.html", context)
