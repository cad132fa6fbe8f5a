"""Reading people, their roles and their invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.http import Http404

from usr_portal.accounts.models import Invitation, Person, Role, RoleGrant, WindowRequest

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

MOST_WORDS = 8


def fresh(person_id: int) -> Person:
    """Give the row itself, so that an invalid form does not change the person shown in the page's head."""
    return Person.objects.get(pk=person_id)


def grants_of(person_id: int) -> list[RoleGrant]:
    """Give the roles that a person holds now, with their schools."""
    held = RoleGrant.objects.filter(person_id=person_id, revoked_at=None)
    return list(held.select_related("school").order_by("role", "school__code"))


def people(words: str = "", role: str = "") -> QuerySet[Person]:
    """Find people by name, address or school (臺 and 台 alike), with the roles they hold now in `held`."""
    rows = Person.objects.order_by("name", "pk").prefetch_related(
        Prefetch(
            "grants",
            RoleGrant.objects.filter(revoked_at=None).select_related("school").order_by("role", "school__code"),
            to_attr="held",
        )
    )
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(_matches(word))
    if role:
        rows = rows.filter(grants__role=role, grants__revoked_at=None)
    return rows.distinct()


def get_person(person_id: int) -> Person:
    """Give a person with the roles they hold now in `held`, or raise `Http404`."""
    found = people().filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def pending_roles() -> list[Invitation]:
    """Give the role invitations that nobody used or withdrew, newest first."""
    waiting = Invitation.objects.filter(purpose=Invitation.Purpose.ROLE, used_at=None, revoked_at=None)
    return list(waiting.select_related("school", "invited_by")[:100])


def _matches(word: str) -> Q:
    found = Q()
    for written in {word, word.replace("台", "臺"), word.replace("臺", "台")}:
        found |= Q(name__icontains=written) | Q(email__icontains=written) | Q(unit__icontains=written)
        found |= Q(grants__school__name_zh__icontains=written, grants__revoked_at=None)
    return found


def windows_of(school_id: int) -> list[Person]:
    """Give the people who stand for a school now."""
    held = RoleGrant.objects.filter(school_id=school_id, role=Role.WINDOW, revoked_at=None)
    return list(Person.objects.filter(is_active=True, grants__in=held).order_by("pk").distinct())


def windows_by_school(schools: Collection[int]) -> dict[int, list[Person]]:
    """Give the people who stand for each of these schools (by primary key) now; one statement."""
    held = RoleGrant.objects.filter(school__in=schools, role=Role.WINDOW, revoked_at=None, person__is_active=True)
    found: dict[int, list[Person]] = {}
    for grant in held.select_related("person").order_by("pk"):
        if grant.school_id is not None:
            found.setdefault(grant.school_id, []).append(grant.person)
    return found


def requests(state: str = "") -> QuerySet[WindowRequest]:
    """Give what schools ask for, the oldest first; in one state, or in all."""
    rows = WindowRequest.objects.select_related("school", "decided_by")
    return rows.filter(state=state) if state else rows


def get_request(request_id: int) -> WindowRequest:
    """Give one, or raise `Http404`."""
    found = requests().filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def window_grants(school_id: int) -> list[RoleGrant]:
    """Give who is a window of a school now."""
    held = RoleGrant.objects.filter(role=Role.WINDOW, school_id=school_id, revoked_at=None)
    return list(held.select_related("person").order_by("person__name", "pk"))
