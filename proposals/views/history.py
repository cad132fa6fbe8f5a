"""What was written before: who, when, what changed; and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import budgets.facts
from budgets.forms.written import written
from proposals.forms.comparing import Difference, differences
from proposals.forms.parts import language
from proposals.forms.section import SectionForm
from proposals.selectors import history as selectors
from proposals.selectors.addresses import page as page_of
from proposals.selectors.addresses import plan_page, school_page
from proposals.selectors.history import Filters
from proposals.services import restoring
from proposals.services.keeping import BUDGET
from proposals.services.refusals import Refused, explain
from proposals.views.desk import Desk
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.rules import digest
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.differences import text_difference
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from proposals.models import Application, Proposal, Version
    from usr_portal.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose history it is: a proposal's, or (without one) the school plan's; and its addresses."""

    person: Person
    application: Application
    proposal: Proposal | None

    @property
    def home_url(self) -> str:
        """The overview that the history belongs to."""
        if self.proposal:
            return reverse("proposal", args=[self.proposal.number])
        return school_page("school", self.application.school.code)

    @property
    def url(self) -> str:
        """The list of its versions."""
        if self.proposal:
            return reverse("proposal_history", args=[self.proposal.number])
        return school_page("school_history", self.application.school.code)

    def version_url(self, version: Version, name: str = "version") -> str:
        """One version, or with `name` "restore" the act."""
        if self.proposal:
            return reverse(f"proposal_{name}", args=[self.proposal.number, version.pk])
        return school_page(f"school_{name}", self.application.school.code, str(version.pk))

    def page_url(self, key: str) -> str:
        """The page of the form that a version is of."""
        return page_of(self.proposal.number, key) if self.proposal else plan_page(self.application.school.code, key)

    @property
    def sections(self) -> dict[str, digest.Section]:
        """Every page that may have versions, by key; those of another type too, for it may have changed."""
        if self.proposal is None:
            return {one.key: one for one in digest.school_sections() if not one.computed}
        own = PlanType(self.proposal.plan_type)
        types = [*(one for one in PlanType if one is not own), own]
        return {one.key: one for plan_type in types for one in digest.sections(plan_type) if one.key != "papers"}


@login_required
@require_safe
def proposal_list(request: PersonRequest, number: str) -> HttpResponse:
    """Every version of a proposal's pages and money plan, and its files."""
    proposal = selectors.of_proposal(request.user, number)
    return _list(request, Owner(request.user, proposal.application, proposal))


@login_required
@require_safe
def plan_list(request: PersonRequest) -> HttpResponse:
    """Every version of the school plan's pages and money plan."""
    return _list(request, Owner(request.user, _application(request), None))


@login_required
@require_safe
def proposal_version(request: PersonRequest, number: str, version_id: int) -> HttpResponse:
    """What one version changed, and what it says."""
    proposal = selectors.of_proposal(request.user, number)
    return _version(request, Owner(request.user, proposal.application, proposal), version_id)


@login_required
@require_safe
def plan_version(request: PersonRequest, version_id: int) -> HttpResponse:
    """As `proposal_version`, of the school plan."""
    return _version(request, Owner(request.user, _application(request), None), version_id)


@login_required
@require_POST
def proposal_restore(request: PersonRequest, number: str, version_id: int) -> HttpResponse:
    """Bring a version back."""
    proposal = selectors.of_proposal(request.user, number)
    act = partial(restoring.restore, number=number)
    return _restore(request, Owner(request.user, proposal.application, proposal), act, version_id)


@login_required
@require_POST
def plan_restore(request: PersonRequest, version_id: int) -> HttpResponse:
    """Bring a version of the school plan back."""
    application = _application(request)
    act = partial(restoring.restore_plan, school_code=application.school.code)
    return _restore(request, Owner(request.user, application, None), act, version_id)


def _application(request: PersonRequest) -> Application:
    return selectors.of_plan(request.user, request.GET.get("school") or None)


def _list(request: PersonRequest, owner: Owner) -> HttpResponse:
    asked = Filters.of(request.GET)
    found = selectors.versions(owner.application, owner.proposal, asked, request.GET.get("page", ""))
    titles = {key: section.title(language()) for key, section in owner.sections.items()}
    rows = [(version, titles.get(version.key, version.key), owner.version_url(version)) for version in found]
    context = {
        "owner": owner,
        "rows": rows,
        "page": found,
        "query": _query(request),
        "asked": asked,
        "titles": titles,
        "writers": selectors.writers(owner.application, owner.proposal),
        "papers": list(selectors.papers(owner.proposal)) if owner.proposal else [],
    }
    return render(request, "proposals/history/list.html", context)


def _query(request: PersonRequest) -> str:
    """Give the address's query without the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _version(request: PersonRequest, owner: Owner, version_id: int) -> HttpResponse:
    version, before = selectors.pair(owner.application, owner.proposal, version_id, request.GET.get("with", ""))
    section = owner.sections.get(version.key)
    context = {
        "owner": owner,
        "version": version,
        "before": before,
        "title": section.title(language()) if section else version.key,
        "page_url": owner.page_url(version.key),
        "differences": _differences(owner, version, before),
        "is_present": selectors.is_present(version),
        "restore_url": owner.version_url(version, "restore"),
        "before_url": owner.version_url(before) if before else "",
    }
    return render(request, "proposals/history/version.html", context)


def _differences(owner: Owner, version: Version, before: Version | None) -> list[Difference]:
    if version.key == BUDGET:
        old = written(budgets.facts.of_mapping(before.content)) if before else ""
        return [Difference(_("經費規劃"), text_difference(old, written(budgets.facts.of_mapping(version.content))))]
    section = owner.sections[version.key]
    around = Desk(owner.person, section, owner.application, owner.proposal).around
    forms = [SectionForm(section, around, one.content if one else {}) for one in (before, version)]
    return differences(*forms)


def _restore(request: PersonRequest, owner: Owner, act: Callable[..., Version], version_id: int) -> HttpResponse:
    try:
        version = act(person=request.user, version_id=version_id)
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect(owner.url)
    messages.success(request, _("已還原，並存成新的版本。"))
    return redirect(owner.page_url(version.key))
