"""The call in numbers: proposals as the list shows them, money by type and year, rounds and reviewers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from proposals.models import Proposal
from review.models import Assignment, Avoidance, Award, Case, Decision, Meeting, Reviewer, Round, SchoolDecision
from review.models.cases import Outcome
from review.rules.standing import Stage
from review.selectors.numbers import Count, Money, numbers
from review.selectors.reviewing import round_progress, slowest_reviewers
from tests.factories import window_of
from tests.review.conftest import Sent
from tests.review.talks import assigned, at_stage, round_at
from usr_portal.accounts.models import Person
from usr_portal.call import services as call

pytestmark = pytest.mark.django_db

YEARS = ("114", "115", "116")
State = Assignment.State


def test_only_staff_count(case: Case) -> None:
    window = window_of(case.school)
    for ask in (lambda: numbers(window, YEARS), lambda: round_progress(window)):
        with pytest.raises(Http404):
            ask()
    with pytest.raises(Http404):
        slowest_reviewers(window, call.now())


def test_a_sent_proposal_waits_to_become_a_case(sent_application: Sent, staff: Person) -> None:
    found = numbers(staff, YEARS)
    assert (found.proposals, found.sent, found.cases, found.to_open) == (5, 5, 0, 5)
    assert found.by["condition"] == {"sent": Count(5, 5)}
    assert found.asked == {}


def test_proposals_are_counted_once_by_each_column(cases: list[Case], staff: Person) -> None:
    Case.objects.filter(pk=cases[0].pk).update(stage=Stage.WRITTEN_REVIEW)
    Case.objects.filter(pk=cases[1].pk).update(outcome=Outcome.STOPPED)
    found = numbers(staff, YEARS)
    for kind in ("type", "issue", "city", "ownership", "system", "condition"):
        assert sum(one.proposals for one in found.by[kind].values()) == len(cases)
    assert sum(one.proposals for one in found.by["sdg"].values()) == sum(len(case.sdgs) for case in cases)
    assert found.by["type"]["sprout"] == Count(2, 2)
    assert found.to_open == 0
    assert found.stages == {
        ("data_check", "open"): 3,
        ("data_check", "stopped"): 1,
        ("written_review", "open"): 1,
    }


def test_what_was_sent_counts_whatever_the_draft_says_since(case: Case, staff: Person) -> None:
    before = numbers(staff, YEARS).by
    Proposal.objects.filter(pk=case.proposal_id).update(plan_type="deep", sdgs=[16], issues=[6])
    assert numbers(staff, YEARS).by == before


def test_money_is_added_up_by_type_and_year(cases: list[Case], case: Case, staff: Person, ministry: Person) -> None:
    Case.objects.filter(pk=case.pk).update(outcome=Outcome.NOT_PASSED)
    found = numbers(staff, YEARS)
    other = next(one for one in cases if one.plan_type == "sprout" and one.pk != case.pk)
    for year in YEARS:
        of_both = case.subsidy[year] + other.subsidy[year]
        assert found.asked["sprout", year] == Money(of_both, other.subsidy[year])
    assert (found.pot, found.approved) == ({}, {})
    now = call.now()
    meeting = Meeting.objects.create(
        call_id="usr-4", name="決審", held_on=now.date(), created_by=staff, pot={"114": 5_000_000, "115": 1}
    )
    said = {"meeting": meeting, "verdict": "fund", "drafted_by": staff, "drafted_at": now}
    confirmed = {"confirmed_by": ministry, "confirmed_at": now}
    Award.objects.create(decision=Decision.objects.create(case=case, **said), year="114", amount=70)
    Award.objects.create(decision=Decision.objects.create(case=other, **said, **confirmed), year="114", amount=30)
    plan = SchoolDecision.objects.create(call_id="usr-4", school=case.school, **said)
    Award.objects.create(school_decision=plan, year="116", amount=9)
    found = numbers(staff, YEARS)
    assert found.pot == {"114": 5_000_000, "115": 1}
    assert found.approved == {("sprout", "114"): Money(100, 30), ("school_plan", "116"): Money(9, 0)}


def test_what_was_declined_is_not_approved(case: Case, staff: Person) -> None:
    now = call.now()
    meeting = Meeting.objects.create(call_id="usr-4", name="決審", held_on=now.date(), created_by=staff)
    found = Decision.objects.create(meeting=meeting, case=case, verdict="decline", drafted_by=staff, drafted_at=now)
    Award.objects.create(decision=found, year="114", amount=70)
    assert numbers(staff, YEARS).approved == {}


def test_persons_to_avoid_wait_until_they_are_decided(case: Case, staff: Person) -> None:
    asked = Avoidance.objects.create(
        application=case.proposal.application, name="某人", reason="訟爭", asked_by=staff, asked_at=call.now()
    )
    assert numbers(staff, YEARS).avoidances == 1
    Avoidance.objects.filter(pk=asked.pk).update(state=Avoidance.State.REFUSED)
    assert numbers(staff, YEARS).avoidances == 0


def test_a_round_tells_how_far_it_is_and_who_is_slow(cases: list[Case], staff: Person, reviewer: Reviewer) -> None:
    at_stage(Stage.WRITTEN_REVIEW, *cases)
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    for one, state in zip(cases, (*[State.ACCEPTED] * 2, State.SUBMITTED, State.PROPOSED, State.DECLINED), strict=True):
        assigned(turn, one, reviewer, state)
    found = round_progress(staff)[0]
    assert (found.cases, found.reviewers, found.proposed, found.due, found.outstanding) == (4, 1, 1, 3, 2)
    slow = slowest_reviewers(staff, call.now())[0]
    assert (slow.name, slow.due, slow.submitted, slow.late) == ("審查委員", 3, 1, 0)
    Round.objects.update(due_at=call.now() - timedelta(hours=1))
    assert slowest_reviewers(staff, call.now())[0].late == 2
    assert round_progress(staff)[0].is_late(call.now())
    Round.objects.update(state=Round.State.CLOSED)
    assert slowest_reviewers(staff, call.now()) == []


def test_a_round_without_assignments_is_there(case: Case, staff: Person) -> None:
    round_at(Stage.WRITTEN_REVIEW, staff)
    found = round_progress(staff)[0]
    assert (found.cases, found.due, found.is_late(call.now())) == (0, 0, False)


def test_each_costs_one_statement(
    cases: list[Case], staff: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert staff.standing.is_staff
    now = call.now()
    with django_assert_num_queries(3):
        numbers(staff, YEARS)
        round_progress(staff)
        slowest_reviewers(staff, now)
