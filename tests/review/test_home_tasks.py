"""The home page of staff, reviewers and schools in the review: what waits for each, and friendly words where nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from review.models import Case, Check, Reviewer, Slot
from review.rules.standing import Stage
from review.services import answering
from tests.factories import PersonFactory, grant
from tests.proposals.conftest import open_call
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.scoring import offered, open_round, signed_in
from tests.review.talks import panel_of, round_at
from usr_portal.accounts.models import Person, Role
from usr_portal.call import services as call

pytestmark = pytest.mark.django_db


def home(person: Person) -> str:
    return signed_in(person).get("/").content.decode()


def test_staff_read_what_is_to_be_decided(cases: list[Case], staff: Person) -> None:
    waiting = Check.objects.values("case").distinct().count()
    page = home(staff)
    assert "有待判斷的檢核項目" in page
    assert f"{waiting} 件" in page
    assert f"審查案 {len(cases)} 件，審查中 {len(cases)} 件。" in page
    assert "已送出 1 校" not in page


def test_a_reviewer_signs_first(case: Case, cases: list[Case], staff: Person, reviewer: Reviewer) -> None:
    turn = open_round(staff, cases)
    offered(staff, turn, case, reviewer)
    page = home(reviewer.person)
    assert "請簽署迴避及保密聲明" in page
    assert f"/review/rounds/{turn.pk}/statement/" in page
    answering.sign(person=reviewer.person, round_id=turn.pk, version=1)
    assert "請簽署迴避及保密聲明" not in home(reviewer.person)


def test_the_empty_home_of_a_reviewer_speaks_of_no_team() -> None:
    open_call()
    person = PersonFactory.create()
    grant(person, Role.REVIEWER)
    page = home(person)
    assert "有審查邀請時，會出現在這裡" in page
    assert "團隊" not in page
    assert "索取邀請連結" not in page


def test_a_school_reads_when_it_presents_once_it_was_told(sent_application: Sent, case: Case, staff: Person) -> None:
    in_window("presentation")
    starts = call.now() + timedelta(days=1)
    panel = panel_of(round_at(Stage.PRESENTATION, staff), [], [case])
    slot = Slot.objects.create(
        case=case, panel=panel, starts_at=starts, ends_at=starts + timedelta(minutes=30), room="第一會議室"
    )
    for person in (sent_application.window, sent_application.lead):
        assert "第一會議室" not in home(person)
    Slot.objects.filter(pk=slot.pk).update(published_at=call.now())
    grant(sent_application.lead, Role.TEAM)
    for person in (sent_application.window, sent_application.lead):
        assert "第一會議室" in home(person)
    assert "第一會議室" not in home(PersonFactory.create())
    Slot.objects.filter(pk=slot.pk).update(ends_at=call.now() - timedelta(minutes=1))
    assert "第一會議室" not in home(sent_application.window)


def test_a_reviewers_home_costs_the_same_with_one_and_three_cases(
    cases: list[Case], staff: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = reviewer_of(name="審查委員")
    turn = open_round(staff, cases)
    offered(staff, turn, cases[0], person)
    client = signed_in(person.person)
    client.get("/")
    with django_assert_num_queries(4):
        client.get("/")
    for one in cases[1:3]:
        offered(staff, turn, one, person)
    with django_assert_num_queries(4):
        client.get("/")
