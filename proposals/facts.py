"""Rows → the application document, in a fixed number of statements whatever the number of proposals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import budgets.facts
import eligibility.facts
from proposals import document
from proposals.models import (
    Application,
    Claim,
    Paper,
    Proposal,
    ProposalPredecessor,
    ProposalSection,
    SchoolPlanSection,
    TeamMember,
)
from proposals.rules.application import Document, Taken
from proposals.rules.form import every_section
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from proposals.rules.application import Application as ApplicationDocument
    from usr_portal.call.rules.parameters import CallParameters

CHECKLIST = "checklist"

# Members of a proposal's document that a section's content holds under the same key.
_OWN_KEYS = (
    "keywords_zh",
    "keywords_en",
    "sites",
    "sites_independent",
    "contact",
    "intl_courses",
    "merge_statement",
    "sdg17_plan",
    "sdg_relation",
    "milestones",
    "checkpoints",
    "targets",
    "sig_activities",
    "forums",
    "mous",
    "disclosure",
)
_ETHICS_KEYS = ("practice_statement", "academic_statement", "topics", "practicability")
_DETAILS = ("person_key", "name", "role", "school_code", "unit", "title", "phone", "email", "experience", "tasks")
_MOU_KEYS = (
    "partner",
    "country",
    "kind",
    "partner_ok",
    "signed_on",
    "addendum_on",
    "signer_level_ok",
    "for_this_project",
    "still_valid_evidence",
)


def application_document(
    application: Application,
    parameters: CallParameters,
    *,
    as_of: datetime | None = None,
    only: Iterable[int] | None = None,
) -> ApplicationDocument:
    """Compose the document of an application's draft: all its proposals, or those with the primary keys of `only`.

    `application` comes with `school` and `plan`. About fifteen statements, however many proposals there are.
    """
    rows = list(_proposals(application, only))
    keys = [row.pk for row in rows]
    sections, plan_sections = _contents(keys, application.plan.pk)
    team, predecessors, papers = _teams(keys), _predecessors(keys), _papers(keys)
    plans = budgets.facts.plans([application.plan.budget_id, *(row.budget_id for row in rows)])
    people = [member["person"] for members in team.values() for member in members]
    mapping = {
        "format": document.FORMAT,
        "call": application.call_id,
        "as_of": as_of.isoformat() if as_of else None,
        "school": _school(application),
        "school_plan": _school_plan(application, plan_sections, parameters),
        "proposals": [
            _proposal(row, sections[row.pk], team[row.pk], predecessors[row.pk], papers[row.pk], parameters)
            for row in rows
        ],
    }
    read = document.parse_object(mapping, parameters)
    return replace(
        read,
        registry=eligibility.facts.registry_of([application.school_id], [*people, *_named_persons(rows)]),
        taken=taken_by_others(application, people, [key for keys in predecessors.values() for key in keys]),
        school_plan=replace(read.school_plan, budget=plans[application.plan.budget_id]),
        proposals=tuple(
            replace(one, budget=plans[row.budget_id]) for one, row in zip(read.proposals, rows, strict=True)
        ),
    )


def taken_by_others(application: Application, people: list[str], predecessors: list[str]) -> tuple[Taken, ...]:
    """Give which of these persons and prior projects other schools' sent applications use, without a label: not which."""
    claims = (
        Claim.objects.filter(call_id=application.call_id, key__in={*people, *predecessors})
        .exclude(submission__application=application)
        .order_by("kind", "key")
        .values_list("kind", "key")
    )
    return tuple(Taken(person=key) if kind == Claim.Kind.PERSON else Taken(predecessor=key) for kind, key in claims)


def details(proposals: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """Give what the portal knows of each lead team beyond the file format, by proposal number; one statement."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = TeamMember.objects.filter(proposal__in=list(proposals)).order_by("proposal", "position", "pk")
    for row in rows.values("proposal__number", *_DETAILS):
        found[row.pop("proposal__number")].append(row)
    return dict(found)


def checklist_keys(plan_type: str) -> frozenset[str]:
    """Give the keys of the checklist's items for a type; all must be ticked."""
    return frozenset(item.key for item in digest.checklist(PlanType(plan_type)))


def school_checklist_keys() -> frozenset[str]:
    """Give the keys of the school's checklist's items."""
    return frozenset(item.key for item in digest.school_checklist())


def _proposals(application: Application, only: Iterable[int] | None) -> Iterable[Proposal]:
    rows = Proposal.objects.filter(application=application, removed_at=None).order_by("serial")
    return rows if only is None else rows.filter(pk__in=list(only))


def _named_persons(rows: list[Proposal]) -> list[str]:
    return [row.ground["person"] for row in rows if row.ground.get("person")]


def _contents(proposals: list[int], plan: int) -> tuple[Mapping[int, dict[str, Any]], dict[str, Any]]:
    """Merge the contents of each proposal's sections, and of the school plan's: field keys are unique in a form."""
    merged: dict[int, dict[str, Any]] = defaultdict(dict)
    for owner, content in ProposalSection.objects.filter(proposal__in=proposals).values_list("proposal_id", "content"):
        merged[owner].update(content)
    school: dict[str, Any] = {}
    for content in SchoolPlanSection.objects.filter(plan=plan).values_list("content", flat=True):
        school.update(content)
    return merged, school


def _teams(proposals: list[int]) -> Mapping[int, list[dict[str, Any]]]:
    teams: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = TeamMember.objects.filter(proposal__in=proposals).order_by("proposal", "position", "pk")
    for owner, person, name, role, school, president in rows.values_list(
        "proposal_id", "person_key", "name", "role", "school_code", "president"
    ):
        member = {"person": person, "name": name, "role": role, "school": school or None, "president": president}
        teams[owner].append(member)
    return teams


def _predecessors(proposals: list[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ProposalPredecessor.objects.filter(proposal__in=proposals).order_by("proposal", "position", "pk")
    for owner, key in rows.values_list("proposal_id", "registry_id"):
        found[owner].append(key)
    return found


def _papers(proposals: list[int]) -> Mapping[int, list[str]]:
    kinds = [member.value for member in Document]
    found: dict[int, list[str]] = defaultdict(list)
    rows = Paper.objects.filter(proposal__in=proposals, removed_at=None, kind__in=kinds).order_by()
    for owner, kind in sorted(rows.values_list("proposal_id", "kind").distinct(), key=lambda row: kinds.index(row[1])):
        found[owner].append(kind)
    return found


def _school(application: Application) -> dict[str, Any]:
    school = application.school
    return {
        "code": school.code,
        "name": school.name_zh,
        "kind": school.kind,
        "under_guidance": school.under_guidance,
        "supervised_by": school.supervised_by,
        "has_usr_unit": school.has_usr_unit,
    }


def _school_plan(application: Application, content: dict[str, Any], parameters: CallParameters) -> dict[str, Any]:
    years = [application.plan.evaluation_from, application.plan.evaluation_to]
    return {
        "sections": {key: content.get(key) for key in parameters.school_plan.sections},
        "evaluation_years": [year for year in years if year],
        "international_role": content.get("international_role"),
        "distinctive_role": content.get("distinctive_role"),
        "checklist": school_checklist_keys() <= set(content.get("school_checklist", ())),
    }


def _proposal(
    row: Proposal,
    content: dict[str, Any],
    team: list[dict[str, Any]],
    predecessors: list[str],
    papers: list[str],
    parameters: CallParameters,
) -> dict[str, Any]:
    own = {key: content.get(key) for key in _OWN_KEYS}
    own["mous"] = [{key: mou.get(key) for key in _MOU_KEYS} for mou in content.get("mous", ())]
    return {
        **own,
        "id": row.document_id or row.number,
        "title": row.title,
        "type": row.plan_type,
        "issue": row.issues,
        "sdgs": row.sdgs,
        "basis": {
            "kind": row.basis_kind or None,
            "predecessors": predecessors,
            "new_ground": row.new_ground or None,
            "ground": row.ground,
        },
        "team": team,
        "sections": {key: content[key] for key in every_section(parameters) if key in content},
        "documents": papers,
        "ethics": {key: content.get(key) for key in _ETHICS_KEYS},
        "checklist": checklist_keys(row.plan_type) <= set(content.get(CHECKLIST, ())),
    }
