"""Numbers of all applications for staff while they are written, counted by the database in a fixed number of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.http import Http404

from proposals.models import Application, Proposal, Submission
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

NOT_BEGUN, WRITING, COMPLETE, SENT = "not_begun", "writing", "complete", "sent"


def conditions(person: Person) -> dict[str, int]:
    """Count schools that may apply by the condition of their application, in two statements; `Http404` but for staff."""
    _require_staff(person)
    rows = _applications().order_by().values("condition")  # type: ignore[misc]  # annotated below
    found = dict(rows.annotate(schools=Count("pk")).values_list("condition", "schools"))
    return {NOT_BEGUN: _not_begun().count()} | {key: found.get(key, 0) for key in (WRITING, COMPLETE, SENT)}


def schools(person: Person, condition: str) -> QuerySet[School]:
    """Give the schools that `conditions` counts under a condition, by code, each with `kept`: how many proposals it has.

    `Http404` for anyone but staff.
    """
    _require_staff(person)
    if condition == NOT_BEGUN:
        rows = _not_begun()
    else:
        rows = School.objects.filter(pk__in=_applications().filter(condition=condition).values("school"))  # type: ignore[misc]  # as above
    mine = Q(applications__call_id=settings.USR_CALL, applications__proposals__removed_at=None)
    return rows.annotate(kept=Count("applications__proposals", filter=mine)).order_by("code")


def asked(person: Person) -> dict[tuple[str, str], int]:
    """Add up what the proposals ask of the ministry as they are written, in NT$ by type and year; one statement.

    `Http404` for anyone but staff.
    """
    _require_staff(person)
    rows = Proposal.objects.filter(
        application__call_id=settings.USR_CALL, removed_at=None, budget__years__lines__source="subsidy"
    )
    grouped = rows.order_by().values_list("plan_type", "budget__years__year")
    return {(kind, year): amount for kind, year, amount in grouped.annotate(amount=Sum("budget__years__lines__amount"))}


def _applications() -> QuerySet[Application]:
    """Every application of the call with its `condition`."""
    kept = Proposal.objects.filter(application=OuterRef("pk"), removed_at=None)
    sent = Submission.objects.filter(application=OuterRef("pk"), withdrawn_at=None, superseded_at=None)
    unfinished = kept.filter(state=Proposal.State.WRITING)
    condition = Case(
        When(Exists(sent), then=Value(SENT)),
        When(Exists(kept) & ~Exists(unfinished), then=Value(COMPLETE)),
        default=Value(WRITING),
    )
    return Application.objects.filter(call_id=settings.USR_CALL).annotate(condition=condition)


def _not_begun() -> QuerySet[School]:
    """Schools that may apply and have not begun."""
    may_apply = School.objects.filter(kind=School.Kind.UNIVERSITY, under_guidance=False, succeeded_by=None)
    begun = Application.objects.filter(call_id=settings.USR_CALL, school=OuterRef("pk"))
    return may_apply.filter(~Exists(begun))


def _require_staff(person: Person) -> None:
    if not person.standing.is_staff:
        raise Http404
