"""Persons of the registry: who has this name, and what one of them did."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from eligibility.models import PriorMember, Researcher
from usr_portal.kernel.names import name_key

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """All that a team is told of somebody: key, name, school."""

    key: str
    name: str
    school: str
    """The school's name in the reader's language; empty for somebody of no school."""


def find_people(name: str, school_code: str = "") -> tuple[FoundPerson, ...]:
    """Give the persons who bear exactly this name (臺/台, spaces and full-width aside), at a school if one is named.

    One statement, at most 20 persons; a part of a name finds nobody, so that the registry cannot be leafed through.
    """
    wanted = name_key(name)
    if not wanted:
        return ()
    rows = Researcher.objects.filter(name_key=wanted).select_related("school").order_by("school__code", "key")
    if school_code:
        rows = rows.filter(school__code=school_code)
    return tuple(FoundPerson(row.key, row.name, row.school.name if row.school else "") for row in rows[:MOST_FOUND])


def researcher(key: str) -> Researcher | None:
    """Give a person with the school."""
    return Researcher.objects.select_related("school").filter(key=key).first()


def services_of(row: Researcher) -> list[PriorMember]:
    """Give where a person served, the latest phase first; one statement."""
    rows = PriorMember.objects.filter(researcher=row).select_related("project__school")
    return list(rows.order_by("-project__phase", "project__registry_id", "pk"))


def namesakes(row: Researcher) -> list[Researcher]:
    """Give other persons of the same name; one statement."""
    same = Q(name_key=row.name_key) & ~Q(pk=row.pk)
    return list(Researcher.objects.filter(same).select_related("school").order_by("school__code", "key")[:MOST_FOUND])
