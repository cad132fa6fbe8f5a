"""Rounds of scoring: prepared, opened with the criteria frozen, closed. And the panels of a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NeedsReason, NotEditable, Refused
from review.access import require_staff
from review.facts.rounds import about
from review.models import Assignment, Case, Panel, Reviewer, Round
from review.models.cases import Outcome, Stage
from review.rules.weights import criteria
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from usr_portal.accounts.models import Person

State = Round.State
SCORED = (Stage.WRITTEN_REVIEW, Stage.PRESENTATION, Stage.SITE_VISIT)
UNDONE = (Assignment.State.OFFERED, Assignment.State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What staff say of a round. `due_at` None is the end of the stage's window."""

    name: str
    stage: str
    reviewers_per_case: int
    due_at: datetime | None
    statement: str
    shows_others: bool


@transaction.atomic
def create(*, actor: Person, plan: Plan) -> Round:
    """Prepare a round. Raises `Refused` where the due time lies outside the stage's window."""
    require_staff(actor)
    due = _due(plan)
    made = Round.objects.create(
        call_id=settings.USR_CALL,
        stage=plan.stage,
        name=plan.name,
        reviewers_per_case=plan.reviewers_per_case,
        due_at=due,
        statement=plan.statement,
        shows_others=plan.shows_others,
        created_by=actor,
    )
    _record(actor, "create", made, "", stage=plan.stage, due_at=due.isoformat())
    return made


@transaction.atomic
def edit(*, actor: Person, round_id: int, plan: Plan) -> Round:
    """Change a round. Once it is open, stage and number of reviewers stay; a new statement is to be signed anew."""
    found = lock(actor, round_id)
    if found.state == State.CLOSED:
        raise NotEditable(_("這一輪已經結束。"))
    if found.state == State.OPEN and (plan.stage, plan.reviewers_per_case) != (found.stage, found.reviewers_per_case):
        raise NotEditable(_("評分開始後，階段與每案委員數不能再改。"))
    if found.statement != plan.statement and found.state == State.OPEN:
        found.statement_version += 1
    found.name, found.stage, found.statement = plan.name, plan.stage, plan.statement
    found.reviewers_per_case, found.shows_others = plan.reviewers_per_case, plan.shows_others
    found.due_at = _due(plan)
    found.save()
    _record(actor, "edit", found, "", due_at=found.due_at.isoformat(), statement_version=found.statement_version)
    return found


@transaction.atomic
def open_round(*, actor: Person, round_id: int) -> Round:
    """Open a round for scoring: criteria and weights are frozen as the call gives them now."""
    found = lock(actor, round_id)
    if found.state != State.PREPARING:
        raise NotEditable(_("這一輪已經開始過了。"))
    found.criteria = criteria(call.in_force())
    found.state = State.OPEN
    found.save(update_fields=["criteria", "state"])
    _record(actor, "open", found, "", criteria=found.criteria)
    return found


@transaction.atomic
def close(*, actor: Person, round_id: int, reason: str) -> Round:
    """Close a round: nothing of it opens for its reviewers any more. With sheets outstanding it takes a reason."""
    found = lock(actor, round_id)
    if found.state != State.OPEN:
        raise NotEditable(_("這一輪不在評分中。"))
    outstanding = found.assignments.filter(state__in=UNDONE).count()
    if outstanding and not reason.strip():
        raise NeedsReason
    found.state = State.CLOSED
    found.save(update_fields=["state"])
    _record(actor, "close", found, reason.strip(), outstanding=outstanding)
    return found


@transaction.atomic
def reopen(*, actor: Person, round_id: int, reason: str) -> Round:
    """Open a closed round again, with a reason, as long as one of its cases is still at its stage."""
    found = lock(actor, round_id)
    if found.state != State.CLOSED:
        raise NotEditable(_("這一輪沒有結束。"))
    if not reason.strip():
        raise NeedsReason
    if not found.assignments.filter(case__stage=found.stage, case__outcome=Outcome.OPEN).exists():
        raise NotEditable(_("本輪的案件都已離開這個階段，不能再開。"))
    found.state = State.OPEN
    found.save(update_fields=["state"])
    _record(actor, "reopen", found, reason.strip())
    return found


@transaction.atomic
def save_panel(
    *, actor: Person, round_id: int, panel_id: int | None, name: str, members: Collection[int], cases: Collection[int]
) -> Panel:
    """Make a panel of a round, or change it. A case stands in one panel of a round: it leaves the one it was in."""
    found = lock(actor, round_id)
    if found.state == State.CLOSED:
        raise NotEditable(_("這一輪已經結束。"))
    panel = _panel(found, panel_id, name.strip())
    panel.members.set(Reviewer.objects.filter(pk__in=list(members)))
    rows = cases_of(found).filter(pk__in=list(cases))
    Panel.cases.through.objects.filter(panel__round=found, case__in=rows).exclude(panel=panel).delete()
    panel.cases.set(rows)
    _record(actor, "panel", found, "", panel=panel.name, members=len(members), cases=len(cases))
    return panel


@transaction.atomic
def remove_panel(*, actor: Person, round_id: int, panel_id: int) -> None:
    """Take a panel away; assignments that were made stay."""
    found = lock(actor, round_id)
    panel = found.panels.filter(pk=panel_id).first()
    if panel is None:
        raise Http404
    if panel.slots.exists() or panel.visits.exists():
        raise Refused(_("這個小組已經排了簡報或訪查，不能刪除。"))
    _record(actor, "panel_remove", found, "", panel=panel.name)
    panel.delete()


def lock(actor: Person, round_id: int) -> Round:
    """Lock a round for staff until the transaction ends, or raise `Http404`."""
    require_staff(actor)
    found = Round.objects.select_for_update().filter(pk=round_id, call_id=settings.USR_CALL).first()
    if found is None:
        raise Http404
    return found


def cases_of(found: Round) -> QuerySet[Case]:
    """Give the cases that a round is about: those that go on and are at its stage, or reply just before it."""
    return Case.objects.filter(about(found))


def _panel(found: Round, panel_id: int | None, name: str) -> Panel:
    if not name:
        raise Refused(_("請填寫小組名稱。"))
    if panel_id is None:
        return Panel.objects.create(round=found, name=name)
    panel = found.panels.filter(pk=panel_id).first()
    if panel is None:
        raise Http404
    panel.name = name
    panel.save(update_fields=["name"])
    return panel


def _due(plan: Plan) -> datetime:
    """Give the due time, which lies within the stage's window (拾伍)."""
    window = call.in_force().window(plan.stage)
    due = plan.due_at or window.closes_at
    if not window.opens_at <= due <= window.closes_at:
        raise Refused(_("評分期限須在本階段的期間之內。"))
    return due


def _record(actor: Person, act: str, found: Round, reason: str, /, **detail: Any) -> None:  # noqa: ANN401 - JSON
    record(actor=actor, action=f"round.{act}", subject=f"round:{found.pk}", reason=reason, detail=detail)
