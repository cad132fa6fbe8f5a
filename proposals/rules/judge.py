"""The one engine: an application in, findings out, for the browser's data and the file's alike."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules import catalogue as budgets
from budgets.rules.case import BudgetCase
from eligibility.rules import catalogue as eligibility
from eligibility.rules.case import Claim, EligibilityCase, Field
from eligibility.rules.registry import Registry
from proposals.rules.application import Application, Document, Proposal, Supervisor
from proposals.rules.case import ProposalCase, SchoolCase
from proposals.rules.catalogue import PLACE, RULES, SCHOOL_RULES
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.findings import Finding
from usr_portal.kernel.vocabulary import TeamRole


def judge(application: Application, parameters: CallParameters) -> tuple[Finding, ...]:
    """Judge an application by a call: the school's findings first, then each proposal's, in the catalogue's order.

    Reads nothing but its arguments: no clock (``application.as_of``), no database.
    """
    field = field_of(application, parameters)
    found = sorted(_of_school(application, field), key=_place)
    for proposal, claim in zip(application.proposals, field.claims, strict=True):
        found += sorted(_of_proposal(application, proposal, EligibilityCase.of(claim, field)), key=_place)
    return tuple(found)


def field_of(application: Application, parameters: CallParameters) -> Field:
    """Return the application's claims with the registry and what others took, as eligibility sees them."""
    return Field(
        school=application.school.code,
        registry=Registry.of(application.registry),
        parameters=parameters,
        claims=tuple(_claim(place, proposal) for place, proposal in enumerate(application.proposals)),
        taken_people={taken.person: taken.by for taken in application.taken if taken.person is not None},
        taken_projects={taken.predecessor: taken.by for taken in application.taken if taken.predecessor is not None},
    )


def _claim(place: int, proposal: Proposal) -> Claim:
    return Claim(
        proposal=proposal.id,
        path=f"proposals[{place}]",
        plan_type=proposal.type,
        title=proposal.title,
        basis=proposal.basis,
        team=proposal.team,
        results_evidence=Document.RESULTS_EVIDENCE in proposal.documents,
    )


def _of_school(application: Application, field: Field) -> Iterator[Finding]:
    case = SchoolCase(application, field.registry, field.parameters)
    for rule in SCHOOL_RULES:
        yield from rule.judge(case)
    money = BudgetCase(None, "school_plan", None, application.school_plan.budget, field.parameters)
    for budget_rule in (*budgets.SCHOOL_RULES, budgets.PART_TIME_MIN, budgets.SUM):
        yield from budget_rule.judge(money)


def _of_proposal(application: Application, proposal: Proposal, claim: EligibilityCase) -> Iterator[Finding]:
    case = ProposalCase(proposal, claim, claim.field.registry, claim.parameters)
    for rule in RULES:
        yield from rule.judge(case)
    for eligibility_rule in eligibility.RULES:
        yield from eligibility_rule.judge(claim)
    money = budget_case(application, proposal, claim.path, claim.parameters)
    for budget_rule in budgets.RULES:
        yield from budget_rule.judge(money)


def budget_case(application: Application, proposal: Proposal, path: str, parameters: CallParameters) -> BudgetCase:
    """Return a proposal's budget with what the rules need to know of its school and team."""
    school = application.school
    return BudgetCase(
        proposal=proposal.id,
        path=path,
        plan_type=proposal.type,
        plan=proposal.budget,
        parameters=parameters,
        municipal=school.supervised_by is Supervisor.MUNICIPALITY,
        presidents=frozenset(member.person for member in proposal.team if member.president),
        outside_associates=frozenset(
            member.person
            for member in proposal.team
            if member.role is TeamRole.ASSOCIATE_PI and member.school != school.code
        ),
    )


def _place(finding: Finding) -> int:
    return PLACE[finding.rule]
