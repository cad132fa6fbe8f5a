"""Numbers of all applications for staff, counted by the database in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, Value, When
from django.http import Http404

from proposals.models import Application, Proposal, Submission
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

NOT_BEGUN, WRITING, COMPLETE, SENT = "not_begun", "writing", "complete", "sent"
_SUBSIDY = Sum("budget__years__lines__amount", filter=Q(budget__years__lines__source="subsidy"))


@dataclass(frozen=True, slots=True)
class Tally:
    """Proposals that have something in common; `subsidy` is NT$ over all years."""

    key: Any
    proposals: int
    subsidy: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Schools by the condition of their application; proposals by type, by issue (None: not one) and by region."""

    conditions: dict[str, int]
    by_type: tuple[Tally, ...]
    by_issue: tuple[Tally, ...]
    by_city: tuple[Tally, ...]

    @property
    def proposals(self) -> int:
        """All proposals."""
        return sum(one.proposals for one in self.by_type)

    @property
    def subsidy(self) -> int:
        """What they ask for in all, in NT$."""
        return sum(one.subsidy for one in self.by_type)


def overview(person: Person) -> Overview:
    """Count for staff, in five statements; `Http404` for anyone else."""
    return Overview(
        conditions(person),
        _tallies("plan_type"),
        _by_issue(_tallies("issues")),
        tuple(sorted(_tallies("application__school__city"), key=lambda one: -one.proposals)),
    )


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


def _tallies(column: str) -> tuple[Tally, ...]:
    rows = (
        Proposal.objects.filter(application__call_id=settings.USR_CALL, removed_at=None).order_by().values_list(column)
    )
    counted = rows.annotate(proposals=Count("pk", distinct=True), subsidy=_SUBSIDY)
    return tuple(Tally(key, proposals, subsidy or 0) for key, proposals, subsidy in counted)


def _by_issue(found: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """Join those that did not choose exactly one issue, and put the issues in their order."""
    chosen: dict[int | None, list[Tally]] = {}
    for one in found:
        chosen.setdefault(one.key[0] if len(one.key) == 1 else None, []).append(one)
    order = sorted(chosen, key=lambda issue: (issue is None, issue))
    return tuple(
        Tally(issue, sum(one.proposals for one in chosen[issue]), sum(one.subsidy for one in chosen[issue]))
        for issue in order
    )
