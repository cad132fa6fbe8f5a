from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from budgets.models import LineItem, YearPlan
from proposals.models import Participation, Proposal
from proposals.services.writing import create_proposal, open_application
from tests.factories import PersonFactory, SchoolFactory, grant, staff, window_of
from usr_portal.accounts.models import Person, Role
from usr_portal.call.models import CallVersion
from usr_portal.dashboard.charts import Row, draw
from usr_portal.dashboard.staff_board import Board
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


def board(office: Client) -> Board:
    found: Board = office.get("/staff/").context["board"]
    return found


def test_schools_are_counted_by_the_condition_of_their_application(office: Client) -> None:
    SchoolFactory.create()
    SchoolFactory.create(under_guidance=True)
    begin()
    _window, complete = begin()
    Proposal.objects.filter(pk=complete.pk).update(state=Proposal.State.COMPLETE)
    found = board(office)
    assert found.schools == {"not_begun": 1, "writing": 1, "complete": 1, "sent": 0}
    assert found.numbers.proposals == 2
    assert not found.in_review


def test_each_number_of_schools_leads_to_those_schools(office: Client) -> None:
    SchoolFactory.create(name_zh="未開始大學")
    SchoolFactory.create(under_guidance=True)
    begin()
    _window, complete = begin()
    Proposal.objects.filter(pk=complete.pk).update(state=Proposal.State.COMPLETE)
    links = re.findall(r'href="(/staff/schools/[^"]*)">(\d+)<', office.get("/staff/").content.decode())
    assert [number for _url, number in links] == ["1", "1", "1", "0"]
    for url, number in links:
        assert office.get(url).context["page"].paginator.count == int(number)
    assert "未開始大學" in office.get("/staff/schools/?condition=odd").content.decode()
    done = office.get("/staff/schools/?condition=complete").content.decode()
    assert complete.application.school.name_zh in done
    assert f"/staff/proposals/?school={complete.application.school.code}" in done


def test_the_list_of_schools_costs_the_same_with_one_and_three(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _more in range(2):
        begin()
        office.get("/staff/schools/?condition=writing")
        with django_assert_num_queries(6):
            office.get("/staff/schools/?condition=writing")
        begin()


def test_proposals_are_counted_by_type_and_issue(office: Client) -> None:
    begin(PlanType.DEEP)
    _window, chosen = begin(PlanType.SPROUT)
    Proposal.objects.filter(pk=chosen.pk).update(issues=[4])
    charts = {chart.key: chart for chart in board(office).distribution}
    assert [row.value for row in charts["type"].rows] == [1, 1, 0, 0]
    assert [row.value for row in charts["issue"].rows] == [0, 0, 0, 1, 0, 0, 1]
    others = charts["issue"].rows[-1]
    listed = [row.number for row in office.get(others.url).context["rows"]]
    assert listed == list(Proposal.objects.exclude(pk=chosen.pk).values_list("number", flat=True))


def test_what_is_asked_is_added_up_as_it_is_written(office: Client) -> None:
    for amount in (700, 300):
        _window, proposal = begin(PlanType.DEEP)
        year = YearPlan.objects.get_or_create(plan=proposal.budget, year="115")[0]
        LineItem.objects.create(year_plan=year, item=LineItem.Item.PERSONNEL, label="助理", amount=amount)
    line = board(office).money.lines[0]
    assert (line.title, [cell.amount for cell in line.cells]) == ("深耕型", [0, 1000, 0, 1000])


def test_before_a_call_is_loaded_the_page_says_what_to_do(client: Client) -> None:
    CallVersion.objects.all().delete()
    client.force_login(staff())
    assert "load_call" in client.get("/staff/").content.decode()


def test_without_a_proposal_the_page_says_when_there_will_be_numbers(office: Client) -> None:
    page = office.get("/staff/").content.decode()
    assert "還沒有計畫" in page
    assert "目前沒有等您處理的事項" in page


def test_the_overview_costs_the_same_with_one_and_three_schools(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin()
    office.get("/staff/")
    with django_assert_num_queries(11):
        office.get("/staff/")
    begin()
    begin()
    with django_assert_num_queries(11):
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
    assert widths == [widths[0], pytest.approx(widths[0] / 2, abs=0.1), 0]
    assert draw("件數", "n", [Row("a", 0)]).bars[0].width == 0
    assert draw("件數", "n", []).height == 0
