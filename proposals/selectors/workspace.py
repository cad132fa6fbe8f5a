"""What a person sees of applications and proposals: lists and pages, each in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from proposals import access
from proposals.models import (
    Application,
    Comment,
    Move,
    Proposal,
    ProposalPredecessor,
    ProposalSection,
    SchoolPlanSection,
    Submission,
)
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import BasisKind, PlanType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from proposals.models import TeamMember
    from usr_portal.accounts.models import Person

# Fields of a section that stand in a proposal's own columns.
COLUMNS = {
    "title": "title",
    "issue": "issues",
    "sdgs": "sdgs",
    "basis": "basis_kind",
    "new_ground": "new_ground",
    "ground": "ground",
}
# What lists show; JSON columns are not read for them.
LISTED = (
    "number",
    "title",
    "plan_type",
    "state",
    "updated_at",
    "application__school__code",
    "application__school__name_zh",
    "application__school__name_en",
)
MEMBER_FIELDS = (
    "person_key",
    "name",
    "role",
    "school_code",
    "unit",
    "title",
    "phone",
    "email",
    "experience",
    "tasks",
    "president",
)

MOVES = 10  # of a proposal's history on its overview


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section as it is stored: its fields' values, its version, who saved it last."""

    values: Mapping[str, Any]
    version: int
    updated_at: Any
    updated_by: str


def own_proposals(person: Person) -> QuerySet[Proposal]:
    """Give the proposals that the person writes or whose school they stand for.

    Each with `my_access`, `is_sent`, and `asked`: how many notes of a return nobody has settled yet.
    """
    notes = Comment.objects.filter(proposal=OuterRef("pk"), thread=None, resolved_at=None, removed_at=None)
    asked = notes.exclude(move=None).order_by().values("proposal").annotate(n=Count("pk")).values("n")
    rows = access.visible_proposals(person).only(*LISTED).annotate(asked=Coalesce(Subquery(asked), 0))  # type: ignore[no-redef]
    return rows.filter(Q(my_access__isnull=False) | Q(application__school__in=person.standing.window_schools)).order_by(
        "application__school__code", "serial"
    )


def applications_of(person: Person) -> QuerySet[Application]:
    """Give the applications of the schools that the person stands for, with the number of proposals."""
    return (
        Application.objects.filter(call_id=settings.USR_CALL, school__in=person.standing.window_schools)
        .select_related("school", "plan")
        .annotate(proposal_count=Count("proposals", filter=Q(proposals__removed_at=None)))
        .order_by("school__code")
    )


def submissions_of(application: Application) -> QuerySet[Submission]:
    """Give every sending of an application, the latest first."""
    return application.submissions.select_related("sent_by", "withdrawn_by").defer("document", "findings", "papers")


def used_predecessors(application: Application, proposal: Proposal) -> dict[str, str]:
    """Give which prior projects other proposals of the application continue or advance, by their numbers."""
    rows = ProposalPredecessor.objects.filter(proposal__application=application, proposal__removed_at=None)
    rows = rows.exclude(proposal=proposal).exclude(proposal__basis_kind__in=["", BasisKind.NEW])
    return dict(rows.values_list("registry_id", "proposal__number"))


def section_of(proposal: Proposal, section: digest.Section) -> StoredSection:
    """Read one section of a proposal, with the columns and tables that stand elsewhere; two statements at most."""
    row = ProposalSection.objects.filter(proposal=proposal, key=section.key).select_related("updated_by").first()
    values: dict[str, Any] = dict(row.content) if row else {}
    values |= {name: getattr(proposal, column) for name, column in COLUMNS.items()}
    keys = {one.key for one in section.fields}
    if "team" in keys:
        values["team"] = member_values(proposal)
    if "predecessors" in keys:
        values["predecessors"] = [one.registry_id for one in proposal.predecessors.all()]
    return _stored(row, values)


def plan_section_of(application: Application, section: digest.Section) -> StoredSection:
    """Read one section of the school plan."""
    plan = application.plan
    row = SchoolPlanSection.objects.filter(plan=plan, key=section.key).select_related("updated_by").first()
    values: dict[str, Any] = dict(row.content) if row else {}
    values["evaluation_years"] = (plan.evaluation_from, plan.evaluation_to)
    return _stored(row, values)


def member_values(proposal: Proposal) -> list[dict[str, Any]]:
    """Give a proposal's team as its section holds it; one statement."""
    return [_member(member) for member in proposal.team.all()]


def people_of(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    """Give a proposal's team as keys with names; one statement."""
    return tuple(proposal.team.values_list("person_key", "name"))


def latest_moves(proposal: Proposal) -> list[Move]:
    """Give what happened to a proposal last, the newest first; one statement."""
    return list(proposal.moves.select_related("actor")[:MOVES])


def sections_for(proposal: Proposal) -> tuple[digest.Section, ...]:
    """Give the pages of the form of the proposal's type."""
    return digest.sections(PlanType(proposal.plan_type))


def _member(member: TeamMember) -> dict[str, Any]:
    return {name: getattr(member, name) for name in MEMBER_FIELDS}


def _stored(row: ProposalSection | SchoolPlanSection | None, values: dict[str, Any]) -> StoredSection:
    if row is None:
        return StoredSection(values, 0, None, "")
    return StoredSection(values, row.version, row.updated_at, str(row.updated_by or ""))
