"""The benchmark's reviews: each sent proposal scored by three reviewers, written in bulk, the same every time.

The rows are those that a round of the written review leaves; one sheet in three is not handed in yet, so that it can
still be saved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.conf import settings
from django.db import transaction

from proposals.selectors.sent import sent_in_force
from review.models import Assignment, Case, PartScore, Question, Reviewer, Round, ScoreSheet, SheetMove, Statement
from review.models.cases import Stage
from review.rules.totals import weighted_total
from review.rules.weights import criteria, weights_of
from review.services.opening import case_of
from review.services.sheets import SUBMIT
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import BasisKind, Issue, PlanType, Sdg

EACH = 3
CHARACTERS = 500
PHRASE = "The plan knows its river and its people; the indicators could be fewer and clearer. "
OPEN_FOR = timedelta(days=60)
BATCH = 500
MOST = 10_000  # the benchmark's reviewers take whatever there is
State = Assignment.State

# One sheet in three stays a draft. Drafts stand first in the facts, so that whoever saves finds one.
STATES = (State.SUBMITTED, State.SUBMITTED, State.ACCEPTED)


@dataclass
class Desk:
    """What every row needs: the round, its reviewers, the time, and dice that fall the same every time."""

    round: Round
    reviewers: list[Reviewer]
    now: datetime
    dice: Random


@transaction.atomic
def seed_reviews(emails: str) -> dict[str, list[str]]:
    """Write a case and three reviews for every sent proposal; give the assignments by reviewer, those to save first.

    `emails` begins the addresses of the reviewers, who have signed and accepted everything.
    """
    now = call.now()
    desk = Desk(_round(now), _reviewers(emails), now, Random(emails))  # noqa: S311 - the same data every time
    Statement.objects.bulk_create(
        Statement(round=desk.round, reviewer=one, version=1, signed_at=now) for one in desk.reviewers
    )
    found: dict[str, list[Assignment]] = defaultdict(list)
    cases, first = (case_of(one, now) for one in sent_in_force(settings.USR_CALL)), 0
    while batch := list(islice(cases, BATCH)):
        for row in _write(desk, batch, first):
            found[row.reviewer.person.email].append(row)
        first += len(batch)
    return {email: [str(row.pk) for row in sorted(rows, key=_to_save_first)] for email, rows in found.items()}


def _to_save_first(row: Assignment) -> tuple[bool, int]:
    return row.state != State.ACCEPTED, row.pk


def _round(now: datetime) -> Round:
    return Round.objects.create(
        call_id=settings.USR_CALL,
        stage=Stage.WRITTEN_REVIEW,
        name="Written review",
        reviewers_per_case=EACH,
        criteria=criteria(call.in_force()),
        statement="I have no interest in what I review, and keep it to myself.",
        due_at=(now + OPEN_FOR).replace(microsecond=0),
        state=Round.State.OPEN,
    )


def _reviewers(emails: str) -> list[Reviewer]:
    people = Person.objects.filter(email__startswith=emails).order_by("pk")
    return Reviewer.objects.bulk_create(
        Reviewer(
            person=person,
            person_key=f"bench-reviewer-{place}",
            issues=[place % len(Issue) + 1],
            sdgs=[place % (len(Sdg) - 1) + 1],
            plan_types=[PlanType.SPROUT],
            most=MOST,
        )
        for place, person in enumerate(people)
    )


def _write(desk: Desk, cases: list[Case], first: int) -> list[Assignment]:
    for case in cases:
        case.stage = Stage.WRITTEN_REVIEW
    stored = Case.objects.bulk_create(cases)
    rows = Assignment.objects.bulk_create(
        Assignment(
            round=desk.round,
            case=case,
            reviewer=_reviewer(desk, first + place, turn),
            state=STATES[(first + place + turn) % EACH],
        )
        for place, case in enumerate(stored)
        for turn in range(EACH)
    )
    _write_sheets(desk, rows)
    return rows


def _reviewer(desk: Desk, place: int, turn: int) -> Reviewer:
    return desk.reviewers[(place * EACH + turn) % len(desk.reviewers)]


def _write_sheets(desk: Desk, rows: list[Assignment]) -> None:
    scores = [_scores(desk, row) for row in rows]
    sheets = ScoreSheet.objects.bulk_create(_sheet(desk, row, given) for row, given in zip(rows, scores, strict=True))
    PartScore.objects.bulk_create(
        PartScore(sheet=sheet, part=part, score=score)
        for sheet, given in zip(sheets, scores, strict=True)
        for part, score in given.items()
    )
    Question.objects.bulk_create(
        Question(sheet=sheet, position=0, text="Who keeps the stations running after the project?") for sheet in sheets
    )
    SheetMove.objects.bulk_create(_moves(desk, rows, sheets, scores))


def _scores(desk: Desk, row: Assignment) -> dict[str, int]:
    weights = weights_of(desk.round.criteria, BasisKind(row.case.basis_kind))
    return {part: desk.dice.randint(60, 95) for part in weights}


def _sheet(desk: Desk, row: Assignment, scores: dict[str, int]) -> ScoreSheet:
    weights = weights_of(desk.round.criteria, BasisKind(row.case.basis_kind))
    return ScoreSheet(
        assignment=row,
        weights=weights,
        to_school=(PHRASE * (CHARACTERS // len(PHRASE) + 1))[:CHARACTERS],
        total=weighted_total(scores, weights),
        submitted_at=desk.now if row.state == State.SUBMITTED else None,
        updated_at=desk.now,
    )


def _moves(
    desk: Desk, rows: list[Assignment], sheets: list[ScoreSheet], scores: list[dict[str, int]]
) -> Iterator[SheetMove]:
    for row, sheet, given in zip(rows, sheets, scores, strict=True):
        if row.state == State.SUBMITTED:
            held = {"weights": sheet.weights, "scores": given, "total": str(sheet.total), "to_school": sheet.to_school}
            yield SheetMove(sheet=sheet, act=SUBMIT, actor=row.reviewer.person, at=desk.now, held=held)
