"""Numbers of all applications for staff while they are written, counted by the database in a fixed number of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Sum, Value, When
from django.http import Http404

from proposals.models import Application, Proposal, Submission
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

NOT_BEGUN, WRITING, COMPLETE, SENT = "not_begun", "writing", "complete", "sent"


def conditions(person: Person) -> dict[str, int]:
    """Count schools that may apply by the condition of their application, in two statements; `Http404` but for staff."""
    if not person.standing.is_staff:
        raise Http404
    kept = Proposal.objects.filter(application=OuterRef("pk"), removed_at=None)
    sent = Submission.objects.filter(application=OuterRef("pk"), withdrawn_at=None, superseded_at=None)
    unfinished = kept.filter(state=Proposal.State.WRITING)
    condition = Case(
        When(Exists(sent), then=Value(SENT)),
        When(Exists(kept) & ~Exists(unfinished), then=Value(COMPLETE)),
        default=Value(WRITING),
    )
    rows = Application.objects.filter(call_id=settings.USR_CALL).order_by().values(condition=condition)
    found = dict(rows.annotate(schools=Count("pk")).values_list("condition", "schools"))
    may_apply = School.objects.filter(kind=School.Kind.UNIVERSITY, under_guidance=False, succeeded_by=None)
    begun = Application.objects.filter(call_id=settings.USR_CALL, school=OuterRef("pk"))
    not_begun = may_apply.filter(~Exists(begun)).count()
    return {NOT_BEGUN: not_begun} | {key: found.get(key, 0) for key in (WRITING, COMPLETE, SENT)}


def asked(person: Person) -> dict[tuple[str, str], int]:
    """Add up what the proposals ask of the ministry as they are written, in NT$ by type and year; one statement.

    `Http404` for anyone but staff.
    """
    if not person.standing.is_staff:
        raise Http404
    rows = Proposal.objects.filter(
        application__call_id=settings.USR_CALL, removed_at=None, budget__years__lines__source="subsidy"
    )
    grouped = rows.order_by().values_list("plan_type", "budget__years__year")
    return {(kind, year): amount for kind, year, amount in grouped.annotate(amount=Sum("budget__years__lines__amount"))}
