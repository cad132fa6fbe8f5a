"""Saving a money plan: who may, whether it is open, then the plan itself, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

import budgets.services
from budgets.rules.types import BudgetPlan
from budgets.services import Head, StalePlanError
from proposals import access
from proposals.access import Need
from proposals.models import Application
from proposals.services.keeping import Save, keep_budget
from proposals.services.refusals import NotEditable, Refused, Stale
from proposals.services.writing import UPLOAD, is_sent, lock_for_writing
from usr_portal.accounts.models import Person
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.call.services import require_open
from usr_portal.kernel.pages import NO_PAGE, OpenPage
from usr_portal.kernel.vocabulary import PlanType


@dataclass(frozen=True, slots=True)
class Written:
    """A save that is done, and what its plan is held against: ``plan_type`` is None for the school plan."""

    head: Head
    plan_type: PlanType | None
    parameters: CallParameters
    municipal: bool


@transaction.atomic
def save_proposal_budget(
    *, person: Person, number: str, plan: BudgetPlan, version: int, page: OpenPage = NO_PAGE
) -> Written:
    """Save a proposal's money plan, if nobody (but ``page`` itself) saved since ``version`` was read.

    Raises `Http404`, `WindowClosed`, `NotEditable`, `Stale`, or `Refused` where the plan has other years than the call.
    """
    proposal, moment = lock_for_writing(person, number)
    _require_years(plan, moment.parameters.years)
    save = Save(person, moment.now, page)
    head = _save(proposal.budget_id, plan, version, save)
    keep_budget(application=proposal.application, proposal=proposal, plan=plan, number=head.version, save=save)
    return Written(head, PlanType(proposal.plan_type), moment.parameters, is_municipal(proposal.application))


@transaction.atomic
def save_school_budget(
    *, person: Person, school_code: str | None, plan: BudgetPlan, version: int, page: OpenPage = NO_PAGE
) -> Written:
    """Save the money plan of the school plan, as `save_proposal_budget`; for the school's windows only."""
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    moment = require_open(UPLOAD, application.school_id)
    if is_sent(application):
        raise NotEditable(_("申請案已送出，內容已凍結；撤回後才能修改。"))
    _require_years(plan, moment.parameters.years)
    save = Save(person, moment.now, page)
    head = _save(application.plan.budget_id, plan, version, save)
    keep_budget(application=application, proposal=None, plan=plan, number=head.version, save=save)
    return Written(head, None, moment.parameters, is_municipal(application))


def is_municipal(application: Application) -> bool:
    """Tell whether the school is one of a special municipality, county or city (拾肆、三)."""
    school = application.school
    return school.supervised_by == school.Supervisor.MUNICIPALITY


def _save(plan_id: int, plan: BudgetPlan, version: int, save: Save) -> Head:
    try:
        return budgets.services.save_grid(
            plan_id=plan_id, plan=plan, version=version, person=save.person, at=save.at, page=save.page
        )
    except StalePlanError as stale:
        stored = stale.stored
        raise Stale(stored.version, stored.saved_by, stored.saved_at) from None


def _require_years(plan: BudgetPlan, years: Iterable[str]) -> None:
    if tuple(plan.lines) != tuple(years):
        raise Refused(_("這一頁的年度與徵件不同，請重新開啟本頁。"))
