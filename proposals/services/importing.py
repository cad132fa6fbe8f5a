"""Taking in an application file: it replaces the school's draft whole, or changes nothing.

What is not the school's to say is left alone: the registry, what other schools took, and the school's standing. Papers
are files and do not travel in the document; those that a proposal of the same id has here stay with it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

import budgets.services
from proposals import document
from proposals.facts import checklist_keys, school_checklist_keys
from proposals.models import (
    Application,
    Proposal,
    ProposalPredecessor,
    ProposalSection,
    SchoolPlan,
    SchoolPlanSection,
    TeamMember,
)
from proposals.services.keeping import Origin, Save, keep_all, keep_budget, whole
from proposals.services.refusals import NotEditable, Refused
from proposals.services.writing import UPLOAD, is_sent, proposal_number
from usr_portal.audit.services import record
from usr_portal.call.rules import digest
from usr_portal.call.services import require_open
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proposals.rules.application import Application as ApplicationDocument
    from usr_portal.accounts.models import Person

_NOT_CONTENT = frozenset(
    {
        "id",
        "title",
        "type",
        "issue",
        "sdgs",
        "basis",
        "team",
        "sections",
        "documents",
        "ethics",
        "budget",
        "external",
        "matching",
        "personnel_reason",
        "abroad_plans",
        "international_focus",
        "checklist",
    }
)


@transaction.atomic
def replace_draft(*, source: ApplicationDocument, person: Person | None = None) -> Application:
    """Replace the draft of the school that the document names.

    Raises `Refused` where the school is unknown, `WindowClosed`, or `NotEditable` where the application was sent.
    """
    school = School.objects.filter(code=source.school.code).first()
    if school is None:
        raise Refused(_("系統中沒有代碼為 {code} 的學校。").format(code=source.school.code))
    application = _application(school)
    moment = require_open(UPLOAD, school.pk)
    if is_sent(application):
        raise NotEditable(_("申請案已送出，內容已凍結；撤回後才能匯入。"))
    mapping = document.dump(source, moment.parameters)
    save = Save(person, moment.now, origin=Origin.IMPORTED)
    _school(school, mapping["school"])
    _plan(application, source, mapping["school_plan"], save)
    kept = [_proposal(application, place, source, mapping, save) for place in range(len(source.proposals))]
    application.proposals.filter(removed_at=None).exclude(pk__in=kept).update(removed_at=moment.now)
    record(
        actor=person,
        action="application.import",
        subject=f"application:{school.code}",
        school_id=school.pk,
        detail={"proposals": len(kept)},
        at=moment.now,
    )
    return application


def _application(school: School) -> Application:
    Application.objects.get_or_create(call_id=settings.USR_CALL, school=school)
    application = Application.objects.select_for_update(no_key=True).get(call_id=settings.USR_CALL, school=school)
    if not SchoolPlan.objects.filter(application=application).exists():
        SchoolPlan.objects.create(application=application, budget_id=budgets.services.create_plan())
    return application


def _school(school: School, mapping: Mapping[str, Any]) -> None:
    school.has_usr_unit = mapping["has_usr_unit"]
    school.save(update_fields=["has_usr_unit"])


def _plan(application: Application, source: ApplicationDocument, mapping: Mapping[str, Any], save: Save) -> None:
    plan = application.plan
    years = [*mapping["evaluation_years"], "", ""]
    plan.evaluation_from, plan.evaluation_to = years[0], years[1]
    plan.save(update_fields=["evaluation_from", "evaluation_to"])
    written = _write_sections(SchoolPlanSection, {"plan": plan}, plan_contents(mapping), save)
    keep_all(application, None, {row.key: (row.version, row.content) for row in written}, save)
    number = budgets.services.replace(plan_id=plan.budget_id, plan=source.school_plan.budget, at=save.at)
    keep_budget(application=application, proposal=None, plan=source.school_plan.budget, number=number, save=save)


def _proposal(
    application: Application,
    place: int,
    source: ApplicationDocument,
    mapping: Mapping[str, Any],
    save: Save,
) -> int:
    values = mapping["proposals"][place]
    row = _row(application, values["id"], values["type"])
    row.title, row.plan_type = values["title"] or "", values["type"]
    row.issues, row.sdgs = values["issue"], values["sdgs"]
    row.basis_kind, row.new_ground = values["basis"]["kind"] or "", values["basis"]["new_ground"] or ""
    row.ground, row.state = values["basis"]["ground"], Proposal.State.WRITING
    row.save()
    row.predecessors.all().delete()
    ProposalPredecessor.objects.bulk_create(
        ProposalPredecessor(proposal=row, position=at_place, registry_id=key)
        for at_place, key in enumerate(values["basis"]["predecessors"])
    )
    _team(row, values["team"])
    written = _write_sections(ProposalSection, {"proposal": row}, contents(values), save)
    states = {one.key: (one.version, whole(row, one.key, one.content, {})) for one in written}
    keep_all(application, row, states, save)
    plan = source.proposals[place].budget
    number = budgets.services.replace(plan_id=row.budget_id, plan=plan, at=save.at)
    keep_budget(application=application, proposal=row, plan=plan, number=number, save=save)
    return row.pk


def _row(application: Application, document_id: str, plan_type: str) -> Proposal:
    """Find the draft of that id in the school's application, or begin one."""
    drafts = application.proposals.filter(removed_at=None)
    found = drafts.filter(document_id=document_id).first() or drafts.filter(number=document_id, document_id="").first()
    if found is not None:
        return found
    application.serials += 1
    application.save(update_fields=["serials"])
    return Proposal(
        application=application,
        serial=application.serials,
        number=proposal_number(application, application.serials),
        document_id=document_id,
        plan_type=plan_type,
        budget_id=budgets.services.create_plan(),
    )


def _team(row: Proposal, members: list[dict[str, Any]]) -> None:
    """Replace the team; what the portal knows of a person beyond the file (unit, e-mail) stays."""
    known = {one.person_key: one for one in row.team.all()}
    row.team.all().delete()
    kept = ("unit", "title", "phone", "email", "experience", "tasks")
    TeamMember.objects.bulk_create(
        TeamMember(
            proposal=row,
            position=place,
            person_key=member["person"],
            name=member["name"] or "",
            role=member["role"],
            school_code=member["school"] or "",
            president=member["president"],
            **{name: getattr(known[member["person"]], name) for name in kept if member["person"] in known},
        )
        for place, member in enumerate(members)
    )


def contents(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give what the pages of a proposal's form hold, by page: `values` is the proposal as the file has it."""
    content = {key: value for key, value in values.items() if key not in _NOT_CONTENT}
    ticked = sorted(checklist_keys(values["type"])) if values["checklist"] else []
    return _by_page({**content, **values["sections"], **values["ethics"], "checklist": ticked}, _pages())


def plan_contents(mapping: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give what the pages of the school plan's form hold, by page."""
    ticked = sorted(school_checklist_keys()) if mapping["checklist"] else []
    roles = {key: mapping[key] for key in ("international_role", "distinctive_role")}
    return _by_page({**mapping["sections"], **roles, "school_checklist": ticked}, _school_pages())


def _by_page(content: Mapping[str, Any], pages: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    by_page: dict[str, dict[str, Any]] = defaultdict(dict)
    for key, value in content.items():
        if key in pages:
            by_page[pages[key]][key] = value
    return by_page


def _write_sections(
    model: type[ProposalSection | SchoolPlanSection],
    owner: Mapping[str, Any],
    by_page: Mapping[str, dict[str, Any]],
    save: Save,
) -> list[ProposalSection | SchoolPlanSection]:
    written: list[ProposalSection | SchoolPlanSection] = []
    rows = {row.key: row for row in model.objects.filter(**owner)}
    for page in {*by_page, *rows}:
        row = rows.get(page) or model(**owner, key=page, version=0)
        row.content, row.updated_at, row.updated_by = by_page.get(page, {}), save.at, save.person
        row.version += 1
        row.written_in, row.written_turn = "", 0
        row.save()
        written.append(row)
    return written


@cache
def _pages() -> Mapping[str, str]:
    """Give the page that holds each field, over all types: a draft keeps what another type asked for."""
    return {
        field.key: section.key
        for plan_type in PlanType
        for section in digest.sections(plan_type)
        for field in section.fields
    }


@cache
def _school_pages() -> Mapping[str, str]:
    return {field.key: section.key for section in digest.school_sections() for field in section.fields}
