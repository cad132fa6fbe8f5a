"""The staff's view of the registry: list, one project with its family, imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from eligibility.models import PriorMember, PriorProject, RegistryImport
from usr_portal.kernel.names import folded, name_key
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.audit.models import Event

PAGE = 50
SEARCH_LENGTH = 100
PHASES = ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty for no limit."""

    words: str = ""
    phase: str = ""
    type: str = ""
    school: str = ""

    @property
    def is_set(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.words or self.phase or self.type or self.school)


def schools() -> list[School]:
    """Give all schools by code."""
    return list(School.objects.order_by("code"))


def page(chosen: Filter, number: str, all_schools: Iterable[School]) -> Page[Any]:
    """Give one page of 50 projects with school, relations and PI; three statements whatever the size."""
    rows = _filtered(chosen, all_schools).select_related("school", "predecessor", "merged_into")
    leaders = PriorMember.objects.filter(role=PriorMember.Role.PI).select_related("researcher")
    rows = rows.prefetch_related(Prefetch("members", leaders, to_attr="leaders"))
    return Paginator(rows.order_by("school__code", "-phase", "registry_id"), PAGE).get_page(number)


def _filtered(chosen: Filter, all_schools: Iterable[School]) -> QuerySet[PriorProject]:
    rows = PriorProject.objects.all()
    if chosen.phase in PHASES:
        rows = rows.filter(phase=int(chosen.phase))
    if chosen.type:
        rows = rows.filter(type=chosen.type)
    if chosen.school:
        rows = rows.filter(school__code=chosen.school)
    wanted = folded(chosen.words[:SEARCH_LENGTH])
    return rows.filter(_matching(wanted, chosen.words, all_schools)) if wanted else rows


def _matching(wanted: str, words: str, all_schools: Iterable[School]) -> Q:
    at = [school.pk for school in all_schools if wanted in folded(f"{school.code}\n{school.name_zh}\n{school.name_en}")]
    person = PriorMember.objects.filter(project=OuterRef("pk"))
    named = person.filter(
        Q(researcher__name_key__contains=name_key(words) or wanted) | Q(researcher__key__iexact=words.strip())
    )
    return Q(search_key__contains=wanted) | Q(school__in=at) | Q(Exists(named))


@dataclass(frozen=True, slots=True)
class Family:
    """A project among those it is related to: by phase, the whole lineage with what was merged into it."""

    phases: tuple[tuple[int, tuple[PriorProject, ...]], ...]

    @property
    def size(self) -> int:
        """How many projects there are, this one included."""
        return sum(len(projects) for _phase, projects in self.phases)


def family(project: PriorProject) -> Family:
    """Give all that is joined to a project by lineage or merger, in phases; one statement."""
    near = PriorProject.objects.filter(
        Q(school=project.school_id)
        | Q(predecessor__school=project.school_id)
        | Q(successors__school=project.school_id)
        | Q(merged__school=project.school_id)
        | Q(merged_into__school=project.school_id)
    )
    rows = list(near.distinct().select_related("school", "predecessor", "merged_into").order_by("registry_id"))
    kin = _joined(project.pk, rows)
    phases = sorted({row.phase for row in rows if row.pk in kin})
    return Family(
        tuple((phase, tuple(row for row in rows if row.pk in kin and row.phase == phase)) for phase in phases)
    )


def _joined(start: int, rows: Iterable[PriorProject]) -> set[int]:
    pairs = [(row.pk, other) for row in rows for other in (row.predecessor_id, row.merged_into_id) if other]
    found = {start}
    while True:
        more = {pk for pair in pairs if found & set(pair) for pk in pair} - found
        if not more:
            return found
        found |= more


def team(project: PriorProject) -> list[PriorMember]:
    """Give a project's team in its order; one statement."""
    return list(project.members.select_related("researcher__school").order_by("pk"))


def imports() -> list[RegistryImport]:
    """Give the latest imports."""
    rows = RegistryImport.objects.select_related("uploaded_by", "applied_by").defer("rows", "choices")
    return list(rows.order_by("-pk")[:20])


@dataclass(frozen=True, slots=True)
class Trace:
    """One act upon a project or a person, to be shown."""

    event: Event
    changes: tuple[dict[str, str], ...]


def traces(events: Iterable[Event]) -> tuple[Trace, ...]:
    """Lay out what the events say changed."""
    return tuple(Trace(event, tuple(event.detail.get("changes", ()))) for event in events)
