"""What a school's prior projects may become in this call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eligibility import facts
from eligibility.rules.paths import Path, paths
from eligibility.rules.types import PriorProject
from usr_portal.call.rules import digest
from usr_portal.call.services import in_force
from usr_portal.schools.models import School


@dataclass(frozen=True, slots=True)
class Way:
    """One path with the address of its article."""

    path: Path
    slug: str


@dataclass(frozen=True, slots=True)
class Row:
    """A prior project, the phases before it (newest first), what was merged into it, and its ways on, one a type."""

    project: PriorProject
    earlier: tuple[PriorProject, ...]
    merged: tuple[PriorProject, ...]
    ways: tuple[Way, ...]

    @property
    def is_open(self) -> bool:
        """Whether any way is open."""
        return any(way.path.open for way in self.ways)


@dataclass(frozen=True, slots=True)
class Choice:
    """A school's projects: those that lead somewhere, and those that do not, each with the reasons."""

    open: tuple[Row, ...]
    closed: tuple[Row, ...]


def choice(school: School) -> Choice:
    """Judge each prior project of the school (and of schools it succeeded) for each type; four statements."""
    registry = facts.registry_of([school.pk])
    parameters = in_force()
    by_id = {project.id: project for project in registry}
    own = sorted((each for each in registry if each.school == school.code), key=lambda each: (-each.phase, each.id))
    rows = [
        Row(each, tuple(_earlier(each, by_id)), _merged(each, registry), _ways(paths(each, registry, parameters)))
        for each in own
    ]
    return Choice(tuple(row for row in rows if row.is_open), tuple(row for row in rows if not row.is_open))


def _earlier(project: PriorProject, by_id: Mapping[str, PriorProject]) -> list[PriorProject]:
    chain: list[PriorProject] = []
    before = by_id.get(project.predecessor or "")
    while before is not None and before not in chain:
        chain.append(before)
        before = by_id.get(before.predecessor or "")
    return chain


def _merged(project: PriorProject, registry: Iterable[PriorProject]) -> tuple[PriorProject, ...]:
    return tuple(each for each in registry if each.merged_into == project.id)


def _ways(found: Iterable[Path]) -> tuple[Way, ...]:
    return tuple(Way(path, digest.article(path.article).slug) for path in found)
