"""What waits: every key as a count and as the list behind it, the same by both ways."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from review.models import (
    Announcement,
    Assignment,
    Case,
    Check,
    Correction,
    Decision,
    Meeting,
    Reply,
    Reviewer,
    Round,
    ScoreSheet,
    Slot,
    Visit,
)
from review.models.cases import Outcome
from review.rules.stages import Act
from review.rules.standing import Stage
from review.selectors import waiting
from review.services import stages
from tests.factories import PersonFactory, window_of
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.talks import assigned, at_stage, panel_of, round_at
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension

pytestmark = pytest.mark.django_db

State = Assignment.State


def waits(person: Person, key: str) -> set[int]:
    """Give the cases behind a key; the count says the same."""
    found = set(waiting.waiting_cases(person, key).values_list("pk", flat=True))
    assert waiting.counts(person)[key] == len(found)
    return found


def earlier(days: int = 1) -> datetime:
    return call.now() - timedelta(days=days)


def later(days: int = 1) -> datetime:
    return call.now() + timedelta(days=days)


def asked(case: Case, staff: Person, state: str, due_at: datetime) -> Correction:
    return Correction.objects.create(
        case=case,
        target="paper:closing_report",
        label="結案報告",
        reason="缺",
        due_at=due_at,
        state=state,
        asked_by=staff,
        asked_at=call.now(),
    )


def test_only_staff_are_told(case: Case) -> None:
    for person in (PersonFactory.create(), window_of(case.school)):
        with pytest.raises(Http404):
            waiting.counts(person)
        with pytest.raises(Http404):
            waiting.waiting_cases(person, "unchecked")


def test_an_unknown_key_waits_for_nothing(case: Case, staff: Person) -> None:
    assert not waiting.waiting_cases(staff, "nonsense").exists()


def test_every_key_has_a_condition_and_a_name() -> None:
    assert set(waiting._CONDITIONS) == set(waiting.LABELS)


def test_items_to_judge_wait_until_the_last_is_judged(cases: list[Case], staff: Person) -> None:
    with_items = set(Check.objects.values_list("case_id", flat=True))
    assert waits(staff, "unchecked") == with_items
    assert with_items
    Check.objects.update(verdict=Check.Verdict.FINE)
    assert waits(staff, "unchecked") == set()


def test_an_answer_waits_to_be_read_and_a_late_one_is_late(case: Case, staff: Person) -> None:
    item = asked(case, staff, Correction.State.ASKED, later())
    assert waits(staff, "correction_answered") == waits(staff, "correction_overdue") == set()
    Correction.objects.filter(pk=item.pk).update(due_at=earlier())
    assert waits(staff, "correction_overdue") == {case.pk}
    Correction.objects.filter(pk=item.pk).update(state=Correction.State.ANSWERED)
    assert waits(staff, "correction_overdue") == set()
    assert waits(staff, "correction_answered") == {case.pk}
    at_stage(Stage.WRITTEN_REVIEW, case)
    assert waits(staff, "correction_answered") == set()


def test_a_case_waits_for_reviewers_then_for_their_sheets(case: Case, staff: Person, reviewer: Reviewer) -> None:
    at_stage(Stage.WRITTEN_REVIEW, case)
    assert waits(staff, "unassigned") == {case.pk}
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    made = assigned(turn, case, reviewer, State.ACCEPTED)
    assert waits(staff, "unassigned") == set()
    assert waits(staff, "unreviewed") == {case.pk}
    assert waits(staff, "review_overdue") == set()
    Round.objects.update(due_at=earlier())
    assert waits(staff, "review_overdue") == {case.pk}
    Assignment.objects.filter(pk=made.pk).update(state=State.SUBMITTED)
    assert waits(staff, "unreviewed") == waits(staff, "review_overdue") == set()
    Assignment.objects.filter(pk=made.pk).update(state=State.DECLINED)
    assert waits(staff, "unassigned") == {case.pk}


def test_a_closed_round_waits_for_no_sheet(case: Case, staff: Person, reviewer: Reviewer) -> None:
    at_stage(Stage.WRITTEN_REVIEW, case)
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    assigned(turn, case, reviewer, State.ACCEPTED)
    Round.objects.update(state=Round.State.CLOSED)
    assert waits(staff, "unreviewed") == set()


@pytest.mark.parametrize(("totals", "flagged"), [(("60.00", "75.00"), False), (("60.00", "75.01"), True)])
def test_more_than_15_points_apart_is_flagged(
    case: Case, staff: Person, totals: tuple[str, str], *, flagged: bool
) -> None:
    at_stage(Stage.WRITTEN_REVIEW, case)
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    for total in totals:
        made = assigned(turn, case, reviewer_of())
        ScoreSheet.objects.filter(assignment=made).update(total=total)
    assert waits(staff, "far_apart") == ({case.pk} if flagged else set())


def test_who_is_recused_or_scored_at_another_stage_sets_nobody_apart(case: Case, staff: Person) -> None:
    at_stage(Stage.WRITTEN_REVIEW, case)
    turn, other = round_at(Stage.WRITTEN_REVIEW, staff), round_at(Stage.PRESENTATION, staff)
    for found, state, total in ((turn, "submitted", 90), (turn, "recused", 10), (other, "submitted", 10)):
        ScoreSheet.objects.filter(assignment=assigned(found, case, reviewer_of(), state)).update(total=total)
    assert waits(staff, "far_apart") == set()


def test_a_reply_waits_for_staff_then_for_the_school(case: Case, staff: Person) -> None:
    in_window("written_reply")
    at_stage(Stage.WRITTEN_REPLY, case)
    assert waits(staff, "reply_unreleased") == {case.pk}
    reply = Reply.objects.create(case=case, stage=Stage.WRITTEN_REPLY, questions=["為何？"])
    assert waits(staff, "reply_unreleased") == {case.pk}
    Reply.objects.filter(pk=reply.pk).update(released_at=call.now())
    assert waits(staff, "reply_unreleased") == waits(staff, "reply_overdue") == set()
    assert waits(staff, "reply_missing") == {case.pk}
    in_window("presentation")
    assert waits(staff, "reply_overdue") == {case.pk}
    Reply.objects.filter(pk=reply.pk).update(answered_at=call.now())
    assert waits(staff, "reply_missing") == waits(staff, "reply_overdue") == set()


def test_a_later_end_that_a_school_was_granted_counts(case: Case, staff: Person) -> None:
    in_window("presentation")
    at_stage(Stage.WRITTEN_REPLY, case)
    assert case.pk in waits(staff, "stage_over")
    grant = {
        "school": case.school,
        "call_id": "usr-4",
        "window": "written_reply",
        "granted_by": staff,
        "reason": "颱風",
    }
    WindowExtension.objects.create(closes_at=later(), **grant)
    assert case.pk not in waits(staff, "stage_over")
    WindowExtension.objects.create(closes_at=earlier(), **grant)
    assert case.pk in waits(staff, "stage_over")


def test_a_case_waits_for_its_time_and_place(cases: list[Case], staff: Person) -> None:
    deep, sprout = (next(one for one in cases if one.plan_type == kind) for kind in ("deep", "sprout"))
    at_stage(Stage.PRESENTATION, deep, sprout)
    assert waits(staff, "no_slot") == {deep.pk, sprout.pk}
    panel = panel_of(round_at(Stage.PRESENTATION, staff), [], [deep])
    slot = Slot.objects.create(case=deep, panel=panel, starts_at=earlier(), ends_at=earlier(), room="A")
    assert waits(staff, "no_slot") == {sprout.pk}
    assert waits(staff, "slot_unpublished") == {deep.pk}
    Slot.objects.filter(pk=slot.pk).update(published_at=call.now())
    assert waits(staff, "slot_unpublished") == set()
    at_stage(Stage.PRESENTATION_REPLY, deep, sprout)
    assert waits(staff, "no_visit") == {deep.pk}
    visit = Visit.objects.create(case=deep, panel=panel, starts_at=later(), ends_at=later(), place="溪邊")
    assert waits(staff, "visit_unpublished") == {deep.pk}
    assert waits(staff, "no_visit") == waits(staff, "no_minutes") == set()
    Visit.objects.filter(pk=visit.pk).update(ends_at=earlier(), published_at=call.now())
    assert waits(staff, "no_minutes") == {deep.pk}


def test_a_decision_waits_to_be_drafted_and_for_somebody_else_of_the_ministry(
    case: Case, staff: Person, ministry: Person
) -> None:
    at_stage(Stage.DECISION, case)
    assert waits(staff, "undecided") == {case.pk}
    meeting = Meeting.objects.create(call_id="usr-4", name="決審", held_on=call.now().date(), created_by=staff)
    decision = Decision.objects.create(
        meeting=meeting, case=case, verdict="fund", drafted_by=ministry, drafted_at=call.now()
    )
    assert waits(staff, "undecided") == set()
    assert waits(staff, "unconfirmed") == waits(ministry, "unconfirmed") == {case.pk}
    assert waits(ministry, "to_confirm") == waits(staff, "to_confirm") == set()
    Decision.objects.filter(pk=decision.pk).update(drafted_by=staff)
    assert waits(ministry, "to_confirm") == {case.pk}
    assert waits(staff, "to_confirm") == set()


def movable_by_the_rules(staff: Person) -> set[int]:
    """Ask the one function that moves cases."""
    keys = list(Case.objects.values_list("pk", flat=True))
    steps = [step for act in (Act.ADVANCE, Act.STOP) for step in stages.preview(person=staff, case_ids=keys, act=act)]
    return {step.case.pk for step in steps if step.is_allowed}


def done(case: Case, stage: Stage, staff: Person) -> None:
    """Do the work of a stage, so that the case may leave it."""
    panel = panel_of(round_at(stage, staff), [], [case])
    if stage == Stage.DATA_CHECK:
        Check.objects.filter(case=case).update(verdict=Check.Verdict.FINE)
    if stage == Stage.WRITTEN_REVIEW:
        made = assigned(panel.round, case, reviewer_of())
        ScoreSheet.objects.filter(assignment=made).update(submitted_at=call.now())
    if stage == Stage.PRESENTATION:
        Slot.objects.create(case=case, panel=panel, starts_at=earlier(), ends_at=earlier(), room="A")
    if stage == Stage.SITE_VISIT:
        Visit.objects.create(case=case, panel=panel, starts_at=earlier(), ends_at=earlier(), place="溪邊")


@pytest.mark.parametrize(
    "stage",
    [
        Stage.DATA_CHECK,
        Stage.WRITTEN_REVIEW,
        Stage.WRITTEN_REPLY,
        Stage.PRESENTATION,
        Stage.PRESENTATION_REPLY,
        Stage.SITE_VISIT,
    ],
)
def test_what_may_move_is_what_the_table_of_stages_lets_move(cases: list[Case], staff: Person, stage: Stage) -> None:
    deep = next(one for one in cases if one.plan_type == "deep")
    at_stage(stage, deep)
    following = {Stage.DATA_CHECK: "written_review", Stage.SITE_VISIT: "decision"}
    for window in (stage.value, following.get(stage, "site_visit")):
        in_window(window)
        assert waits(staff, "movable") == movable_by_the_rules(staff)
    done(deep, stage, staff)
    assert waits(staff, "movable") == movable_by_the_rules(staff)
    Round.objects.update(state=Round.State.CLOSED)
    assert deep.pk in waits(staff, "movable")
    assert waits(staff, "movable") == movable_by_the_rules(staff)
    Case.objects.filter(pk=deep.pk).update(outcome=Outcome.NOT_PASSED)
    assert deep.pk not in waits(staff, "movable")
    assert waits(staff, "movable") == movable_by_the_rules(staff)
    Case.objects.filter(pk=deep.pk).update(outcome=Outcome.OPEN)
    Announcement.objects.create(call_id="usr-4", at=call.now(), by=staff)
    assert waits(staff, "movable") == movable_by_the_rules(staff) == set()


def test_an_item_at_fault_lets_a_case_stop(case: Case, staff: Person) -> None:
    in_window("written_review")
    Check.objects.update(verdict=Check.Verdict.FAULT)
    assert waits(staff, "movable") == movable_by_the_rules(staff)
    assert case.pk in waits(staff, "movable")


def test_counting_costs_two_statements_whatever_there_is(
    cases: list[Case], staff: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = Person.objects.get(pk=staff.pk)
    assert person.standing.is_staff
    waiting.counts(person)
    with django_assert_num_queries(2):
        waiting.counts(person)
    Case.objects.exclude(pk=cases[0].pk).update(outcome=Outcome.STOPPED)
    with django_assert_num_queries(2):
        waiting.counts(person)


def test_without_a_case_nothing_waits(sent_application: Sent, staff: Person) -> None:
    assert set(waiting.counts(staff).values()) == {0}
