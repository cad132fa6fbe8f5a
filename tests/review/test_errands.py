"""A reviewer's and a school's home page say what the review waits for, and nothing once it is done or over."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review.models import Case, Reply, Round
from review.rules.standing import Stage
from review.selectors.errands import replies_of, reviews_of
from review.services import answering, replies
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.scoring import accepted, offered, open_round, signed_in
from tests.review.talks import asks, assigned, at_stage, round_at, slides
from usr_portal.accounts.models import Person
from usr_portal.kernel.vocabulary import PlanType

ASKED = "請說明指標的基線。"


def home(person: Person) -> str:
    return signed_in(person).get("/").content.decode()


def released(staff: Person, sent: Sent, cases: list[Case], *types: PlanType) -> list[Case]:
    """Cases of these types at the written reply, each with one question that was released."""
    chosen = [sent.case(one) for one in types]
    at_stage(Stage.WRITTEN_REPLY, *chosen)
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    for case in chosen:
        asks(assigned(turn, case, reviewer_of(name="趙委員")), ASKED)
    in_window(Stage.WRITTEN_REPLY)
    replies.draft(person=staff, stage=Stage.WRITTEN_REPLY)
    replies.release(person=staff, stage=Stage.WRITTEN_REPLY, numbers=[one.project_number for one in chosen])
    return chosen


def test_a_reviewer_s_home_counts_what_to_answer_and_to_score(case: Case, cases: list[Case], staff: Person) -> None:
    turn = open_round(staff, cases)
    reviewer = reviewer_of(name="審查委員")
    offered(staff, turn, cases[0], reviewer)
    accepted(staff, turn, cases[1], reviewer)
    (found,) = reviews_of(reviewer.person)
    assert (found.offered, found.accepted) == (1, 1)
    assert "待回覆 1 件，待評分 1 件" in home(reviewer.person)
    assert cases[0].project_number not in home(reviewer.person)


def test_nothing_waits_in_a_closed_round_or_for_others(case: Case, staff: Person) -> None:
    turn = open_round(staff, [case])
    reviewer = reviewer_of(name="審查委員")
    given = offered(staff, turn, case, reviewer)
    assert reviews_of(staff) == reviews_of(reviewer_of(name="別人").person) == ()
    answering.decline(person=reviewer.person, assignment_id=given.pk, reason="另有公務")
    assert reviews_of(reviewer.person) == ()
    offered(staff, turn, case, other := reviewer_of(name="孫委員"))
    Round.objects.filter(pk=turn.pk).update(state=Round.State.CLOSED)
    assert reviews_of(other.person) == ()


def test_a_school_s_home_asks_for_replies_until_answers_and_slides_are_there(
    sent_application: Sent, cases: list[Case], staff: Person
) -> None:
    (case,) = released(staff, sent_application, cases, PlanType.DEEP)
    number = sent_application.number(PlanType.DEEP)
    lead, window = sent_application.lead, sent_application.window
    assert [one.number for one in replies_of(lead)] == [one.number for one in replies_of(window)] == [number]
    assert "請回覆審查待釐清意見" in home(window)
    assert replies_of(staff) == ()
    reply = Reply.objects.get(case=case)
    replies.answer(person=lead, number=number, stage=Stage.WRITTEN_REPLY, answers=("已補。",), version=reply.version)
    assert len(replies_of(lead)) == 1
    replies.upload_slides(person=lead, number=number, stage=Stage.WRITTEN_REPLY, upload=slides())
    assert replies_of(lead) == ()


@pytest.mark.parametrize("stage", ["written_review", "presentation"])
def test_a_school_is_not_asked_outside_the_window_of_the_reply(
    sent_application: Sent, cases: list[Case], staff: Person, stage: str
) -> None:
    (case,) = released(staff, sent_application, cases, PlanType.DEEP)
    if stage == "presentation":
        in_window(stage)
    else:
        at_stage(Stage.PRESENTATION, case)
    assert replies_of(sent_application.window) == ()


def test_it_costs_the_same_for_one_and_for_three(sent_application: Sent, cases: list[Case], staff: Person) -> None:
    assert sent_application.window.standing.is_window  # read once a request, before what is counted here
    released(staff, sent_application, cases, PlanType.DEEP)
    with CaptureQueriesContext(connection) as one:
        assert len(replies_of(sent_application.window)) == 1
    Case.objects.update(stage=Stage.DATA_CHECK)
    Reply.objects.all().delete()
    released(staff, sent_application, cases, PlanType.DEEP, PlanType.DISTINCTIVE, PlanType.INTERNATIONAL)
    with CaptureQueriesContext(connection) as three:
        assert len(replies_of(sent_application.window)) == 3
    assert len(one) == len(three) == 4
