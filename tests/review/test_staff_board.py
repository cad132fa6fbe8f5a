"""The staff's dashboard over a call under review: every number is that of the list it leads to; it costs the same for many."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from proposals.models import PdfJob, Proposal
from proposals.services.writing import create_proposal, open_application
from review.models import Award, Case, Check, Decision, Meeting, Reply, Reviewer, Round, ScoreSheet
from review.models.cases import Outcome
from review.rules.standing import Stage
from tests.factories import SchoolFactory, window_of
from tests.proposals.conftest import open_call
from tests.review.boards import board, listed, numbered
from tests.review.conftest import in_window, reviewer_of
from tests.review.scoring import signed_in
from tests.review.talks import assigned, at_stage, round_at
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(staff: Person) -> Client:
    return signed_in(staff)


@pytest.fixture
def mixed(cases: list[Case], staff: Person, reviewer: Reviewer) -> list[Case]:
    """Five cases at different places, and two drafts of another school."""
    one, two, three, four, _five = cases
    at_stage(Stage.WRITTEN_REVIEW, one, two)
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    Round.objects.update(due_at=call.now() - timedelta(hours=1))
    assigned(turn, one, reviewer, "accepted")
    for total in (60, 90):
        ScoreSheet.objects.filter(assignment=assigned(turn, two, reviewer_of())).update(total=total)
    at_stage(Stage.WRITTEN_REPLY, three)
    Reply.objects.create(case=three, stage=Stage.WRITTEN_REPLY, questions=["？"], released_at=call.now())
    Case.objects.filter(pk=four.pk).update(outcome=Outcome.STOPPED)
    open_call()
    school = SchoolFactory.create(city="花蓮縣", ownership="私立", system="技職")
    window = window_of(school)
    open_application(person=window, school=school)
    drafts = [
        create_proposal(person=window, school_code=school.code, plan_type=kind, title="溪流")
        for kind in (PlanType.DEEP, PlanType.SPROUT)
    ]
    Proposal.objects.filter(pk=drafts[0].pk).update(issues=[2], sdgs=[1, 11, 16], state="complete")
    in_window("presentation")
    return cases


@pytest.mark.usefixtures("mixed")
def test_every_number_is_that_of_the_list_that_it_leads_to(office: Client) -> None:
    found = dict.fromkeys((number, url) for number, url in numbered(board(office)) if "?" in url)
    assert len(found) > 70
    assert len({number for number, _url in found}) > 3
    differing = [(number, url, held) for number, url in found if number != (held := listed(office, url))]
    assert differing == []


@pytest.mark.usefixtures("mixed")
def test_every_link_of_the_page_opens(office: Client) -> None:
    page = office.get("/staff/").content.decode()
    links = {unescape(url) for url in re.findall(r'href="(/staff/[^"]*)"', page)}
    assert {url for url in links if office.get(url).status_code != 200} == set()


def test_what_is_late_stands_first_and_in_the_calendar(mixed: list[Case], office: Client) -> None:
    found = board(office)
    assert found.todos[0].kind == "late"
    kinds = [todo.kind for todo in found.todos]
    assert kinds == sorted(kinds, key=["late", "decide", "wait"].index)
    late = {line.window.key: line for line in found.windows if line.late}
    assert set(late) == {"data_check", "written_review", "written_reply"}
    assert late["written_reply"].state == "late"
    assert "timeline__bar--late" in office.get("/staff/").content.decode()


def test_a_round_whose_time_is_over_is_told(mixed: list[Case], office: Client) -> None:
    page = office.get("/staff/").content.decode()
    assert "評分期限已過，尚未結束：written_review 第一輪" in page
    assert "審查委員" in page


def test_what_i_may_confirm_waits_for_me_alone(
    mixed: list[Case], office: Client, staff: Person, ministry: Person
) -> None:
    case = mixed[-1]
    at_stage(Stage.DECISION, case)
    meeting = Meeting.objects.create(
        call_id="usr-4", name="決審", held_on=call.now().date(), created_by=staff, pot={"114": 900_000_000}
    )
    decision = Decision.objects.create(
        meeting=meeting, case=case, verdict="fund", drafted_by=staff, drafted_at=call.now()
    )
    Award.objects.create(decision=decision, year="114", amount=1_234_567)
    waiting = [todo.title for todo in board(signed_in(ministry)).todos]
    assert "決議待我確認" in waiting
    found = board(office)
    assert "決議待我確認" not in [todo.title for todo in found.todos]
    left = found.money.lines[-1]
    assert (left.title, left.cells[0].amount) == ("剩餘", 900_000_000 - 1_234_567)


def test_money_asked_is_that_of_the_cases(cases: list[Case], office: Client) -> None:
    found = board(office)
    asked = next(line for line in found.money.lines if line.is_sum and line.kind == "asked")
    assert asked.cells[-1].amount == sum(sum(case.subsidy.values()) for case in cases)
    assert not found.money.has_pot


def test_a_pdf_that_failed_is_told_until_it_is_made_again(case: Case, office: Client, staff: Person) -> None:
    told = {"application": case.proposal.application, "proposal": case.proposal, "source_digest": "x"}
    failed = PdfJob.objects.create(state=PdfJob.State.FAILED, requested_by=staff, **told)
    assert f"/proposals/pdf/{failed.token}/" in [todo.url for todo in board(office).todos]
    PdfJob.objects.create(state=PdfJob.State.DONE, requested_by=staff, **told)
    assert f"/proposals/pdf/{failed.token}/" not in [todo.url for todo in board(office).todos]


def test_nothing_to_do_is_said_friendly(cases: list[Case], office: Client) -> None:
    Check.objects.update(verdict=Check.Verdict.FINE)
    in_window("data_check")
    assert board(office).todos == ()
    assert "目前沒有等您處理的事項" in office.get("/staff/").content.decode()


def test_the_dashboard_costs_the_same_with_one_and_five_cases(
    mixed: list[Case], office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.get("/staff/")
    with django_assert_num_queries(8):
        office.get("/staff/")
    Case.objects.exclude(pk=mixed[0].pk).update(stage=Stage.SITE_VISIT)
    with django_assert_num_queries(8):
        office.get("/staff/")
