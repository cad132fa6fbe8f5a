"""Who may see what of the registry: the registry itself is the staff's; a school sees its own projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import Http404

from eligibility.models import PriorProject, RegistryImport, Researcher
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

T = TypeVar("T")


def require_staff(person: Person) -> None:
    """Raise `Http404` for anybody but the promotion center, the ministry and administrators."""
    if not (person.is_active and person.standing.is_staff):
        raise Http404


def get_project(person: Person, registry_id: str) -> PriorProject:
    """Give a prior project to staff, or raise `Http404`."""
    require_staff(person)
    row: PriorProject | None = (
        PriorProject.objects.select_related("school", "predecessor", "merged_into")
        .filter(registry_id=registry_id)
        .first()
    )
    return _or_404(row)


def get_researcher(person: Person, key: str) -> Researcher:
    """Give a person of the registry to staff, or raise `Http404`."""
    require_staff(person)
    row: Researcher | None = Researcher.objects.select_related("school").filter(key=key).first()
    return _or_404(row)


def get_import(person: Person, pk: int) -> RegistryImport:
    """Give an import to staff, or raise `Http404`."""
    require_staff(person)
    return _or_404(RegistryImport.objects.select_related("uploaded_by", "applied_by").filter(pk=pk).first())


def schools_for(person: Person) -> list[School]:
    """Give the schools whose projects the person may see: a window its own, staff all; raise `Http404` for others."""
    standing = person.standing
    if standing.is_staff:
        return list(School.objects.order_by("code"))
    if not standing.is_window:
        raise Http404
    return list(School.objects.filter(pk__in=standing.window_schools).order_by("code"))


def _or_404(row: T | None) -> T:
    if row is None:
        raise Http404
    return row
