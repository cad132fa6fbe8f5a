"""The desk at which a money plan is written: whose it is, where it is kept, whether it can be saved now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.forms.page import Scope
from proposals import access
from proposals.access import Need
from proposals.selectors import comments, workspace
from proposals.selectors.addresses import page, plan_page, school_page
from proposals.services.budget import Written, is_municipal, save_proposal_budget, save_school_budget
from proposals.services.refusals import NotEditable, explain
from proposals.services.writing import UPLOAD, is_sent, require_editable
from usr_portal.accounts.models import Person
from usr_portal.call.rules import digest
from usr_portal.call.services import Moment, WindowClosed, moment
from usr_portal.kernel.vocabulary import PlanType

KINDS = ("ods", "xlsx")
"""The spreadsheets that a plan is written to and read from."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form, to go to."""

    key: str
    number: str
    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class BudgetDesk:
    """One money plan for one person. ``locked`` says why it cannot be saved now, and is empty where it can."""

    title: str
    name: str
    plan_id: int
    scope: Scope
    moment: Moment
    locked: str
    url: str
    home_url: str
    history_url: str
    here_url: str
    findings_url: str
    comments_url: str
    file_url: str
    sheet_urls: tuple[tuple[str, str], ...]
    pages: tuple[Page, ...]


Save = Callable[..., Written]


def saver_of_proposal(person: Person, number: str) -> Save:
    """Return the service that saves this proposal's plan; it checks everything itself."""
    return partial(save_proposal_budget, person=person, number=number)


def saver_of_school(person: Person, school_code: str | None) -> Save:
    """Return the service that saves the school plan's plan."""
    return partial(save_school_budget, person=person, school_code=school_code)


def of_proposal(person: Person, number: str) -> BudgetDesk:
    """Give the desk of a proposal's plan, or raise `Http404`."""
    proposal = access.get_proposal(person, number)
    now = moment(UPLOAD, proposal.application.school_id)
    people = workspace.people_of(proposal)
    return BudgetDesk(
        title=proposal.title or number,
        name=f"{number} budget",
        plan_id=proposal.budget_id,
        scope=Scope(PlanType(proposal.plan_type), now.parameters, is_municipal(proposal.application), people),
        moment=now,
        locked=_locked(
            now, may_write=access.may(person, proposal, Need.EDIT), check=partial(require_editable, proposal)
        ),
        url=reverse("proposal_budget", args=[number]),
        home_url=reverse("proposal", args=[number]),
        history_url=f"{reverse('proposal_history', args=[number])}?section=budget",
        here_url=reverse("proposal_here", args=[number]),
        findings_url=f"{reverse('proposal_findings', args=[number])}?section=budget",
        comments_url=comments.address(person, proposal, "budget"),
        file_url=reverse("proposal_budget_file", args=[number]),
        sheet_urls=tuple((kind, f"{reverse('proposal_budget_sheet', args=[number, kind])}?") for kind in KINDS),
        pages=_pages((one, page(number, one.key)) for one in workspace.sections_for(proposal)),
    )


def of_school(person: Person, school_code: str | None) -> BudgetDesk:
    """Give the desk of the school plan's plan, or raise `Http404`."""
    application = access.get_application(person, school_code)
    now = moment(UPLOAD, application.school_id)
    code = application.school.code

    def check() -> None:
        if is_sent(application):
            raise NotEditable(_("申請案已送出，內容已凍結；撤回後才能修改。"))

    return BudgetDesk(
        title=_("學校規劃"),
        name=f"{code} budget",
        plan_id=application.plan.budget_id,
        scope=Scope(None, now.parameters, is_municipal(application)),
        moment=now,
        locked=_locked(now, may_write=application.school_id in person.standing.window_schools, check=check),
        url=plan_page(code, "budget"),
        home_url=school_page("school", code),
        history_url=school_page("school_history", code, section="budget"),
        here_url=school_page("school_here", code),
        findings_url=school_page("school_findings", code, section="budget"),
        comments_url="",
        file_url=school_page("school_budget_file", code),
        sheet_urls=tuple((kind, school_page("school_budget_sheet", code, kind)) for kind in KINDS),
        pages=_pages((one, plan_page(code, one.key)) for one in digest.school_sections() if not one.computed),
    )


def _pages(sections: Iterable[tuple[digest.Section, str]]) -> tuple[Page, ...]:
    language = get_language() or ""
    return tuple(Page(one.key, one.number, one.title(language), url, one.key == "budget") for one, url in sections)


def _locked(now: Moment, *, may_write: bool, check: Callable[[], None]) -> str:
    if not may_write:
        return _("您可以檢視這一頁，但不能修改。")
    if not now.is_open:
        return explain(WindowClosed(now))
    try:
        check()
    except NotEditable as refusal:
        return explain(refusal)
    return ""
