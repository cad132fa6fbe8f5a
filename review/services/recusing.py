"""Staff enter that a reviewer has an interest in a case, or in every case of a school (迴避): from then on nothing opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import Refused, given_reason
from review.access import LIVE, require_staff
from review.models import Assignment, Case, Conflict, Reviewer, Round
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Collection

    from usr_portal.accounts.models import Person

State = Assignment.State


@transaction.atomic
def enter(*, actor: Person, reviewer_id: int, target: str, reason: str) -> list[Conflict]:
    """Enter that a reviewer is recused from a case (its project number) or from all cases of a school (its code).

    Assignments of them in rounds that are not closed end as recused: they leave numerator and denominator. What was only
    proposed goes. Staff only; raises `Http404`, `NeedsReason`, or `Refused` where there is no such case or all are known.
    """
    require_staff(actor)
    told = given_reason(reason)
    reviewer = _lock(reviewer_id)
    cases = _cases(target)
    known = set(Conflict.objects.filter(reviewer=reviewer, case__in=cases).values_list("case_id", flat=True))
    fresh = [case for case in cases if case.pk not in known]
    if not fresh:
        raise Refused(_("這位委員對這些案件的迴避都已登錄。"))
    now = call.now()
    made = Conflict.objects.bulk_create(
        Conflict(reviewer=reviewer, case=case, source=Conflict.Source.STAFF, reason=told, at=now, by=actor)
        for case in fresh
    )
    ended = _end_assignments(reviewer, [case.pk for case in fresh], told)
    detail = {"cases": [case.project_number for case in fresh], "assignments": ended}
    record(actor=actor, action="conflict.enter", subject=f"reviewer:{reviewer.pk}", reason=told, detail=detail, at=now)
    return made


@transaction.atomic
def take_back(*, actor: Person, reviewer_id: int, conflict_id: int, reason: str) -> None:
    """Take back what staff entered by mistake; the log keeps both. What a reviewer declared stays for good.

    Assignments that ended by it stay ended: who is to review the case again is assigned anew. Staff only; raises
    `Http404` and `NeedsReason`.
    """
    require_staff(actor)
    told = given_reason(reason)
    reviewer = _lock(reviewer_id)
    rows = Conflict.objects.filter(reviewer=reviewer, source=Conflict.Source.STAFF).select_related("case")
    found = rows.filter(pk=conflict_id, case__call_id=settings.USR_CALL).first()
    if found is None:
        raise Http404
    detail = {"cases": [found.case.project_number], "entered": found.reason, "by": found.by_id}
    found.delete()
    record(actor=actor, action="conflict.take_back", subject=f"reviewer:{reviewer.pk}", reason=told, detail=detail)


def _lock(reviewer_id: int) -> Reviewer:
    reviewer = Reviewer.objects.select_for_update().filter(pk=reviewer_id).first()
    if reviewer is None:
        raise Http404
    return reviewer


def _cases(target: str) -> list[Case]:
    wanted = target.strip()
    rows = Case.objects.filter(Q(project_number=wanted) | Q(school__code=wanted), call_id=settings.USR_CALL)
    found = list(rows.order_by("project_number")) if wanted else []
    if not found:
        raise Refused(_("沒有這個計畫編號或學校代碼的審查案。"))
    return found


def _end_assignments(reviewer: Reviewer, cases: Collection[int], reason: str) -> list[int]:
    """Rounds are locked first, then their assignments: the order of every act on a round."""
    rows = Assignment.objects.filter(reviewer=reviewer, case__in=cases).exclude(round__state=Round.State.CLOSED)
    list(Round.objects.select_for_update().filter(pk__in=rows.values("round")).order_by("pk"))
    rows.filter(state=State.PROPOSED).delete()
    ended = list(rows.filter(state__in=LIVE).select_for_update(of=("self",)).order_by("pk"))
    for one in ended:
        one.state, one.reason = State.RECUSED, reason
        one.save(update_fields=["state", "reason", "changed_at"])
    return [one.pk for one in ended]
