"""Rounds and assignments: proposed as a whole, edited by hand, offered; no conflict ever gets through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.services.refusals import NeedsReason, NotEditable, Refused
from review.models import Affiliation, Assignment, Avoidance, Case, Conflict, Panel, Reviewer, Round
from review.models.cases import Stage
from review.services import answering, assigning, rounds
from review.services import reviewers as services
from review.services.assigning import InConflict
from tests.factories import SchoolFactory
from tests.review.conftest import Sent, reviewer_of
from tests.review.scoring import accepted, offered, open_round, plan, reviewers, signed_in, to_written_review
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.notices.models import Mail

State = Assignment.State


@pytest.fixture
def round_(staff: Person, cases: list[Case]) -> Round:
    return open_round(staff, cases)


@pytest.fixture
def six(db: None) -> list[Reviewer]:
    """Six reviewers of six schools."""
    found = reviewers(6)
    for one in found:
        Affiliation.objects.create(reviewer=one, school=SchoolFactory.create())
    return found


def pairs(found: Round) -> set[tuple[int, int]]:
    return set(found.assignments.filter(state=State.PROPOSED).values_list("case_id", "reviewer_id"))


def statements(client: Client, url: str) -> int:
    """How many statements a page takes once what it keeps is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as used:
        assert client.get(url).status_code == 200
    return len(used)


def test_a_whole_round_is_proposed_evenly_and_nobody_knows_yet(
    staff: Person, round_: Round, cases: list[Case], six: list[Reviewer]
) -> None:
    result = assigning.propose(actor=staff, round_id=round_.pk)
    assert len(pairs(round_)) == 3 * len(cases)
    assert max(result.loads.values()) - min(result.loads.values()) <= 1
    assert not Mail.objects.filter(key__startswith="review_offer").exists()
    assert signed_in(six[0].person).get(reverse("review")).context["rounds"] == []


def test_no_pair_in_conflict_is_proposed_and_the_shortage_is_told(
    staff: Person, round_: Round, cases: list[Case], sent_application: Sent
) -> None:
    for one in reviewers(4):
        Affiliation.objects.create(reviewer=one, school=sent_application.school)
    result = assigning.propose(actor=staff, round_id=round_.pk)
    assert pairs(round_) == set()
    assert len(result.shortages) == len(cases)
    page = signed_in(staff).get(reverse("panels_round", args=[round_.pk])).content.decode()
    assert "沒有迴避事由的委員只有 0 位" in page


def test_a_panel_keeps_its_cases_to_its_members(
    staff: Person, round_: Round, cases: list[Case], six: list[Reviewer]
) -> None:
    rounds.save_panel(
        actor=staff,
        round_id=round_.pk,
        panel_id=None,
        name="甲組",
        members=[one.pk for one in six[:3]],
        cases=[cases[0].pk],
    )
    assigning.propose(actor=staff, round_id=round_.pk)
    assert {who for case, who in pairs(round_) if case == cases[0].pk} == {one.pk for one in six[:3]}


def test_a_case_sits_in_one_panel_of_a_round(staff: Person, round_: Round, cases: list[Case]) -> None:
    for name in ("甲組", "乙組"):
        rounds.save_panel(actor=staff, round_id=round_.pk, panel_id=None, name=name, members=[], cases=[cases[0].pk])
    assert [one.name for one in Panel.objects.filter(cases=cases[0])] == ["乙組"]


def test_when_one_declines_only_the_gap_is_filled(
    staff: Person, round_: Round, cases: list[Case], six: list[Reviewer]
) -> None:
    assigning.propose(actor=staff, round_id=round_.pk)
    before = pairs(round_)
    assigning.offer(actor=staff, round_id=round_.pk, link="http://testserver/review/")
    gone = Assignment.objects.filter(round=round_).select_related("reviewer__person")[0]
    answering.decline(person=gone.reviewer.person, assignment_id=gone.pk, reason="出國")
    result = assigning.propose(actor=staff, round_id=round_.pk)
    assert result.changes == 1
    (new,) = pairs(round_)
    assert new[0] == gone.case_id
    assert new not in before
    live = Assignment.objects.filter(round=round_, state=State.OFFERED).values_list("case_id", "reviewer_id")
    assert set(live) == before - {(gone.case_id, gone.reviewer_id)}


def test_a_reviewer_who_falls_out_before_the_offer_changes_as_little_as_possible(
    staff: Person, round_: Round, six: list[Reviewer]
) -> None:
    assigning.propose(actor=staff, round_id=round_.pk)
    before = pairs(round_)
    Reviewer.objects.filter(pk=six[0].pk).update(is_active=False)
    assigning.propose(actor=staff, round_id=round_.pk)
    after = pairs(round_)
    theirs = {pair for pair in before if pair[1] == six[0].pk}
    assert not {pair for pair in after if pair[1] == six[0].pk}
    # Their pairs have to go; evenness may move one more for each of them, nothing else moves.
    assert len(before - after) <= 2 * len(theirs)


def test_by_hand_a_conflict_is_refused_with_its_reason(
    staff: Person, round_: Round, case: Case, reviewer: Reviewer
) -> None:
    Affiliation.objects.create(reviewer=reviewer, school=case.school)
    with pytest.raises(InConflict, match="現在或近年任職於提案學校"):
        assigning.add(actor=staff, round_id=round_.pk, project_number=case.project_number, reviewer_id=reviewer.pk)
    page = signed_in(staff).post(
        reverse("panels_case", args=[round_.pk, case.project_number]), {"reviewer": reviewer.pk}, follow=True
    )
    assert "現在或近年任職於提案學校" in page.content.decode()
    assert not Assignment.objects.exists()


def test_a_conflict_that_came_up_since_stops_the_offer(
    staff: Person, round_: Round, case: Case, reviewer: Reviewer
) -> None:
    assigning.add(actor=staff, round_id=round_.pk, project_number=case.project_number, reviewer_id=reviewer.pk)
    Affiliation.objects.create(reviewer=reviewer, school=case.school)
    with pytest.raises(InConflict):
        assigning.offer(actor=staff, round_id=round_.pk, link="http://testserver/review/")
    assert Assignment.objects.get().state == State.PROPOSED
    assert not Mail.objects.filter(key__startswith="review_offer").exists()


def test_an_offer_is_one_letter_a_reviewer_that_names_no_proposal(
    staff: Person, round_: Round, cases: list[Case], reviewer: Reviewer
) -> None:
    for one in cases[:2]:
        assigning.add(actor=staff, round_id=round_.pk, project_number=one.project_number, reviewer_id=reviewer.pk)
    assigning.offer(actor=staff, round_id=round_.pk, link="http://testserver/review/")
    letter = Mail.objects.get(key__startswith="review_offer")
    assert "2 件" in letter.body
    assert not any(one.title in letter.body or one.project_number in letter.body for one in cases)
    with pytest.raises(Refused):
        assigning.offer(actor=staff, round_id=round_.pk, link="http://testserver/review/")


def test_who_was_told_is_removed_with_a_reason_and_can_be_asked_again(
    staff: Person, round_: Round, case: Case, reviewer: Reviewer
) -> None:
    made = offered(staff, round_, case, reviewer)
    with pytest.raises(NeedsReason):
        assigning.remove(actor=staff, assignment_id=made.pk, reason="")
    assigning.remove(actor=staff, assignment_id=made.pk, reason="重複分派")
    assert Assignment.objects.get().state == State.REMOVED
    again = assigning.add(actor=staff, round_id=round_.pk, project_number=case.project_number, reviewer_id=reviewer.pk)
    assert (again.pk, again.state, again.by_hand) == (made.pk, State.PROPOSED, True)


def test_who_recused_is_never_asked_again(staff: Person, round_: Round, case: Case, reviewer: Reviewer) -> None:
    made = accepted(staff, round_, case, reviewer)
    answering.recuse(person=reviewer.person, assignment_id=made.pk, reason="共同主持")
    with pytest.raises(Refused):
        assigning.add(actor=staff, round_id=round_.pk, project_number=case.project_number, reviewer_id=reviewer.pk)
    assigning.propose(actor=staff, round_id=round_.pk)
    assert (case.pk, reviewer.pk) not in pairs(round_)


def test_an_exchange_happens_whole_or_not_at_all(staff: Person, round_: Round, case: Case, reviewer: Reviewer) -> None:
    made = offered(staff, round_, case, reviewer)
    barred = reviewer_of()
    Affiliation.objects.create(reviewer=barred, school=case.school)
    with pytest.raises(InConflict):
        assigning.exchange(actor=staff, assignment_id=made.pk, reviewer_id=barred.pk, reason="改派")
    assert Assignment.objects.get().state == State.OFFERED
    free = reviewer_of()
    assigning.exchange(actor=staff, assignment_id=made.pk, reviewer_id=free.pk, reason="改派")
    assert set(Assignment.objects.values_list("reviewer_id", "state")) == {
        (reviewer.pk, State.REMOVED),
        (free.pk, State.PROPOSED),
    }


def test_opening_freezes_criteria_once(staff: Person, cases: list[Case]) -> None:
    found = open_round(staff, cases)
    assert found.criteria == {
        "ran_before": {"prior_results": 30, "school_plan": 20, "proposal": 50},
        "new": {"school_plan": 20, "proposal": 80},
    }
    with pytest.raises(NotEditable):
        rounds.open_round(actor=staff, round_id=found.pk)


def test_the_due_time_lies_within_the_stage(staff: Person, cases: list[Case]) -> None:
    to_written_review(cases)
    window = call.in_force().window("written_review")
    made = rounds.create(actor=staff, plan=plan())
    assert made.due_at == window.closes_at
    with pytest.raises(Refused):
        rounds.create(actor=staff, plan=plan(due_at=window.closes_at + timedelta(seconds=1)))


def test_a_round_with_sheets_outstanding_closes_with_a_reason(
    staff: Person, round_: Round, case: Case, reviewer: Reviewer
) -> None:
    accepted(staff, round_, case, reviewer)
    with pytest.raises(NeedsReason):
        rounds.close(actor=staff, round_id=round_.pk, reason="")
    rounds.close(actor=staff, round_id=round_.pk, reason="委員臨時住院")
    event = Event.objects.get(action="round.close")
    assert (event.reason, event.detail["outstanding"]) == ("委員臨時住院", 1)
    rounds.reopen(actor=staff, round_id=round_.pk, reason="補審")
    assert Round.objects.get(pk=round_.pk).state == Round.State.OPEN


def test_only_staff_act(round_: Round, case: Case, reviewer: Reviewer, sent_application: Sent) -> None:
    for person in (reviewer.person, sent_application.window, sent_application.lead):
        with pytest.raises(Http404):
            assigning.propose(actor=person, round_id=round_.pk)
        with pytest.raises(Http404):
            assigning.add(actor=person, round_id=round_.pk, project_number=case.project_number, reviewer_id=reviewer.pk)
        with pytest.raises(Http404):
            rounds.close(actor=person, round_id=round_.pk, reason="x")


def test_staff_pages_are_404_for_everybody_else(
    staff: Person, round_: Round, case: Case, reviewer: Reviewer, sent_application: Sent
) -> None:
    made = offered(staff, round_, case, reviewer)
    urls = [
        reverse("panels"),
        reverse("panels_reviewers"),
        reverse("panels_reviewer", args=[reviewer.pk]),
        reverse("panels_avoidances"),
        reverse("panels_round_new"),
        reverse("panels_round", args=[round_.pk]),
        reverse("panels_round_edit", args=[round_.pk]),
        reverse("panels_progress", args=[round_.pk]),
        reverse("panels_seats", args=[round_.pk]),
        reverse("panels_case", args=[round_.pk, case.project_number]),
    ]
    posts = [
        *(reverse("panels_act", args=[round_.pk, act]) for act in ("propose", "open", "offer", "close", "reopen")),
        *(reverse(f"panels_{act}", args=[made.pk]) for act in ("remove", "exchange", "reopen")),
        reverse("panels_take_on"),
    ]
    assert {signed_in(staff).get(url).status_code for url in urls} == {200}
    for person in (reviewer.person, sent_application.window, sent_application.lead):
        client = signed_in(person)
        assert {client.get(url).status_code for url in urls} == {404}
        assert {client.post(url, {"reason": "x", "reviewer": reviewer.pk}).status_code for url in posts} == {404}


def test_the_rounds_page_costs_the_same_for_one_case_and_for_five(
    staff: Person, cases: list[Case], six: list[Reviewer], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    to_written_review(cases)
    Case.objects.exclude(pk=cases[0].pk).update(stage=Stage.DATA_CHECK)
    made = rounds.create(actor=staff, plan=plan())
    client, url = signed_in(staff), reverse("panels_round", args=[made.pk])
    assigning.propose(actor=staff, round_id=made.pk)
    before = statements(client, url)
    assert before <= 18
    Case.objects.update(stage=Stage.WRITTEN_REVIEW)
    assigning.propose(actor=staff, round_id=made.pk)
    with django_assert_num_queries(before):
        assert len(client.get(url).context["page"].object_list) == 5


def test_pages_of_reviewers_and_progress_cost_the_same_for_one_and_for_six(
    staff: Person, round_: Round, case: Case, six: list[Reviewer], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(staff)
    urls = [reverse("panels_reviewers"), reverse("panels_progress", args=[round_.pk]), reverse("panels")]
    offered(staff, round_, case, six[0])
    Reviewer.objects.filter(pk__in=[one.pk for one in six[1:]]).update(is_active=False)
    counts = [statements(client, url) for url in urls]
    Reviewer.objects.update(is_active=True)
    for one in six[1:3]:
        offered(staff, round_, case, one)
    for url, count in zip(urls, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(url)


# ---- reviewers and what schools ask to avoid


def test_expertise_and_affiliations_are_kept_and_a_mistake_loses_nothing(staff: Person, reviewer: Reviewer) -> None:
    school, client = SchoolFactory.create(), signed_in(staff)
    url = reverse("panels_reviewer", args=[reviewer.pk])
    data = {
        "issues": ["1", "3"],
        "sdgs": ["4", "11"],
        "plan_types": ["deep"],
        "most": "9",
        "unavailable": "113/10/24、2024-10-25",
        "is_active": "on",
        "places-TOTAL_FORMS": "2",
        "places-INITIAL_FORMS": "0",
        "places-0-school": school.code,
        "places-0-begins_on": "110/2/1",
        "places-1-organisation": "某基金會",
        "places-1-ends_on": "112/2/30",
    }
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "112/2/30" in answer.content.decode()
    assert client.post(url, data | {"places-1-ends_on": "112/2/28"}).status_code == 302
    reviewer.refresh_from_db()
    assert (reviewer.issues, reviewer.sdgs, reviewer.most) == ([1, 3], [4, 11], 9)
    assert reviewer.unavailable == ["2024-10-24", "2024-10-25"]
    assert {row.school_id or row.organisation for row in reviewer.affiliations.all()} == {school.pk, "某基金會"}


def test_a_person_with_the_role_becomes_a_reviewer_once(staff: Person) -> None:
    person = reviewer_of().person
    Reviewer.objects.all().delete()
    for _again in range(2):
        services.take_on(actor=staff, person_id=person.pk)
    assert Reviewer.objects.get().person == person
    with pytest.raises(Http404):
        services.take_on(actor=staff, person_id=staff.pk)
    assert person.standing.roles == {Role.REVIEWER}


def test_whom_a_school_names_is_avoided_once_staff_agree(
    staff: Person, cases: list[Case], sent_application: Sent
) -> None:
    named = reviewer_of(name="林審查")
    url = reverse("school_avoid")
    window = signed_in(sent_application.window)
    assert window.post(url, {"name": "林審查", "reason": ""}).status_code == 422
    code = sent_application.school.code
    assert (
        f'href="{reverse("school")}?school={code}"' in window.get(url).content.decode()
    )  # the way back, for any window
    window.post(url, {"name": "林審查", "organisation": "某大學", "reason": "與本校有訴訟"})
    asked = Avoidance.objects.get()
    found = open_round(staff, cases)
    made = accepted(staff, found, cases[0], named)
    client, page = signed_in(named.person), reverse("review_assignment", args=[made.pk])
    assert client.get(page).status_code == 200
    signed_in(staff).post(reverse("panels_avoidance", args=[asked.pk]), {"verdict": "accept", "reviewer": named.pk})
    assert client.get(page).status_code == 404
    assert "有利益關係，不開放" in client.get(reverse("review")).content.decode()
    shown = window.get(url).content.decode()
    assert "同意迴避" in shown


def test_a_school_cannot_ask_any_more_once_the_written_review_has_begun(
    cases: list[Case], sent_application: Sent
) -> None:
    to_written_review(cases)
    answer = signed_in(sent_application.window).post(reverse("school_avoid"), {"name": "某", "reason": "某"})
    assert answer.status_code == 422
    assert not Avoidance.objects.exists()


def test_teams_may_not_name_anybody(sent_application: Sent) -> None:
    assert signed_in(sent_application.lead).get(reverse("school_avoid")).status_code == 404


def test_a_declared_conflict_of_staff_shuts_a_desk(
    staff: Person, round_: Round, case: Case, reviewer: Reviewer
) -> None:
    made = accepted(staff, round_, case, reviewer)
    Conflict.objects.create(
        reviewer=reviewer, case=case, source=Conflict.Source.STAFF, reason="檢舉屬實", at=call.now(), by=staff
    )
    assert signed_in(reviewer.person).get(reverse("review_assignment", args=[made.pk])).status_code == 404
