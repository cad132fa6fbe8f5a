"""The staff's list of reviewers, and what schools ask to avoid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.http import Http404

from review.access import require_staff
from review.models import Affiliation, Assignment, Avoidance, Conflict, Reviewer, Round
from usr_portal.accounts.models import Person, Role

if TYPE_CHECKING:
    from django.db.models import Expression

PAGE = 50
LIVE = (Assignment.State.OFFERED, Assignment.State.ACCEPTED, Assignment.State.SUBMITTED)


def reviewers(person: Person, words: str = "") -> QuerySet[Reviewer]:
    """Give the reviewers by name, address, school or organisation (臺 and 台 alike), with `load` in the running rounds."""
    require_staff(person)
    running = Q(assignments__state__in=LIVE) & ~Q(assignments__round__state=Round.State.CLOSED)
    rows = (
        Reviewer.objects.select_related("person")
        .annotate(load=Count("assignments", filter=running, distinct=True))
        .prefetch_related(Prefetch("affiliations", Affiliation.objects.select_related("school")))
        .order_by("person__name", "pk")
    )
    for word in words.replace("台", "臺").split():
        rows = rows.filter(Q(pk__in=_matching(word)))
    return rows


def page_of(rows: QuerySet[Reviewer], number: str) -> Page[Reviewer]:
    """Give one page of at most 50 rows."""
    return Paginator(rows, PAGE).get_page(number)


def get_reviewer(person: Person, reviewer_id: int) -> Reviewer:
    """Give a reviewer with affiliations and assignments, for staff, or raise `Http404`."""
    require_staff(person)
    given = Assignment.objects.select_related("round", "case").order_by("-round__created_at", "case__project_number")[
        :PAGE
    ]
    found = (
        Reviewer.objects.select_related("person")
        .prefetch_related(
            Prefetch("affiliations", Affiliation.objects.select_related("school")),
            Prefetch("assignments", given, to_attr="recent"),
        )
        .filter(pk=reviewer_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def conflicts_of(reviewer: Reviewer) -> list[Conflict]:
    """Give what a reviewer is recused from in the call, by case; for a page whose reader was checked."""
    rows = Conflict.objects.filter(reviewer=reviewer, case__call_id=settings.USR_CALL)
    return list(rows.select_related("case__school", "by").order_by("case__project_number"))


def without_row(person: Person) -> list[Person]:
    """Give people who hold the reviewer's role but are no reviewer here yet; at most 100."""
    require_staff(person)
    known = Reviewer.objects.filter(person=OuterRef("pk"))
    rows = Person.objects.filter(grants__role=Role.REVIEWER, grants__revoked_at=None, is_active=True)
    return list(rows.filter(~Exists(known)).distinct().order_by("name", "pk")[:100])


def avoidances(person: Person) -> list[Avoidance]:
    """Give what schools ask to avoid, undecided first; staff only."""
    require_staff(person)
    rows = Avoidance.objects.filter(application__call_id=settings.USR_CALL)
    rows = rows.select_related("application__school", "reviewer__person", "asked_by", "decided_by")
    return sorted(rows.order_by("application__school__code", "pk"), key=lambda one: one.state != Avoidance.State.ASKED)


def avoidances_of(application_id: int) -> list[Avoidance]:
    """Give what one school asked, for a page whose reader was checked; it tells no reviewer."""
    return list(Avoidance.objects.filter(application=application_id).order_by("pk"))


def active_names(person: Person) -> list[tuple[int, str]]:
    """Give key, name and unit of each active reviewer, for a choice; staff only."""
    require_staff(person)
    rows = Reviewer.objects.filter(is_active=True).select_related("person").order_by("person__name", "pk")
    return [(one.pk, f"{one.person.name} {one.person.unit}".strip()) for one in rows]


def _matching(word: str) -> QuerySet[Reviewer, Any]:
    rows = Reviewer.objects.alias(
        name=_folded("person__name"),
        unit=_folded("person__unit"),
        school=_folded("affiliations__school__name_zh"),
        organisation=_folded("affiliations__organisation"),
    )
    return rows.filter(
        Q(name__icontains=word)
        | Q(unit__icontains=word)
        | Q(school__icontains=word)
        | Q(organisation__icontains=word)
        | Q(person__email__icontains=word)
    ).values("pk")


def _folded(name: str) -> Expression:
    """Fold 台 into 臺, so that either finds the other."""
    return Replace(name, Value("台"), Value("臺"))
