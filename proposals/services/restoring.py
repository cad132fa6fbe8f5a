"""Bringing back what was written before: as a new version, so that nothing is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

import budgets.facts
import budgets.services
from proposals import access
from proposals.access import Need
from proposals.models import ProposalSection, SchoolPlanSection, Version
from proposals.selectors.workspace import sections_for
from proposals.services.keeping import BUDGET, Origin, Save, keep_budget
from proposals.services.refusals import Refused
from proposals.services.writing import UPLOAD, lock_for_writing, require_unsent, write_plan_section, write_section
from usr_portal.audit.services import record
from usr_portal.call.services import require_open

if TYPE_CHECKING:
    from proposals.models import Application, Proposal
    from usr_portal.accounts.models import Person
    from usr_portal.call.services import Moment


@transaction.atomic
def restore(*, person: Person, number: str, version_id: int) -> Version:
    """Write a version of a proposal's section or money plan again, over what stands there now.

    Raises `Http404`, `NotEditable`, `WindowClosed`, or `Refused` where the proposal's type has no such page now.
    """
    proposal, moment = lock_for_writing(person, number)
    version = _version(proposal=proposal.pk, pk=version_id)
    save = Save(person, moment.now, origin=Origin.RESTORED)
    if version.key == BUDGET:
        _restore_budget(proposal.application, proposal, proposal.budget_id, version, save)
    else:
        _require_page(proposal, version)
        row = ProposalSection.objects.filter(proposal=proposal, key=version.key).first()
        write_section(proposal, version.key, version.content, row.version if row else 0, save)
    _note(proposal.application, f"proposal:{number}", version, person, moment)
    return version


@transaction.atomic
def restore_plan(*, person: Person, school_code: str | None, version_id: int) -> Version:
    """Write a version of the school plan's again; as `restore`, for the school's windows."""
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    moment = require_open(UPLOAD, application.school_id)
    require_unsent(application)
    version = _version(application=application.pk, proposal=None, pk=version_id)
    save = Save(person, moment.now, origin=Origin.RESTORED)
    if version.key == BUDGET:
        _restore_budget(application, None, application.plan.budget_id, version, save)
    else:
        row = SchoolPlanSection.objects.filter(plan=application.plan, key=version.key).first()
        write_plan_section(application, version.key, version.content, row.version if row else 0, save)
    _note(application, f"application:{application.school.code}", version, person, moment)
    return version


def _version(**of: object) -> Version:
    version = Version.objects.filter(**of).first()
    if version is None:
        raise Http404
    return version


def _require_page(proposal: Proposal, version: Version) -> None:
    if version.key not in {section.key for section in sections_for(proposal)}:
        raise Refused(_("這件計畫目前的類型沒有這一頁，無法還原。"))


def _restore_budget(
    application: Application, proposal: Proposal | None, plan_id: int, version: Version, save: Save
) -> None:
    plan = budgets.facts.of_mapping(version.content)
    number = budgets.services.replace(plan_id=plan_id, plan=plan, at=save.at, person=save.person)
    keep_budget(application=application, proposal=proposal, plan=plan, number=number, save=save)


def _note(application: Application, subject: str, version: Version, person: Person, moment: Moment) -> None:
    record(
        actor=person,
        action="version.restore",
        subject=subject,
        school_id=application.school_id,
        detail={"page": version.key, "version": version.number},
        at=moment.now,
    )
