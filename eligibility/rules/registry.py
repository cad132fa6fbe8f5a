"""The registry of prior projects as the rules ask it: who is in it, what came before, who served where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from eligibility.rules.types import PriorMember, PriorProject


@dataclass(frozen=True, slots=True)
class Registry:
    """Prior projects by id, which of them a later phase goes on from, and every person's service."""

    projects: Mapping[str, PriorProject]
    followed: Mapping[str, frozenset[int]]
    service: Mapping[str, tuple[tuple[PriorProject, PriorMember], ...]] = field(repr=False)

    @classmethod
    def of(cls, projects: Iterable[PriorProject]) -> Self:
        """Index ``projects``, whose ids are unique."""
        by_id = {project.id: project for project in projects}
        followed: dict[str, frozenset[int]] = {}
        service: dict[str, tuple[tuple[PriorProject, PriorMember], ...]] = {}
        for project in by_id.values():
            if project.predecessor is not None:
                followed[project.predecessor] = followed.get(project.predecessor, frozenset()) | {project.phase}
            for member in project.team:
                service[member.person] = (*service.get(member.person, ()), (project, member))
        return cls(by_id, followed, service)

    def get(self, project_id: str) -> PriorProject | None:
        """Return the project of that id, or None."""
        return self.projects.get(project_id)

    def before(self, project: PriorProject) -> PriorProject | None:
        """Return the same project a phase earlier, where the registry links to it."""
        found = None if project.predecessor is None else self.get(project.predecessor)
        return found if found is not None and found.phase == project.phase - 1 else None

    def is_lapsed(self, project: PriorProject, previous_phase: int) -> bool:
        """Return whether a project of the phase before the previous one was not approved for the previous one.

        Never having applied counts as not approved (玖、三、（六）).
        """
        return project.phase == previous_phase - 1 and previous_phase not in self.followed.get(project.id, frozenset())

    def lineage(self, project: PriorProject) -> Iterator[PriorProject]:
        """Yield the project and its earlier phases, newest first; phases only go down, so this ends."""
        current: PriorProject | None = project
        while current is not None:
            yield current
            current = self.before(current)

    def roles_of(self, person: str) -> tuple[tuple[PriorProject, PriorMember], ...]:
        """Return the person's service in all USR projects, of any school."""
        return self.service.get(person, ())

    def ran_phase(self, school: str, phase: int) -> bool:
        """Return whether the school has a project of that phase."""
        return any(project.school == school and project.phase == phase for project in self.projects.values())
