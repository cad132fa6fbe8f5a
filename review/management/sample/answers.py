"""The replies of the sample: questions merged and released, answers and slides that come in day by day."""

from __future__ import annotations

from collections.abc import Sequence

from proposals.management.sample import clock, papers
from review.management.sample import words
from review.management.sample.desk import Desk, cases_at, lead
from review.models import Case, Reply
from review.models.cases import Stage
from review.rules.standing import Stage as StageRule
from review.rules.talks import brings_slides
from review.services import replies
from usr_portal.kernel.vocabulary import PlanType

HELD_BACK_EVERY = 11
NEVER_ANSWERS = ("4-3002-01",)


def ask(desk: Desk, stage: Stage) -> None:
    """Merge the questions of a stage, shorten one list, release all but a few."""
    at = StageRule(stage)
    clock.set_to(clock.on(stage, -3, 10))
    replies.draft(person=desk.center, stage=at)
    clock.set_to(clock.on(stage, -2, 15))
    drafts = _drafts(stage)
    longest = max(drafts, key=lambda one: len(one.questions), default=None)
    if longest is not None:
        replies.edit(
            person=desk.center,
            project_number=longest.case.project_number,
            stage=at,
            questions=tuple(longest.questions[:-1]),
            version=longest.version,
        )
    ready = [one for place, one in enumerate(drafts, start=1) if place % HELD_BACK_EVERY]
    _release(desk, at, ready)


def answer_some(stage: Stage) -> None:
    """Let every second school answer with its slides, and every fourth begin, on the first two days."""
    for place, case in enumerate(cases_at(stage)):
        clock.set_to(clock.on(stage, place % 2, 9 + place // 2))
        if place % 2 == 0:
            _answer(case, stage, whole=True)
        elif place % 4 == 1:
            _answer(case, stage, whole=False)


def answer_rest(desk: Desk, stage: Stage) -> None:
    """Release what was held back, and let everybody answer but the one who never does."""
    clock.set_to(clock.on(stage, -1, 9, closes=True))
    held = _drafts(stage)
    if held:
        _release(desk, StageRule(stage), held)
    clock.set_to(clock.on(stage, 0, 9, closes=True))
    for case in cases_at(stage):
        if case.proposal.number not in NEVER_ANSWERS:
            clock.forward(15)
            _answer(case, stage, whole=True)


def _drafts(stage: Stage) -> list[Reply]:
    rows = Reply.objects.filter(stage=stage, released_at=None, case__stage=stage)
    return list(rows.select_related("case").order_by("case__project_number"))


def _release(desk: Desk, stage: StageRule, rows: Sequence[Reply]) -> None:
    replies.release(person=desk.center, stage=stage, numbers=[one.case.project_number for one in rows])


def _answer(case: Case, stage: Stage, *, whole: bool) -> None:
    """Answer what is not answered yet; the slides come with the whole."""
    at, number = StageRule(stage), case.proposal.number
    reply = Reply.objects.filter(case=case, stage=stage).exclude(released_at=None).first()
    if reply is None:
        return
    if reply.questions and not (reply.answers and all(reply.answers)):
        given = [words.ANSWERS.get(question, words.OTHERWISE) for question in reply.questions]
        answers = given if whole else [given[0], *[""] * (len(given) - 1)]
        reply = replies.answer(
            person=lead(case), number=number, stage=at, answers=tuple(answers), version=reply.version
        )
    if whole and reply.slides_id is None and brings_slides(at, PlanType(case.plan_type)):
        clock.forward(5)
        replies.upload_slides(person=lead(case), number=number, stage=at, upload=papers.slides(number))
