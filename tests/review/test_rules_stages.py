"""The way of a case: each row of the table, each refusal, and no way to where the call forbids."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from review.models.cases import Outcome as OutcomeRow
from review.models.cases import Stage as StageRow
from review.rules.guards import GUARDS, Guard
from review.rules.stages import TABLE, Act, Refusal, Transition, Who, Why, allowed, announcing, path
from review.rules.standing import CaseState, Move, Outcome, Stage, Verdict
from tests.builders import CALL
from usr_portal.call.rules.digest import articles
from usr_portal.kernel.vocabulary import PlanType

SECOND = timedelta(seconds=1)
LONG_AFTER = CALL.window("announcement").closes_at - SECOND
VISITED = [PlanType.DEEP, PlanType.INTERNATIONAL, PlanType.DISTINCTIVE]
EVERY_STAGE: list[Stage] = list(Stage)
SPROUTS_STAGES: list[Stage] = [stage for stage in Stage if stage is not Stage.SITE_VISIT]


def ready(stage: Stage, plan_type: PlanType = PlanType.DEEP, **facts: Any) -> CaseState:  # noqa: ANN401 - fields of the case
    """A case whose work at the stage is done."""
    case = CaseState(plan_type, stage, scores=3, took_place_at=CALL.window("briefing").opens_at)
    return replace(case, **facts)


def ask(
    case: CaseState, act: Act, now: datetime = LONG_AFTER, by: Who = Who.STAFF, reason: str = "已完成"
) -> Refusal | Transition:
    return allowed(case, act, by=by, now=now, windows=CALL.windows, reason=reason)


def went(case: CaseState, act: Act, now: datetime = LONG_AFTER) -> tuple[Stage, Outcome]:
    found = ask(case, act, now)
    assert isinstance(found, Transition), found
    assert (found.act, found.from_stage, found.from_outcome) == (act, case.stage, case.outcome)
    return found.to_stage, found.to_outcome


def refused(
    case: CaseState, act: Act, now: datetime = LONG_AFTER, by: Who = Who.STAFF, reason: str = "已完成"
) -> Refusal:
    found = ask(case, act, now, by, reason)
    assert isinstance(found, Refusal), found
    assert found.message.render()
    return found


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize("plan_type", VISITED)
def test_deep_and_higher_go_through_every_stage(plan_type: PlanType) -> None:
    assert list(path(plan_type)) == EVERY_STAGE


def test_a_sprout_is_not_visited() -> None:
    assert list(path(PlanType.SPROUT)) == SPROUTS_STAGES


@pytest.mark.parametrize("plan_type", PlanType)
def test_each_stage_leads_to_the_next_of_the_type(plan_type: PlanType) -> None:
    stages = path(plan_type)
    for stage, onward in pairwise(stages[:-1]):
        assert went(ready(stage, plan_type), Act.ADVANCE) == (onward, Outcome.OPEN)


def test_the_rows_are_named_once_and_cite_the_call() -> None:
    keys = [(row.start, row.act, plan_type) for row in TABLE for plan_type in row.types]

    assert len(set(keys)) == len(keys)
    assert {row.article for row in TABLE} <= set(articles())
    assert {row.over or row.within for row in TABLE} <= set(CALL.windows)
    assert {guard for row in TABLE for guard in row.guards} == set(GUARDS) == set(Guard)


def test_the_rules_and_the_rows_have_the_same_stages_and_outcomes() -> None:
    assert list(StageRow.values) == [stage.value for stage in Stage]
    assert list(OutcomeRow.values) == [outcome.value for outcome in Outcome]


def test_every_act_has_a_name() -> None:
    assert len({act.label for act in Act}) == len(Act)


# ---------------------------------------------------------------- windows


@pytest.mark.parametrize("stage", path(PlanType.DEEP)[:-2])
def test_a_stage_ends_one_second_after_its_window(stage: Stage) -> None:
    closes_at = CALL.window(stage).closes_at

    early = refused(ready(stage), Act.ADVANCE, closes_at)

    assert (early.why, early.window) == (Why.WINDOW_OPEN, stage)
    went(ready(stage), Act.ADVANCE, closes_at + SECOND)


def test_an_extension_of_the_school_keeps_the_case_back() -> None:
    later = replace(CALL.window("data_check"), closes_at=LONG_AFTER)
    windows = {**CALL.windows, "data_check": later}

    found = allowed(
        ready(Stage.DATA_CHECK), Act.ADVANCE, by=Who.STAFF, now=LONG_AFTER, windows=windows, reason="已完成"
    )

    assert isinstance(found, Refusal)
    assert "113/12/31 23:59:58" in found.message.render()


@pytest.mark.parametrize("verdict", Verdict)
def test_the_announcement_is_made_in_its_window(verdict: Verdict) -> None:
    window, case = CALL.window("announcement"), ready(Stage.DECISION, verdict=verdict)
    act = announcing(verdict)

    assert refused(case, act, window.opens_at - SECOND).why is Why.WINDOW_CLOSED
    assert refused(case, act, window.closes_at + SECOND).why is Why.WINDOW_CLOSED
    assert went(case, act, window.opens_at)[0] is Stage.ANNOUNCEMENT
    assert went(replace(case, announced=True), act, window.closes_at)[0] is Stage.ANNOUNCEMENT


# ---------------------------------------------------------------- guards


@pytest.mark.parametrize(
    ("stage", "act", "facts", "guard"),
    [
        (Stage.DATA_CHECK, Act.ADVANCE, {"open_checks": 1}, Guard.CHECKS_DONE),
        (Stage.DATA_CHECK, Act.ADVANCE, {"open_corrections": 1}, Guard.CORRECTIONS_DONE),
        (Stage.DATA_CHECK, Act.ADVANCE, {"missing_papers": 1}, Guard.PAPERS_THERE),
        (Stage.DATA_CHECK, Act.STOP, {}, Guard.AT_FAULT),
        (Stage.DATA_CHECK, Act.STOP, {"missing_papers": 1, "open_corrections": 1}, Guard.CORRECTIONS_DONE),
        (Stage.WRITTEN_REVIEW, Act.ADVANCE, {"open_rounds": 1}, Guard.ROUNDS_CLOSED),
        (Stage.WRITTEN_REVIEW, Act.ADVANCE, {"scores": 0}, Guard.SCORED),
        (Stage.WRITTEN_REVIEW, Act.FAIL, {"scores": 0}, Guard.SCORED),
        (Stage.PRESENTATION, Act.ADVANCE, {"took_place_at": None}, Guard.TOOK_PLACE),
        (Stage.PRESENTATION, Act.ADVANCE, {"took_place_at": LONG_AFTER + SECOND}, Guard.TOOK_PLACE),
        (Stage.PRESENTATION, Act.FAIL, {"open_rounds": 1}, Guard.ROUNDS_CLOSED),
        (Stage.SITE_VISIT, Act.ADVANCE, {"took_place_at": None}, Guard.TOOK_PLACE),
        (Stage.DECISION, Act.FUND, {}, Guard.TO_FUND),
        (Stage.DECISION, Act.FUND, {"verdict": Verdict.DECLINE}, Guard.TO_FUND),
        (Stage.DECISION, Act.DECLINE, {"verdict": Verdict.FUND}, Guard.TO_DECLINE),
    ],
)
def test_unfinished_work_keeps_a_case_in_its_stage(stage: Stage, act: Act, facts: dict[str, Any], guard: Guard) -> None:
    found = refused(ready(stage, **facts), act)

    assert (found.why, found.guard) == (Why.GUARD, guard)


@pytest.mark.parametrize("facts", [{"missing_papers": 1}, {"faults": 1}])
def test_the_data_check_stops_what_is_missing_or_judged_not_met(facts: dict[str, Any]) -> None:
    assert went(ready(Stage.DATA_CHECK, **facts), Act.STOP) == (Stage.DATA_CHECK, Outcome.STOPPED)


def test_an_item_judged_not_met_may_go_on_with_a_reason() -> None:
    assert went(ready(Stage.DATA_CHECK, faults=1), Act.ADVANCE) == (Stage.WRITTEN_REVIEW, Outcome.OPEN)


@pytest.mark.parametrize("stage", [Stage.WRITTEN_REVIEW, Stage.PRESENTATION])
def test_both_reviews_may_end_the_way(stage: Stage) -> None:
    assert went(ready(stage, took_place_at=None), Act.FAIL) == (stage, Outcome.NOT_PASSED)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in {Stage.WRITTEN_REVIEW, Stage.PRESENTATION}])
def test_nothing_else_is_a_review_to_fail(stage: Stage) -> None:
    assert refused(ready(stage), Act.FAIL).why is Why.NO_STEP


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OPEN])
def test_an_ended_way_goes_no_further(outcome: Outcome) -> None:
    assert refused(ready(Stage.WRITTEN_REVIEW, outcome=outcome), Act.ADVANCE).why is Why.ENDED


def test_nothing_moves_once_schools_were_told() -> None:
    case = ready(Stage.SITE_VISIT, announced=True)

    assert refused(case, Act.ADVANCE).why is Why.ANNOUNCED
    assert refused(case, Act.UNDO).why is Why.ANNOUNCED


@pytest.mark.parametrize("act", [Act.ADVANCE, Act.UNDO])
def test_only_staff_move_a_case_and_always_with_a_reason(act: Act) -> None:
    back = Move(Stage.DATA_CHECK, Stage.WRITTEN_REVIEW, Outcome.OPEN, Outcome.OPEN)
    case = ready(Stage.WRITTEN_REVIEW, last_move=back)

    assert refused(case, act, by=Who.OTHER).why is Why.WHO
    assert refused(case, act, reason=" \n").why is Why.NO_REASON


# ---------------------------------------------------------------- undoing


def test_the_last_move_is_undone_by_a_new_one() -> None:
    stopped = Move(Stage.DATA_CHECK, Stage.DATA_CHECK, Outcome.OPEN, Outcome.STOPPED)

    found = ask(ready(Stage.DATA_CHECK, outcome=Outcome.STOPPED, last_move=stopped), Act.UNDO)

    assert found == Transition(
        Act.UNDO, Stage.DATA_CHECK, Stage.DATA_CHECK, Outcome.STOPPED, Outcome.OPEN, "", undoes=True
    )


def test_a_move_that_something_rests_on_stays() -> None:
    moved = Move(Stage.WRITTEN_REVIEW, Stage.WRITTEN_REPLY, Outcome.OPEN, Outcome.OPEN)

    found = refused(ready(Stage.WRITTEN_REPLY, last_move=moved, depending=2), Act.UNDO)

    assert (found.why, "2 筆" in found.message.render()) == (Why.DEPENDED_ON, True)


@pytest.mark.parametrize("last", [None, Move(Stage.DATA_CHECK, Stage.WRITTEN_REVIEW, Outcome.OPEN, Outcome.OPEN)])
def test_there_must_be_a_move_to_undo_and_it_must_be_the_last(last: Move | None) -> None:
    assert refused(ready(Stage.PRESENTATION, last_move=last), Act.UNDO).why is Why.NOTHING_TO_UNDO


# ---------------------------------------------------------------- no sequence of acts


class Way(RuleBasedStateMachine):
    """Any acts at any time on a case whose facts are anything. What the call forbids is written down anew here."""

    @initialize(plan_type=st.sampled_from(PlanType))
    def open(self, plan_type: PlanType) -> None:
        self.order = SPROUTS_STAGES if plan_type is PlanType.SPROUT else EVERY_STAGE
        self.case = CaseState(plan_type)
        self.moves: list[Transition] = []
        self.now = CALL.window("data_check").opens_at

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(
        open_things=st.sampled_from([0, 0, 0, 1]),
        missing=st.sampled_from([0, 0, 1]),
        scores=st.integers(0, 3),
        held=st.booleans(),
        verdict=st.sampled_from([None, *Verdict]),
        depending=st.sampled_from([0, 0, 1]),
    )
    def work(
        self,
        open_things: int,
        missing: int,
        scores: int,
        held: bool,  # noqa: FBT001 - hypothesis gives it by name
        verdict: Verdict | None,
        depending: int,
    ) -> None:
        self.case = replace(
            self.case,
            open_checks=open_things,
            open_rounds=open_things,
            missing_papers=missing,
            scores=scores,
            took_place_at=self.now if held else None,
            verdict=verdict,
            depending=depending,
        )

    @rule(seconds=st.sampled_from([0, 1]), verdict=st.sampled_from(Verdict))
    def finish(self, seconds: int, verdict: Verdict) -> None:
        """The stage's work is done, and its window ends now or ended a second ago."""
        self.case = replace(
            CaseState(self.case.plan_type, self.case.stage, self.case.outcome, last_move=self.case.last_move),
            scores=3,
            took_place_at=self.now,
            verdict=verdict,
        )
        self.now = max(self.now, CALL.window(self.case.stage).closes_at + timedelta(seconds=seconds))

    @rule(verdict=st.sampled_from(Verdict))
    def go_on(self, verdict: Verdict) -> None:
        """Else chance alone would seldom come far."""
        decided = self.case.stage is Stage.DECISION
        self.finish(seconds=0 if decided else 1, verdict=verdict)
        self.act(announcing(verdict) if decided else Act.ADVANCE, Who.STAFF, "因為")

    @rule(
        act=st.sampled_from(Act),
        by=st.sampled_from([Who.STAFF, Who.STAFF, Who.OTHER]),
        reason=st.sampled_from(["因為", ""]),
    )
    def act(self, act: Act, by: Who, reason: str) -> None:
        found = allowed(self.case, act, by=by, now=self.now, windows=CALL.windows, reason=reason)
        if isinstance(found, Refusal):
            return
        assert by is Who.STAFF
        assert reason
        if found.undoes:
            self.check_back(found)
        else:
            self.check_forward(found)
            self.moves.append(found)
        last = self.moves[-1] if self.moves else None
        stands = None if last is None else Move(last.from_stage, last.to_stage, last.from_outcome, last.to_outcome)
        self.case = CaseState(self.case.plan_type, found.to_stage, found.to_outcome, last_move=stands)

    def check_back(self, found: Transition) -> None:
        undone = self.moves.pop()
        assert self.case.depending == 0
        assert (found.to_stage, found.to_outcome) == (undone.from_stage, undone.from_outcome)

    def check_forward(self, found: Transition) -> None:
        assert self.case.outcome is Outcome.OPEN
        step = self.order.index(found.to_stage) - self.order.index(self.case.stage)
        assert step == (0 if found.to_outcome in {Outcome.STOPPED, Outcome.NOT_PASSED} else 1)
        if self.case.stage is not Stage.DECISION:
            assert self.now > CALL.window(self.case.stage).closes_at
        if found.to_stage is Stage.WRITTEN_REVIEW:
            assert (self.case.missing_papers, self.case.open_checks) == (0, 0)

    @invariant()
    def the_way_is_one_that_the_call_has(self) -> None:
        stages = [Stage.DATA_CHECK, *(move.to_stage for move in self.moves if move.to_stage is not move.from_stage)]
        assert stages == self.order[: len(stages)]
        assert self.case.stage is stages[-1]
        assert (self.case.outcome in {Outcome.FUNDED, Outcome.NOT_FUNDED}) == (stages[-1] is Stage.ANNOUNCEMENT)


Way.TestCase.settings = settings(max_examples=40, stateful_step_count=60, deadline=None)
TestNoSequenceOfActs = Way.TestCase
