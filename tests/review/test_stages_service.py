"""Moving cases: who may, when, under which lock, and undoing."""

from __future__ import annotations

import pytest
from django.db import connections
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from proposals.services.refusals import NeedsReason, Refused
from review.models import Assignment, Case, Check, Reviewer, Round, StageMove
from review.models.cases import Outcome, Stage
from review.rules.stages import Act
from review.services import stages
from review.services.closing import close
from review.services.stages import CannotMove, move, preview, undo
from tests.factories import staff as staff_of
from tests.review.conftest import Sent, in_window, settle
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.kernel.vocabulary import PlanType


@pytest.fixture
def checked(case: Case) -> Case:
    """A case whose data check is done, its window over."""
    settle(case)
    in_window("written_review")
    return case


def test_a_case_moves_on_with_who_when_and_why(checked: Case, staff: Person) -> None:
    (made,) = move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason="資料齊備")

    checked.refresh_from_db()
    assert (checked.stage, checked.outcome) == (Stage.WRITTEN_REVIEW, Outcome.OPEN)
    assert (made.actor, made.reason, made.from_stage) == (staff, "資料齊備", Stage.DATA_CHECK)
    event = Event.objects.get(action="case.advance")
    assert (event.subject, event.reason) == (f"case:{checked.project_number}", "資料齊備")


def test_nothing_moves_while_the_window_is_open(case: Case, staff: Person) -> None:
    settle(case)
    with pytest.raises(CannotMove):
        move(person=staff, case_ids=[case.pk], act=Act.ADVANCE, reason="早")
    assert not StageMove.objects.exists()


def test_a_move_needs_a_reason(checked: Case, staff: Person) -> None:
    with pytest.raises(CannotMove):
        move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason=" ")


def test_only_staff_move_preview_and_undo(
    checked: Case, sent_application: Sent, reviewer: Reviewer, staff: Person
) -> None:
    (made,) = move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason="齊")
    for stranger in (sent_application.window, sent_application.lead, reviewer.person):
        with pytest.raises(Http404):
            move(person=stranger, case_ids=[checked.pk], act=Act.ADVANCE, reason="齊")
        with pytest.raises(Http404):
            preview(person=stranger, case_ids=[checked.pk], act=Act.ADVANCE)
        with pytest.raises(Http404):
            undo(person=stranger, move_id=made.pk, reason="齊")


def test_a_bulk_move_moves_all_or_none_and_the_preview_says_so(cases: list[Case], staff: Person) -> None:
    settle(*cases)
    bad = Check.objects.order_by("pk")[0]
    bad.verdict = Check.Verdict.OPEN
    bad.save()
    in_window("written_review")
    ids = [case.pk for case in cases]
    rest = [pk for pk in ids if pk != bad.case_id]

    steps = preview(person=staff, case_ids=ids, act=Act.ADVANCE)
    assert [step.case.pk for step in steps if not step.is_allowed] == [bad.case_id]
    assert "沒有判斷" in next(step.refusal for step in steps if not step.is_allowed)
    with pytest.raises(CannotMove):
        move(person=staff, case_ids=ids, act=Act.ADVANCE, reason="齊")
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.DATA_CHECK}

    moved = move(person=staff, case_ids=rest, act=Act.ADVANCE, reason="齊")
    assert len(moved) == 4
    assert Event.objects.filter(action="case.advance").count() == 1


def test_a_bulk_move_costs_the_same_for_one_and_for_five(cases: list[Case], staff: Person) -> None:
    settle(*cases)
    in_window("written_review")

    preview(person=staff, case_ids=[cases[0].pk], act=Act.ADVANCE)  # reads who they are, once a request

    def statements(chosen: list[Case]) -> int:
        with CaptureQueriesContext(connections["default"]) as captured:
            move(person=staff, case_ids=[case.pk for case in chosen], act=Act.ADVANCE, reason="齊")
        return len(captured)

    assert statements(cases[:1]) == statements(cases[1:])


def test_a_case_that_is_not_there_is_not_found(cases: list[Case], staff: Person) -> None:
    with pytest.raises(Http404):
        move(person=staff, case_ids=[cases[0].pk, 999_999], act=Act.ADVANCE, reason="齊")
    with pytest.raises(Http404):
        undo(person=staff, move_id=999_999, reason="齊")


def test_a_mistaken_move_is_undone_by_a_new_entry(checked: Case, staff: Person, ministry: Person) -> None:
    (made,) = move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason="誤按")

    undone = undo(person=ministry, move_id=made.pk, reason="按錯案件")

    checked.refresh_from_db()
    assert (checked.stage, undone.undoes_id, undone.actor) == (Stage.DATA_CHECK, made.pk, ministry)
    assert StageMove.objects.count() == 2
    with pytest.raises(CannotMove):
        undo(person=staff, move_id=made.pk, reason="再撤")


def test_what_others_rest_on_is_not_undone(checked: Case, staff: Person, reviewer: Reviewer) -> None:
    (made,) = move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason="齊")
    round_ = Round.objects.create(call_id="usr-4", stage=Stage.WRITTEN_REVIEW, name="書審", statement="聲明")
    Assignment.objects.create(round=round_, case=checked, reviewer=reviewer, state=Assignment.State.ACCEPTED)

    with pytest.raises(CannotMove, match="不能撤銷"):
        undo(person=staff, move_id=made.pk, reason="反悔")


def test_only_the_latest_move_is_undone(checked: Case, staff: Person) -> None:
    (first,) = move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason="一")
    undo(person=staff, move_id=first.pk, reason="撤")
    (second,) = move(person=staff, case_ids=[checked.pk], act=Act.ADVANCE, reason="二")

    with pytest.raises(Refused, match="最後一步"):
        undo(person=staff, move_id=first.pk, reason="撤錯")
    assert undo(person=staff, move_id=second.pk, reason="撤").undoes_id == second.pk


def test_closing_sends_on_what_is_in_order(checked: Case, staff: Person) -> None:
    made = close(person=staff, project_number=checked.project_number, proceed=True)
    assert made.to_stage == Stage.WRITTEN_REVIEW
    assert made.reason


def test_closing_by_a_stop_needs_a_reason_and_a_fault(checked: Case, staff: Person) -> None:
    number = checked.project_number
    with pytest.raises(NeedsReason):
        close(person=staff, project_number=number, proceed=False)
    with pytest.raises(CannotMove):
        close(person=staff, project_number=number, proceed=False, reason="無由")

    Check.objects.filter(case=checked).update(verdict=Check.Verdict.FAULT)
    with pytest.raises(NeedsReason):
        close(person=staff, project_number=number, proceed=True)
    made = close(person=staff, project_number=number, proceed=False, reason="與前期計畫不同")
    assert (made.to_outcome, made.to_stage) == (Outcome.STOPPED, Stage.DATA_CHECK)


def test_a_sprout_and_a_deep_know_their_ways(cases: list[Case], sent_application: Sent) -> None:
    assert sent_application.case(PlanType.DEEP).stage == Stage.DATA_CHECK
    assert {step.is_allowed for step in stages.preview(person=staff_of(), case_ids=[cases[0].pk], act=Act.FUND)} == {
        False
    }
