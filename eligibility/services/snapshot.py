"""What the registry holds now of the projects and people that drafts speak of, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from eligibility.models import PriorMember, PriorProject, Researcher
from eligibility.services.columns import ProjectDraft
from eligibility.services.lineage import Link
from eligibility.services.matching import Known
from usr_portal.kernel.names import folded, name_key
from usr_portal.kernel.vocabulary import PriorType, TeamRole
from usr_portal.schools.models import School

_LOCK = 7_114_116  # any number that no other lock of the portal uses


@dataclass(frozen=True, slots=True)
class Served:
    """A member as the registry has them."""

    key: str
    name: str
    role: TeamRole
    months: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A project as the registry has it."""

    pk: int
    registry_id: str
    school: str
    phase: int
    type: PriorType
    title: str
    predecessor: str
    merged_into: str
    sites: str
    summary: str
    members: tuple[Served, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Links of every project; the projects, people and schools that the drafts name."""

    links: Mapping[str, Link]
    stored: Mapping[str, Stored]
    people: Mapping[str, Known]
    schools: Mapping[str, str]
    """Names of schools by code."""


def lock() -> None:
    """Let one writer at a time into the registry, until the end of the transaction (SQLite does so by itself)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def school_codes() -> dict[str, str]:
    """Give each school's code by its folded code and its folded names."""
    codes: dict[str, str] = {}
    for code, name, english in School.objects.values_list("code", "name_zh", "name_en"):
        codes |= {folded(name): code, folded(english): code, folded(code): code}
    return codes


def take(drafts: Iterable[ProjectDraft]) -> Snapshot:
    """Read what the drafts need; five statements."""
    wanted = tuple(drafts)
    return Snapshot(
        links=_links(),
        stored=_stored({draft.registry_id for draft in wanted}),
        people=_people(wanted),
        schools=dict(School.objects.values_list("code", "name_zh")),
    )


def _links() -> dict[str, Link]:
    rows = PriorProject.objects.values_list(
        "registry_id", "phase", "type", "predecessor__registry_id", "merged_into__registry_id"
    )
    return {row[0]: Link(row[0], row[1], PriorType(row[2]), row[3] or "", row[4] or "") for row in rows}


def _stored(registry_ids: set[str]) -> dict[str, Stored]:
    teams: dict[str, list[Served]] = defaultdict(list)
    members = PriorMember.objects.filter(project__registry_id__in=registry_ids).order_by("pk")
    for project, key, name, role, months in members.values_list(
        "project__registry_id", "researcher__key", "researcher__name", "role", "months"
    ):
        teams[project].append(Served(key, name, TeamRole(role), months))
    rows = PriorProject.objects.filter(registry_id__in=registry_ids).values_list(
        "pk",
        "registry_id",
        "school__code",
        "phase",
        "type",
        "title",
        "predecessor__registry_id",
        "merged_into__registry_id",
        "sites",
        "summary",
    )
    return {
        registry_id: Stored(
            pk=pk,
            registry_id=registry_id,
            school=school,
            phase=phase,
            type=PriorType(kind),
            title=title,
            predecessor=predecessor or "",
            merged_into=merged_into or "",
            sites=sites,
            summary=summary,
            members=tuple(teams[registry_id]),
        )
        for pk, registry_id, school, phase, kind, title, predecessor, merged_into, sites, summary in rows
    }


def _people(drafts: Iterable[ProjectDraft]) -> dict[str, Known]:
    members = [member for draft in drafts for member in draft.members or ()]
    keys = {member.person for member in members if member.person}
    names = {name_key(member.name) for member in members}
    rows = (
        Researcher.objects.filter(Q(key__in=keys) | Q(name_key__in=names))
        .order_by("key")
        .values_list("key", "name", "school__code", "school__name_zh")
    )
    return {key: Known(key, name, code or "", school or "") for key, name, code, school in rows}
