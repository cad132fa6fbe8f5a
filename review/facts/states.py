"""Rows of cases → what the rules of stages ask about them, in a fixed number of statements however many cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from review.facts.progress import progress_of
from review.models import Announcement, Assignment, Case, Decision, Reply, Round, ScoreSheet, Slot, StageMove, Visit
from review.models.cases import Stage
from review.rules.checking import Progress
from review.rules.standing import CaseState, Move, Outcome, Verdict
from review.rules.standing import Stage as StageRule
from usr_portal.kernel.vocabulary import PlanType


def states_of(cases: Collection[Case], now: datetime) -> dict[int, CaseState]:
    """Give the state of each case by its primary key; about a dozen statements."""
    keys = [case.pk for case in cases]
    found = _Facts(keys, now)
    return {case.pk: found.state(case) for case in cases}


def last_moves(keys: Iterable[int]) -> dict[int, StageMove]:
    """Give the latest move of each case that is neither undone nor an undoing, by case; one statement."""
    standing = StageMove.objects.filter(case__in=list(keys), undoes=None, undone_by=None)
    return {move.case_id: move for move in standing.order_by("at", "pk")}


class _Facts:
    """What was read for all cases at once."""

    def __init__(self, keys: list[int], now: datetime) -> None:
        self.progress = progress_of(keys, now)
        self.moves = last_moves(keys)
        self.rounds = _open_rounds(keys)
        self.scores = _scores(keys)
        self.talks = _ends(Slot.objects.filter(case__in=keys).values_list("case", Max("ends_at")))
        self.visits = _visits(keys)
        self.verdicts = dict(
            Decision.objects.filter(case__in=keys).exclude(confirmed_by=None).values_list("case", "verdict")
        )
        self.resting = _resting(keys)
        self.announced = frozenset(Announcement.objects.values_list("call_id", flat=True))

    def state(self, case: Case) -> CaseState:
        """Put one case's facts together."""
        checked: Progress = self.progress[case.pk]
        verdict = self.verdicts.get(case.pk)
        plain = CaseState(
            plan_type=PlanType(case.plan_type),
            stage=StageRule(case.stage),
            outcome=Outcome(case.outcome),
            open_checks=checked.open_checks,
            faults=checked.faults,
            open_corrections=checked.unread + checked.running + checked.overdue,
            missing_papers=checked.missing_papers,
            open_rounds=self.rounds[case.pk, case.stage],
            scores=self.scores[case.pk, case.stage],
            took_place_at={Stage.PRESENTATION: self.talks, Stage.SITE_VISIT: self.visits}.get(
                Stage(case.stage), {}
            ).get(case.pk),
            verdict=Verdict(verdict) if verdict else None,
            announced=case.call_id in self.announced,
        )
        return self._with_last(plain, case)

    def _with_last(self, state: CaseState, case: Case) -> CaseState:
        move = self.moves.get(case.pk)
        if move is None:
            return state
        last = Move(
            StageRule(move.from_stage), StageRule(move.to_stage), Outcome(move.from_outcome), Outcome(move.to_outcome)
        )
        # What was done in a stage rests on the move into it; a move that ended the way in its stage bears nothing
        depending = self.resting[case.pk, case.stage] if last.from_stage is not last.to_stage else 0
        return replace(state, last_move=last, depending=depending)


def _open_rounds(keys: list[int]) -> Counter[tuple[int, str]]:
    """Count the rounds that hold a case, by assignment or by panel, and are not closed."""
    found: set[tuple[int, str, int]] = set()
    for way in ("assignments__case", "panels__cases"):
        rows = Round.objects.filter(**{f"{way}__in": keys}).exclude(state=Round.State.CLOSED)
        found.update(rows.values_list(way, "stage", "pk"))
    return Counter((case, stage) for case, stage, _round in found)


def _scores(keys: list[int]) -> Counter[tuple[int, str]]:
    rows = ScoreSheet.objects.filter(
        assignment__case__in=keys, assignment__state=Assignment.State.SUBMITTED, submitted_at__isnull=False
    )
    return _counted(rows, "assignment__case", "assignment__round__stage")


def _visits(keys: list[int]) -> dict[int, datetime]:
    return _ends(Visit.objects.filter(case__in=keys).values_list("case", Max("ends_at")))


def _ends(rows: Iterable[tuple[int, datetime | None]]) -> dict[int, datetime]:
    return {case: end for case, end in rows if end is not None}


def _resting(keys: list[int]) -> Counter[tuple[int, str]]:
    """Count what was done in each stage of each case."""
    asked = Assignment.objects.filter(case__in=keys).exclude(
        state__in=[Assignment.State.PROPOSED, Assignment.State.REMOVED]
    )
    counted = _counted(asked, "case", "round__stage")
    counted.update(_counted(Reply.objects.filter(case__in=keys).filter(_was_told), "case", "stage"))
    for rows, stage in (
        (Slot.objects.filter(case__in=keys), Stage.PRESENTATION),
        (Visit.objects.filter(case__in=keys), Stage.SITE_VISIT),
        (Decision.objects.filter(case__in=keys), Stage.DECISION),
    ):
        counted.update((case, stage.value) for case in rows.values_list("case", flat=True))
    return counted


_was_told = Q(released_at__isnull=False)


def _counted(
    rows: QuerySet[Reply] | QuerySet[Assignment] | QuerySet[ScoreSheet], case: str, stage: str
) -> Counter[tuple[int, str]]:
    grouped = rows.order_by().values_list(case, stage).annotate(number=Count("pk"))
    return Counter({(key, at): number for key, at, number in grouped})
