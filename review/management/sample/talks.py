"""The presentations of the sample: panels, a schedule with one placed by hand, scores after each talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from django.conf import settings

from proposals.management.sample import clock
from review.management.sample import answers
from review.management.sample.cast import everybody, number_of
from review.management.sample.desk import Desk, cases_at
from review.management.sample.scoring import hand_in_all, invite, prepare, take
from review.models import Case, Round, Slot
from review.models.cases import Stage
from review.rules.schedule import Frame
from review.rules.talks import days
from review.services import rounds, scheduling
from review.services.placing import Clashing
from usr_portal.call.services import in_force, now

REPLY, TALKS = Stage.WRITTEN_REPLY, Stage.PRESENTATION
NAME = "複審簡報審查"
SPROUTS, OTHERS = "第一組（萌芽型）", "第二組（深耕型與永續發展類）"
SEATED: Mapping[str, tuple[int, ...]] = {SPROUTS: (1, 3, 6, 8, 10, 12), OTHERS: (2, 4, 5, 7, 9, 11)}
ROOMS = ("教育部第一會議室", "教育部第二會議室")
UNPUBLISHED_EVERY = 4


def arrive_at_replies(desk: Desk) -> None:
    """Release the questions, place the presentations and tell most schools of theirs; some have answered."""
    answers.ask(desk, REPLY)
    clock.set_to(clock.on(REPLY, -1, 9))
    turn = prepare(desk, TALKS, NAME, 3, clock.on(TALKS, 0, 18, closes=True))
    seat(desk, turn, {SPROUTS: _of(["sprout"]), OTHERS: _of(["deep", "international", "distinctive"])}, SEATED)
    invite(desk, turn)
    for reviewer in everybody():
        take(turn, reviewer)
    clock.set_to(clock.on(REPLY, 0, 9))
    _schedule(desk)
    answers.answer_some(REPLY)
    clock.set_to(clock.on(REPLY, 1, 20))


def finish_replies(desk: Desk) -> None:
    """Let the rest be answered."""
    answers.answer_rest(desk, REPLY)


def arrive(desk: Desk) -> None:
    """Move the cases into the presentations, place what has no place, and let the first half of the talks be held."""
    clock.set_to(clock.on(REPLY, 1, 9, closes=True))
    desk.advance(cases_at(REPLY), "書審待釐清回覆期間結束，進入簡報審查。")
    _place_left(desk)
    _publish(desk, _unpublished())
    slots = _slots()
    _hold(slots[: len(slots) // 2], spare=1)
    if slots:
        clock.set_to(max(now(), slots[len(slots) // 2].starts_at))


def finish(desk: Desk) -> None:
    """Let the other talks be held, end the round, and move the cases into the replies."""
    _hold(_slots(), spare=0)
    clock.set_to(clock.on(TALKS, 1, 9, closes=True))
    end(desk, TALKS)
    desk.advance(cases_at(TALKS), "簡報審查完成，進入待釐清回覆。")


def seat(desk: Desk, turn: Round, cases: Mapping[str, Sequence[Case]], seated: Mapping[str, tuple[int, ...]]) -> None:
    """Make the panels of a round, unless it has some."""
    if turn.panels.exists():
        return
    keys = {number_of(one.person): one.pk for one in everybody()}
    for name, numbers in seated.items():
        members = [keys[number] for number in numbers if number in keys]
        rows = [one.pk for one in cases[name]]
        rounds.save_panel(actor=desk.center, round_id=turn.pk, panel_id=None, name=name, members=members, cases=rows)


def end(desk: Desk, stage: Stage) -> None:
    """End the rounds of a stage that are open."""
    for turn in Round.objects.filter(call_id=settings.USR_CALL, stage=stage, state=Round.State.OPEN):
        rounds.close(actor=desk.center, round_id=turn.pk, reason="本階段期間結束")


def _of(types: Sequence[str]) -> list[Case]:
    return [one for one in cases_at(REPLY) if one.plan_type in types]


def _frame() -> Frame:
    parameters = in_force()
    return Frame(
        days=days(parameters.window(TALKS), parameters.zone),
        rooms=ROOMS,
        minutes=30,
        pause=10,
        morning=time(9),
        afternoon=time(13, 30),
        in_morning=2,
        in_afternoon=1,
        zone=parameters.zone,
    )


def _schedule(desk: Desk) -> None:
    """Write a proposed schedule, take one talk out again, and publish most."""
    frame = _frame()
    found = scheduling.proposed(person=desk.center, frame=frame)
    scheduling.confirm(person=desk.center, frame=frame, digest=found.digest)
    clock.forward(40)
    slots = _unpublished()
    if slots:
        scheduling.take_out(person=desk.center, project_number=slots[-1].case.project_number)
        _publish(desk, [one for place, one in enumerate(slots[:-1]) if place % UNPUBLISHED_EVERY])


def _publish(desk: Desk, slots: Sequence[Slot]) -> None:
    if slots:
        scheduling.publish(person=desk.center, numbers=[one.case.project_number for one in slots])


def _place_left(desk: Desk) -> None:
    """Place by hand what the schedule left out."""
    placed = set(Slot.objects.values_list("case", flat=True))
    for case in cases_at(TALKS):
        if case.pk not in placed:
            _place(desk, case)


def _place(desk: Desk, case: Case) -> None:
    for starts_at, ends_at in reversed(_frame().spots()):
        try:
            scheduling.place(
                person=desk.center,
                project_number=case.project_number,
                starts_at=starts_at,
                ends_at=ends_at,
                room="線上會議（連結另寄）",
            )
        except Clashing:
            continue
        return


def _unpublished() -> list[Slot]:
    return [one for one in _slots() if one.published_at is None]


def _slots() -> list[Slot]:
    return list(Slot.objects.filter(case__call_id=settings.USR_CALL).select_related("case").order_by("starts_at", "pk"))


def _hold(slots: Sequence[Slot], *, spare: int) -> None:
    """Let talks be held: whoever sits for them hands in soon after, but for the last `spare` of them."""
    turn = Round.objects.filter(call_id=settings.USR_CALL, stage=TALKS, state=Round.State.OPEN).first()
    if turn is None:
        return
    for slot in slots[: len(slots) - spare]:
        clock.set_to(max(now(), slot.ends_at))
        hand_in_all(turn, slot.case, pace=1)
