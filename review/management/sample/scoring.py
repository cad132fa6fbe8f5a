"""Rounds of the sample: prepared, assigned, offered; reviewers sign, accept, write and hand in, each at their own pace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.urls import reverse

from proposals.management.sample import clock
from review.forms.rounds import default_statement
from review.management.sample import words
from review.management.sample.cast import mildness
from review.management.sample.desk import Desk, dice_of, some
from review.models import Assignment, Case, Reviewer, Round, ScoreSheet
from review.models.cases import Stage
from review.services import answering, assigning, rounds, sheets
from review.services.rounds import Plan
from review.services.sheets import Writing

State = Assignment.State
GOOD, FAIR = 85, 76
CONTESTED_EVERY, FAR = 5, 21
MOST = 99


def prepare(desk: Desk, stage: Stage, name: str, per_case: int, due_at: datetime) -> Round:
    """Prepare a round, unless the stage has one."""
    found = Round.objects.filter(call_id=settings.USR_CALL, stage=stage).first()
    plan = Plan(name, stage, per_case, due_at, default_statement(), shows_others=False)
    return found or rounds.create(actor=desk.center, plan=plan)


def invite(desk: Desk, turn: Round) -> None:
    """Begin a round if nobody has, and offer what is proposed for it."""
    turn.refresh_from_db()
    if turn.state == Round.State.PREPARING:
        rounds.open_round(actor=desk.center, round_id=turn.pk)
    fill(desk, turn)


def fill(desk: Desk, turn: Round) -> None:
    """Propose reviewers for what has too few, and offer that."""
    assigning.propose(actor=desk.center, round_id=turn.pk)
    if turn.assignments.filter(state=State.PROPOSED).exists():
        assigning.offer(actor=desk.center, round_id=turn.pk, link=desk.site + reverse("review"))


def given(turn: Round, reviewer: Reviewer, *states: State) -> list[Assignment]:
    """Give a reviewer's assignments of a round, in these states, by number."""
    rows = turn.assignments.filter(reviewer=reviewer, state__in=states).select_related("case", "round")
    return list(rows.order_by("case__project_number"))


def take(turn: Round, reviewer: Reviewer, most: int = MOST) -> None:
    """Sign the round's statement, and accept what is offered."""
    offered = given(turn, reviewer, State.OFFERED)
    if not offered:
        return
    turn.refresh_from_db()
    answering.sign(person=reviewer.person, round_id=turn.pk, version=turn.statement_version)
    for one in offered[:most]:
        clock.forward(2)
        answering.accept(person=reviewer.person, assignment_id=one.pk)


def hand_in(
    turn: Round, reviewer: Reviewer, cases: Iterable[int] | None = None, *, most: int = MOST, pace: int = 25
) -> None:
    """Write and hand in what is accepted, at most so many, of these cases where they are given; `pace` minutes each."""
    wanted = None if cases is None else set(cases)
    ready = (one for one in given(turn, reviewer, State.ACCEPTED) if wanted is None or one.case_id in wanted)
    for one in islice(ready, most):
        clock.forward(pace)
        version = write(one, reviewer)
        clock.forward(1)
        sheets.submit(person=reviewer.person, assignment_id=one.pk, version=version)


def hand_in_all(turn: Round, case: Case, *, pace: int) -> None:
    """Let everybody who has a case in the round sign, accept and hand it in."""
    waiting = turn.assignments.filter(case=case, state__in=(State.OFFERED, State.ACCEPTED))
    for one in waiting.select_related("reviewer__person").order_by("reviewer"):
        take(turn, one.reviewer)
        hand_in(turn, one.reviewer, [case.pk], pace=pace)


def write(assignment: Assignment, reviewer: Reviewer, *, half: bool = False) -> int:
    """Write a sheet, or the half of it; give its version. What somebody wrote in it is written over."""
    sheet = ScoreSheet.objects.get(assignment=assignment)
    writing = _writing(assignment, reviewer, list(sheet.weights))
    if half:
        first = list(sheet.weights)[:1]
        writing = Writing({part: writing.scores[part] for part in first}, to_school=(writing.to_school or "")[:40])
    saved = sheets.save(person=reviewer.person, assignment_id=assignment.pk, values=writing, version=sheet.version)
    return saved.version


def _writing(assignment: Assignment, reviewer: Reviewer, parts: Sequence[str]) -> Writing:
    case, stage = assignment.case, assignment.round.stage
    dice = dice_of(case.project_number, reviewer.person.email, stage)
    level = quality(case, stage) + mildness(reviewer.person) - _objection(assignment, stage)
    scores = {part: min(98, max(35, level + dice.randint(-4, 4))) for part in parts}
    return Writing(
        scores,
        to_school=_opinion(assignment, level),
        to_panel=dice.choice(words.TO_PANEL),
        questions=tuple(some(dice, words.QUESTIONS, dice.randint(1, 2))),
    )


def quality(case: Case, stage: str) -> int:
    """Give how good a case looks at a stage, in points: much the same at each."""
    return dice_of("quality", case.project_number).randint(68, 91) + dice_of(stage, case.project_number).randint(-3, 3)


def _opinion(assignment: Assignment, level: int) -> str:
    """Compose what a school reads; no two sheets of a case say the same as long as the sentences last."""
    turn = Assignment.objects.filter(case=assignment.case_id, pk__lt=assignment.pk).count()
    texts, count = (words.STRONG, 2) if level >= GOOD else (words.STRONG, 1) if level >= FAIR else (words.WEAK, 2)
    return "".join((*_in_turn(assignment, texts, count, turn), *_in_turn(assignment, words.FAIR, 1, turn)))


def _in_turn(assignment: Assignment, texts: Sequence[str], count: int, turn: int) -> list[str]:
    dice = dice_of("opinions", assignment.case.project_number, len(texts))
    shuffled = some(dice, texts, len(texts))
    return [shuffled[(turn * count + place) % len(shuffled)] for place in range(count)]


def _objection(assignment: Assignment, stage: str) -> int:
    """Take many points off for one reviewer of every fifth case in the written review: figures are to flag that."""
    if stage != Stage.WRITTEN_REVIEW or assignment.case_id % CONTESTED_EVERY:
        return 0
    first = assignment.round.assignments.filter(case=assignment.case, state__in=_LIVE).order_by("reviewer").first()
    return FAR if first and first.pk == assignment.pk else 0


_LIVE = (State.OFFERED, State.ACCEPTED, State.SUBMITTED)
