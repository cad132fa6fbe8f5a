from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from proposals.models import Participation, Proposal
from proposals.services.writing import create_proposal, open_application
from tests.factories import PersonFactory, SchoolFactory, grant, window_of
from usr_portal.accounts.models import Person, Role
from usr_portal.dashboard.charts import Row, draw
from usr_portal.kernel.vocabulary import PlanType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_now")]


def begin(plan_type: PlanType = PlanType.SPROUT) -> tuple[Person, Proposal]:
    school = SchoolFactory.create()
    window = window_of(school)
    open_application(person=window, school=school)
    return window, create_proposal(person=window, school_code=school.code, plan_type=plan_type, title="溪流共好計畫")


def test_only_staff_see_the_overview(client: Client) -> None:
    client.force_login(window_of(SchoolFactory.create()))
    assert client.get("/staff/").status_code == 404


def test_schools_are_counted_by_the_condition_of_their_application(office: Client) -> None:
    SchoolFactory.create()
    SchoolFactory.create(under_guidance=True)
    begin()
    _window, complete = begin()
    Proposal.objects.filter(pk=complete.pk).update(state=Proposal.State.COMPLETE)
    found = office.get("/staff/").context["overview"]
    assert found.conditions == {"not_begun": 1, "writing": 1, "complete": 1, "sent": 0}
    assert found.proposals == 2


def test_proposals_are_counted_by_type_and_issue(office: Client) -> None:
    begin(PlanType.DEEP)
    _window, chosen = begin(PlanType.SPROUT)
    Proposal.objects.filter(pk=chosen.pk).update(issues=[4])
    found = office.get("/staff/").context["overview"]
    assert {one.key: one.proposals for one in found.by_type} == {"sprout": 1, "deep": 1}
    assert [(one.key, one.proposals) for one in found.by_issue] == [(4, 1), (None, 1)]


def test_the_overview_costs_the_same_with_one_and_three_schools(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin()
    office.get("/staff/")
    with django_assert_num_queries(8):
        office.get("/staff/")
    begin()
    begin()
    with django_assert_num_queries(8):
        office.get("/staff/")


def test_a_window_is_told_what_comes_next(client: Client) -> None:
    window, proposal = begin()
    client.force_login(window)
    assert "1 件計畫還在撰寫中" in client.get("/").content.decode()
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.COMPLETE)
    assert "有 1 件計畫已完成，等您收件或退件" in client.get("/").content.decode()


def test_a_window_whose_school_has_not_begun_is_told_where_to(client: Client) -> None:
    client.force_login(window_of(SchoolFactory.create()))
    assert "學校尚未開始申請" in client.get("/").content.decode()


def test_a_team_sees_its_own_proposals_alone(client: Client) -> None:
    _window, mine = begin()
    _window, other = begin()
    person = PersonFactory.create()
    grant(person, Role.TEAM)
    Participation.objects.create(proposal=mine, person=person, access=Participation.Access.EDITOR)
    client.force_login(person)
    page = client.get("/").content.decode()
    assert mine.number in page
    assert other.number not in page


def test_who_has_nothing_to_do_is_told_so(client: Client) -> None:
    client.force_login(PersonFactory.create())
    assert "目前沒有等您處理的事項" in client.get("/").content.decode()


def test_the_longest_bar_takes_all_the_room_and_nothing_divides_by_zero() -> None:
    chart = draw("件數", "n", [Row("a", 4), Row("b", 2), Row("c", 0)])
    widths = [bar.width for bar in chart.bars]
    assert widths == [widths[0], widths[0] / 2, 0]
    assert draw("件數", "n", [Row("a", 0)]).bars[0].width == 0
    assert draw("件數", "n", []).height == 0
