"""Staff enter that a reviewer is recused: nothing opens from then on, in any round, until it is taken back as a mistake."""

from __future__ import annotations

from functools import partial

import pytest
from django.http import Http404

from proposals.services.refusals import NeedsReason, Refused
from review.access import Opening, get_assignment
from review.models import Assignment, Case, Conflict, Reviewer, Round
from review.services import answering, assigning, recusing
from tests.factories import PersonFactory, window_of
from tests.review.conftest import reviewer_of
from tests.review.scoring import accepted, open_round, signed_in
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event

pytestmark = pytest.mark.django_db

State = Assignment.State


@pytest.fixture
def scoring(staff: Person, cases: list[Case], case: Case, reviewer: Reviewer) -> Assignment:
    return accepted(staff, open_round(staff, cases), case, reviewer)


def enter(staff: Person, reviewer: Reviewer, target: str, reason: str = "指導教授") -> list[Conflict]:
    return recusing.enter(actor=staff, reviewer_id=reviewer.pk, target=target, reason=reason)


def opens(assignment: Assignment) -> bool:
    try:
        get_assignment(Person.objects.get(pk=assignment.reviewer.person_id), assignment.pk, Opening.OFFER)
    except Http404:
        return False
    return True


def test_after_it_nothing_opens_and_the_assignment_leaves(scoring: Assignment, staff: Person) -> None:
    assert opens(scoring)
    enter(staff, scoring.reviewer, f" {scoring.case.project_number} ")
    assert not opens(scoring)
    scoring.refresh_from_db()
    assert (scoring.state, scoring.reason) == (State.RECUSED, "指導教授")
    with pytest.raises(assigning.InConflict):
        assigning.add(
            actor=staff,
            round_id=open_round(staff, []).pk,
            project_number=scoring.case.project_number,
            reviewer_id=scoring.reviewer_id,
        )


def test_a_school_code_means_each_of_its_cases(
    scoring: Assignment, cases: list[Case], case: Case, staff: Person, reviewer: Reviewer
) -> None:
    enter(staff, reviewer, case.project_number)
    made = enter(staff, reviewer, case.school.code)
    assert len(made) == len(cases) - 1
    assert Conflict.objects.filter(reviewer=reviewer, source=Conflict.Source.STAFF).count() == len(cases)
    with pytest.raises(Refused):
        enter(staff, reviewer, case.school.code)


def test_what_was_only_proposed_goes_and_closed_rounds_stay(
    cases: list[Case], case: Case, staff: Person, reviewer: Reviewer
) -> None:
    turn = open_round(staff, cases)
    over = Assignment.objects.create(round=turn, case=case, reviewer=reviewer, state=State.SUBMITTED)
    Round.objects.filter(pk=turn.pk).update(state=Round.State.CLOSED)
    proposed = Assignment.objects.create(round=open_round(staff, cases), case=case, reviewer=reviewer)
    enter(staff, reviewer, case.project_number)
    assert not Assignment.objects.filter(pk=proposed.pk).exists()
    over.refresh_from_db()
    assert over.state == State.SUBMITTED


def test_it_takes_a_reason_a_case_that_there_is_and_staff(case: Case, staff: Person, reviewer: Reviewer) -> None:
    with pytest.raises(NeedsReason):
        enter(staff, reviewer, case.project_number, " ")
    for target in ("", "USR4-0000-S99"):
        with pytest.raises(Refused):
            enter(staff, reviewer, target)
    for person in (PersonFactory.create(), window_of(case.school), reviewer.person):
        with pytest.raises(Http404):
            enter(person, reviewer, case.project_number)
    assert not Conflict.objects.exists()


def test_a_mistake_is_taken_back_with_a_reason_and_the_log_keeps_both(scoring: Assignment, staff: Person) -> None:
    made = enter(staff, scoring.reviewer, scoring.case.project_number)[0]
    back = partial(recusing.take_back, actor=staff, reviewer_id=scoring.reviewer_id, conflict_id=made.pk)
    with pytest.raises(NeedsReason):
        back(reason="")
    back(reason="登錄錯人")
    assert not Conflict.objects.exists()
    assert not opens(scoring)  # the assignment stays ended; the case may be assigned anew
    entered, taken = Event.objects.filter(action__startswith="conflict.").order_by("pk")
    assert (entered.reason, taken.reason) == ("指導教授", "登錄錯人")
    with pytest.raises(Http404):
        back(reason="再一次")


def test_what_a_reviewer_declared_stays(scoring: Assignment, staff: Person) -> None:
    answering.recuse(person=scoring.reviewer.person, assignment_id=scoring.pk, reason="親屬")
    declared = Conflict.objects.get()
    with pytest.raises(Http404):
        recusing.take_back(actor=staff, reviewer_id=scoring.reviewer_id, conflict_id=declared.pk, reason="誤會")
    other = reviewer_of()
    with pytest.raises(Http404):
        recusing.take_back(actor=staff, reviewer_id=other.pk, conflict_id=declared.pk, reason="誤會")


def test_the_page_enters_and_takes_back(scoring: Assignment, staff: Person) -> None:
    client, page = signed_in(staff), f"/staff/panels/reviewers/{scoring.reviewer_id}/"
    wrong = client.post(f"{page}conflicts/", {"target": "沒有", "reason": "親屬關係"})
    assert wrong.status_code == 422
    assert "沒有這個計畫編號或學校代碼的審查案" in wrong.content.decode()
    assert "親屬關係" in wrong.content.decode()
    client.post(f"{page}conflicts/", {"target": scoring.case.project_number, "reason": "親屬關係"})
    shown = client.get(page).content.decode()
    assert "承辦登錄" in shown
    made = Conflict.objects.get()
    client.post(f"{page}conflicts/{made.pk}/take-back/", {"reason": ""})
    assert Conflict.objects.exists()
    client.post(f"{page}conflicts/{made.pk}/take-back/", {"reason": "登錄錯誤"})
    assert not Conflict.objects.exists()


def test_nobody_else_has_the_page(scoring: Assignment) -> None:
    for person in (scoring.reviewer.person, window_of(scoring.case.school)):
        client, page = signed_in(person), f"/staff/panels/reviewers/{scoring.reviewer_id}/conflicts/"
        assert client.post(page, {"target": scoring.case.project_number, "reason": "x"}).status_code == 404
        assert client.post(f"{page}1/take-back/", {"reason": "x"}).status_code == 404
