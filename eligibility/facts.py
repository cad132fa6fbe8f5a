"""The registry's rows as the dataclasses that eligibility is judged by, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from eligibility.models import PriorMember as MemberRow
from eligibility.models import PriorProject as ProjectRow
from eligibility.rules.types import PriorMember, PriorProject
from usr_portal.kernel.vocabulary import PriorType, TeamRole
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS = (
    "pk",
    "registry_id",
    "school__code",
    "phase",
    "type",
    "title",
    "predecessor__registry_id",
    "merged_into__registry_id",
)


def registry_of(school_ids: Iterable[int], person_keys: Iterable[str] = ()) -> tuple[PriorProject, ...]:
    """Give every prior project that an application of these schools can be judged by; three statements at most.

    Those are the projects of the schools (primary keys) and of schools that they succeeded, the projects a phase
    before or after one of those, and all projects of the persons named by `Researcher.key`. The `school` of a
    project is the code of the school that stands for it now: after a merger of schools the successor's, so that
    the rules need to compare one code only. Ordered by registry id.
    """
    succession = _Succession()
    schools = succession.predecessors(school_ids)
    wanted = (
        Q(school_id__in=schools)
        | Q(predecessor__school_id__in=schools)
        | Q(successors__school_id__in=schools)
        | Q(members__researcher__key__in=set(person_keys))
    )
    return _load(wanted, succession)


class _Succession:
    """Which school stands for which. The few schools that were succeeded are read in one statement."""

    def __init__(self) -> None:
        rows = School.objects.exclude(succeeded_by=None).values_list(
            "pk", "code", "succeeded_by_id", "succeeded_by__code"
        )
        self._steps = [(pk, successor) for pk, _code, successor, _successor_code in rows]
        self._codes = {code: successor_code for _pk, code, _successor, successor_code in rows}

    def predecessors(self, school_ids: Iterable[int]) -> set[int]:
        """Give the schools with all that they succeeded, directly or through another."""
        found = set(school_ids)
        while True:
            more = {pk for pk, successor in self._steps if successor in found} - found
            if not more:
                return found
            found |= more

    def standing(self, code: str) -> str:
        """Give the code of the school that stands for this one now."""
        seen = {code}
        while (code_next := self._codes.get(code, code)) not in seen:
            seen.add(code_next)
            code = code_next
        return code


def _load(wanted: Q, succession: _Succession) -> tuple[PriorProject, ...]:
    rows = ProjectRow.objects.filter(wanted).order_by("registry_id").distinct().values_list(*_COLUMNS)
    teams = _teams([row[0] for row in rows])
    return tuple(
        PriorProject(
            id=registry_id,
            school=succession.standing(code),
            phase=phase,
            type=PriorType(kind),
            title=title,
            predecessor=predecessor,
            merged_into=merged_into,
            team=tuple(teams[pk]),
        )
        for pk, registry_id, code, phase, kind, title, predecessor, merged_into in rows
    )


def _teams(project_ids: list[int]) -> dict[int, list[PriorMember]]:
    teams: dict[int, list[PriorMember]] = defaultdict(list)
    rows = MemberRow.objects.filter(project_id__in=project_ids).order_by("pk")
    for project, key, role, months in rows.values_list("project_id", "researcher__key", "role", "months"):
        teams[project].append(PriorMember(person=key, role=TeamRole(role), months=months))
    return teams
