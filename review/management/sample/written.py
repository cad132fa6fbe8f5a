"""The written review of the sample: one reviewer declines, one recuses, one has signed nothing, one is late."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Avg

from proposals.management.sample import clock
from proposals.management.sample.cast import DOMAIN
from review.management.sample import words
from review.management.sample.cast import everybody, number_of
from review.management.sample.desk import Desk, cases_at, dice_of
from review.management.sample.scoring import State, fill, given, hand_in, invite, prepare, take, write
from review.models import Assignment, Avoidance, Case, Reviewer, Round
from review.models.cases import Stage
from review.rules.stages import Act
from review.services import answering, assigning, reviewers, rounds, sheets, stages
from review.services.rounds import Plan

WINDOW = Stage.WRITTEN_REVIEW.value
NAME = "初審書面審查"
DECLINES, RECUSES, UNSIGNED, LATE, REOPENS = 6, 2, 7, 11, 12
QUICK = (1, 3, 5, 10, REOPENS)
HALF = 2
EARLY = -2  # days before the end of the window at which sheets are due first


def arrive(desk: Desk) -> None:
    """Assign the round; some have handed in, some are writing, some have not answered."""
    clock.set_to(clock.on(WINDOW, -5, 10))
    _decide_avoidances(desk)
    clock.set_to(clock.on(WINDOW, -4, 10))
    turn = prepare(desk, Stage.WRITTEN_REVIEW, NAME, 3, clock.on(WINDOW, EARLY, 17, closes=True))
    assigning.propose(actor=desk.center, round_id=turn.pk)
    clock.set_to(clock.on(WINDOW, 0, 9))
    invite(desk, turn)
    _answer(desk, turn)
    for place, reviewer in enumerate(_answering()):
        clock.set_to(clock.on(WINDOW, 3 + place // 2, 9 + 5 * (place % 2)))
        _work(turn, reviewer)
    clock.set_to(clock.on(WINDOW, 10, 14))


def finish(desk: Desk) -> None:
    """Let everybody hand in, one after the first due time; end the round and move the cases."""
    turn = Round.objects.filter(call_id=settings.USR_CALL, stage=Stage.WRITTEN_REVIEW).earliest("created_at")
    clock.set_to(clock.on(WINDOW, EARLY - 2, 9, closes=True))
    fill(desk, turn)
    for reviewer in everybody():
        take(turn, reviewer)
        if number_of(reviewer.person) != LATE:
            hand_in(turn, reviewer)
    clock.set_to(clock.on(WINDOW, EARLY + 1, 10, closes=True))
    _let_late_ones(desk, turn)
    clock.set_to(clock.on(WINDOW, 1, 9, closes=True))
    if turn.state == Round.State.OPEN:
        rounds.close(actor=desk.center, round_id=turn.pk, reason="評分期限已過")
    _move(desk)


def _decide_avoidances(desk: Desk) -> None:
    """Agree to avoid who is a reviewer; there is nobody to avoid otherwise."""
    known = {one.person.name: one.pk for one in everybody()}
    for asked in Avoidance.objects.filter(state=Avoidance.State.ASKED, application__call_id=settings.USR_CALL):
        found = known.get(asked.name)
        reviewers.decide_avoidance(
            actor=desk.center, avoidance_id=asked.pk, accepted=found is not None, reviewer_id=found
        )


def _answering() -> list[Reviewer]:
    return [one for one in everybody() if number_of(one.person) != UNSIGNED]


def _answer(desk: Desk, turn: Round) -> None:
    """Accept what is offered; one gives a case back, one declares a conflict, and both are replaced."""
    for place, reviewer in enumerate(_answering()):
        clock.set_to(clock.on(WINDOW, 1, 9 + place))
        number, offered = number_of(reviewer.person), given(turn, reviewer, State.OFFERED)
        if number == DECLINES and offered:
            answering.decline(person=reviewer.person, assignment_id=offered[0].pk, reason=words.DECLINED)
        take(turn, reviewer)
    clock.set_to(clock.on(WINDOW, 2, 9))
    held = Reviewer.objects.get(person__email=f"reviewer{RECUSES}@{DOMAIN}")
    conflicting = given(turn, held, State.ACCEPTED)[-1]
    answering.recuse(person=held.person, assignment_id=conflicting.pk, reason=words.RECUSED)
    clock.forward(60)
    fill(desk, turn)


def _work(turn: Round, reviewer: Reviewer) -> None:
    """Hand in everything, or the half with one more begun, or nothing yet; one takes a sheet back."""
    number = number_of(reviewer.person)
    take(turn, reviewer)
    if number == LATE:
        return
    mine = given(turn, reviewer, State.ACCEPTED)
    hand_in(turn, reviewer, most=len(mine) if number in QUICK else len(mine) // HALF)
    waiting = given(turn, reviewer, State.ACCEPTED)
    if waiting:
        _mark(waiting[0], reviewer)
        write(waiting[0], reviewer, half=True)
    if number == REOPENS and (done := given(turn, reviewer, State.SUBMITTED)):
        clock.forward(30)
        sheets.reopen(person=reviewer.person, assignment_id=done[0].pk)


def _mark(assignment: Assignment, reviewer: Reviewer) -> None:
    dice = dice_of("mark", assignment.case.project_number)
    answering.add_mark(
        person=reviewer.person,
        assignment_id=assignment.pk,
        place="proposal-1-goals",
        page=None,
        note=dice.choice(("第二年與第三年的工作項目重疊，簡報時問團隊。", "和前期報告第 12 頁的數字不同，查。")),
    )


def _let_late_ones(desk: Desk, turn: Round) -> None:
    """Give whoever is late until the end of the window."""
    late = [one for one in everybody() if given(turn, one, State.ACCEPTED)]
    if not late:
        return
    turn.refresh_from_db()
    plan = Plan(turn.name, turn.stage, turn.reviewers_per_case, None, turn.statement, turn.shows_others)
    rounds.edit(actor=desk.center, round_id=turn.pk, plan=plan)
    for reviewer in late:
        hand_in(turn, reviewer)


def _move(desk: Desk) -> None:
    """Let the weakest sprout end here; everything else goes on."""
    cases = cases_at(Stage.WRITTEN_REVIEW)
    weakest = _weakest([one for one in cases if one.plan_type == "sprout"])
    if weakest is not None:
        reason = "書面審查平均分數未達複審標準。"
        stages.move(person=desk.center, case_ids=[weakest.pk], act=Act.FAIL, reason=reason)
    desk.advance([one for one in cases if one != weakest], "書面審查完成，進入待釐清回覆。")


def _weakest(cases: list[Case]) -> Case | None:
    """Give the case of the lowest mean of what was handed in."""
    rows = Assignment.objects.filter(case__in=cases, state=State.SUBMITTED, round__stage=Stage.WRITTEN_REVIEW)
    means = dict(rows.order_by().values_list("case").annotate(mean=Avg("sheet__total")))
    return min(cases, key=lambda one: means.get(one.pk) or 100, default=None)
