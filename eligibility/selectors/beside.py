"""The registry as staff set it beside a proposal: whole projects with their people, and every title."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch

from eligibility.models import PriorMember, PriorProject


@dataclass(frozen=True, slots=True)
class PriorFacts:
    """A prior project in words; `team` are (person key, name) pairs in the registry's order, each person once."""

    registry_id: str
    title: str
    school: str
    phase: int
    type_named: str
    sites: str
    summary: str
    team: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PriorTitle:
    """One title of the registry."""

    registry_id: str
    title: str
    school: str


def facts_of(registry_ids: Collection[str]) -> dict[str, PriorFacts]:
    """Give the projects of these ids that exist; two statements."""
    members = PriorMember.objects.select_related("researcher").order_by("pk")
    rows = PriorProject.objects.filter(registry_id__in=list(registry_ids)).select_related("school")
    return {row.registry_id: _facts(row) for row in rows.prefetch_related(Prefetch("members", members))}


def titles() -> list[PriorTitle]:
    """Give every title of the registry with its school; one statement."""
    rows = PriorProject.objects.order_by("registry_id").values_list("registry_id", "title", "school__name_zh")
    return [PriorTitle(*row) for row in rows]


def _facts(row: PriorProject) -> PriorFacts:
    team = {member.researcher.key: member.researcher.name for member in row.members.all()}
    return PriorFacts(
        registry_id=row.registry_id,
        title=row.title,
        school=row.school.name,
        phase=row.phase,
        type_named=row.get_type_display(),
        sites=row.sites,
        summary=row.summary,
        team=tuple(team.items()),
    )
