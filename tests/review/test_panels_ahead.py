"""Panels of presentations and visits are set while replies still come in, so that schools learn their times early."""

from __future__ import annotations

import pytest

from proposals.services.refusals import NotEditable
from review.models import Assignment, Case
from review.rules.standing import Stage
from review.selectors import rounds as selectors
from review.services import assigning, rounds, sheets
from review.services.sheets import Writing
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.scoring import accepted, plan
from tests.review.talks import at_stage
from usr_portal.accounts.models import Person
from usr_portal.kernel.vocabulary import PlanType


def test_a_presentation_s_panel_is_set_while_the_schools_reply(cases: list[Case], staff: Person) -> None:
    at_stage(Stage.WRITTEN_REPLY, *cases)
    in_window(Stage.WRITTEN_REPLY)
    turn = rounds.create(actor=staff, plan=plan(stage=Stage.PRESENTATION, reviewers_per_case=2))
    seated = [reviewer_of(name=name).pk for name in ("趙委員", "錢委員")]
    panel = rounds.save_panel(
        actor=staff, round_id=turn.pk, panel_id=None, name="第一組", members=seated, cases=[one.pk for one in cases]
    )
    assert panel.cases.count() == len(selectors.numbers_of(turn)) == 5
    assert len(assigning.propose(actor=staff, round_id=turn.pk).pairs) == 10


def test_a_visit_s_round_is_not_about_sprouts(sent_application: Sent, cases: list[Case], staff: Person) -> None:
    at_stage(Stage.PRESENTATION_REPLY, *cases)
    in_window(Stage.PRESENTATION_REPLY)
    turn = rounds.create(actor=staff, plan=plan(stage=Stage.SITE_VISIT))
    assert {one.plan_type for one in selectors.cases_of(turn)} == {"deep", "international", "distinctive"}
    assert set(rounds.cases_of(turn)) == set(selectors.cases_of(turn))


def test_nobody_scores_before_the_case_is_there(sent_application: Sent, cases: list[Case], staff: Person) -> None:
    case = sent_application.case(PlanType.DEEP)
    at_stage(Stage.WRITTEN_REPLY, case)
    in_window(Stage.WRITTEN_REPLY)
    turn = rounds.create(actor=staff, plan=plan(stage=Stage.PRESENTATION))
    rounds.open_round(actor=staff, round_id=turn.pk)
    reviewer = reviewer_of(name="孫委員")
    given: Assignment = accepted(staff, turn, case, reviewer)
    with pytest.raises(NotEditable):
        sheets.save(person=reviewer.person, assignment_id=given.pk, values=Writing({"proposal": 80}), version=1)
