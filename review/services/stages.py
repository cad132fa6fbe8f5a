"""Moving cases through the review: the one place that writes a stage. The rules decide; here are lock, clock, log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import Refused, given_reason
from review.access import cases_for_staff
from review.facts.states import last_moves, states_of
from review.models import Case, StageMove
from review.rules.stages import Act, Refusal, Transition, Who, allowed
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.call.extensions import Windows

_ANY_REASON = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """What an act would do to one case: a move that is allowed, or why it is refused."""

    case: Case
    result: Transition | Refusal

    @property
    def is_allowed(self) -> bool:
        """Whether the case would move."""
        return isinstance(self.result, Transition)

    @property
    def refusal(self) -> str:
        """Say why not, in the reader's language; nothing where it would move."""
        return self.result.message.render(_) if isinstance(self.result, Refusal) else ""


class CannotMove(Refused):
    """An act was refused for at least one case; nothing moved. `steps` are those that were refused."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__(_("{number}：{why}").format(number=steps[0].case.project_number, why=steps[0].refusal))
        self.steps = tuple(steps)


def preview(*, person: Person, case_ids: Collection[int], act: Act) -> list[Step]:
    """Say what `move` would do to each case, given a reason; nothing is written. `Http404` for anyone but staff."""
    return _steps(person, _cases(person, case_ids), act, _ANY_REASON, call.now())


@transaction.atomic
def move(*, person: Person, case_ids: Collection[int], act: Act, reason: str) -> list[StageMove]:
    """Move cases by one act, all or none, each with who, when and why.

    Raises `Http404` for anyone but staff or where a case is not there, and `CannotMove` where the rules refuse one.
    """
    cases = _cases(person, case_ids, lock=True)
    now, told = call.now(), _told(reason)
    steps = _steps(person, cases, act, told, now)
    refused = [step for step in steps if not step.is_allowed]
    if refused:
        raise CannotMove(refused)
    return _write(person, steps, told, now)


@transaction.atomic
def undo(*, person: Person, move_id: int, reason: str) -> StageMove:
    """Reverse a mistaken move by a new entry that names it. Raises as `move`; only the latest that stands can be."""
    found = StageMove.objects.filter(pk=move_id, case__call_id=settings.USR_CALL).first()
    cases = _cases(person, [found.case_id] if found else [], lock=True)
    if found is None:
        raise Http404
    now, told = call.now(), _told(reason)
    steps = _steps(person, cases, Act.UNDO, told, now)
    if not steps[0].is_allowed:
        raise CannotMove(steps)
    if last_moves([found.case_id])[found.case_id].pk != move_id:
        raise Refused(_("這一步之後又有新的步驟，請重新載入後由最後一步開始撤銷。"))
    return _write(person, steps, told, now, undoes=found)[0]


def _told(reason: str) -> str:
    """Give a reason as it is kept; that there must be one, the rules say. Raises `Refused` where it is too long."""
    return given_reason(reason) if reason.strip() else ""


def _cases(person: Person, case_ids: Collection[int], *, lock: bool = False) -> list[Case]:
    """Give the cases in one order for everybody, so that two who lock several never wait for each other."""
    rows = cases_for_staff(person).filter(pk__in=set(case_ids)).order_by("pk")
    cases = list(rows.select_for_update(of=("self",)) if lock else rows)
    if len(cases) != len(set(case_ids)):
        raise Http404
    return cases


def _steps(person: Person, cases: list[Case], act: Act, reason: str, now: datetime) -> list[Step]:
    by = Who.STAFF if person.standing.is_staff else Who.OTHER
    states, windows = states_of(cases, now), Windows(call.in_force())
    return [
        Step(
            case,
            allowed(states[case.pk], act, by=by, now=now, windows=windows.of(case.school_id), reason=reason),
        )
        for case in cases
    ]


def _write(
    person: Person, steps: Sequence[Step], reason: str, now: datetime, undoes: StageMove | None = None
) -> list[StageMove]:
    moves = []
    for step in steps:
        made = step.result
        assert isinstance(made, Transition)  # noqa: S101 - the callers looked
        moves.append(_entry(step.case, made, person, reason, now, undoes))
        step.case.stage, step.case.outcome = made.to_stage.value, made.to_outcome.value
    written = StageMove.objects.bulk_create(moves)
    Case.objects.bulk_update([step.case for step in steps], ["stage", "outcome"], batch_size=500)
    if steps:
        _log(person, steps, reason, now)
    return written


def _entry(
    case: Case, made: Transition, person: Person, reason: str, now: datetime, undoes: StageMove | None
) -> StageMove:
    return StageMove(
        case=case,
        act=made.act.value,
        from_stage=made.from_stage.value,
        to_stage=made.to_stage.value,
        from_outcome=made.from_outcome.value,
        to_outcome=made.to_outcome.value,
        actor=person,
        at=now,
        reason=reason,
        undoes=undoes,
    )


def _log(person: Person, steps: Sequence[Step], reason: str, now: datetime) -> None:
    """One entry an act: it names every case that it moved."""
    first = steps[0].result
    assert isinstance(first, Transition)  # noqa: S101 - the callers looked
    numbers = [step.case.project_number for step in steps]
    record(
        actor=person,
        action=f"case.{first.act.value}",
        subject=f"case:{numbers[0]}" if len(numbers) == 1 else f"call:{settings.USR_CALL}",
        reason=reason,
        detail={"from": first.from_stage.value, "to": first.to_stage.value, "numbers": numbers},
        at=now,
    )
