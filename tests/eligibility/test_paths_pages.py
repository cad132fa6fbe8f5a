"""What a school's prior projects may become, and the search for people."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from eligibility.selectors import find_people
from tests.eligibility.people import join, make_person, make_project, make_school, signed_in
from usr_portal.accounts.models import Role
from usr_portal.schools.models import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def window(school: School) -> Client:
    call_command("load_call")
    cache.clear()
    return signed_in(make_person(Role.WINDOW, school))


def test_each_project_shows_what_it_may_become_and_why_not(school: School, window: Client) -> None:
    make_project(
        school, "3-01", title="第三期萌芽", predecessor=make_project(school, "2-01", phase=2, title="第二期萌芽")
    )
    page = window.get("/eligibility/").content.decode()
    row = page.split("第三期萌芽", 1)[1].split("</tr>")[0]
    assert row.count("進階計畫") >= 3
    assert "不行" in row
    assert "/call/articles/" in row
    assert "延續計畫</span>" not in row


def test_a_school_without_prior_projects_is_told_what_to_do(window: Client) -> None:
    assert "可以新興的萌芽型提案" in window.get("/eligibility/").content.decode()


def test_a_window_sees_its_own_school_only(school: School, window: Client) -> None:
    other = make_school("0004", "國立成功大學")
    make_project(other, "3-11", title="別校的案")
    assert window.get("/eligibility/", {"school": "0004"}).status_code == 404
    assert "別校的案" not in window.get("/eligibility/").content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.CENTER, 200), (Role.TEAM, 404), (Role.REVIEWER, 404)])
def test_staff_choose_a_school_and_others_find_nothing(role: Role, status: int, window: Client) -> None:
    client = signed_in(make_person(role))
    assert client.get("/eligibility/").status_code == status
    assert client.get("/eligibility/", {"school": "0003"}).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_school(
    count: int, school: School, window: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        join(make_project(school, f"3-{number}"), f"A{number}")
    window.get("/eligibility/")
    with django_assert_num_queries(7):
        window.get("/eligibility/")


@pytest.mark.parametrize("name", ["王小臺", "王 小台", "王　小臺"])
def test_people_are_found_by_their_whole_name(name: str, school: School) -> None:
    join(make_project(school, "3-01"), "A1", name="王小臺")
    found = find_people(name, "0003")
    assert [(person.key, person.name, person.school) for person in found] == [("A1", "王小臺", "國立臺灣大學")]
    assert find_people(name, "0004") == ()


@pytest.mark.parametrize("name", ["王", "", "小臺", "%"])
def test_a_part_of_a_name_finds_nobody(name: str, school: School) -> None:
    join(make_project(school, "3-01"), "A1", name="王小臺")
    assert find_people(name) == ()


def test_the_search_tells_key_name_and_school_alone(school: School, window: Client) -> None:
    join(make_project(school, "3-01"), "A1", name="王小臺")
    answer = window.get("/eligibility/people/", {"name": "王小台", "school": "0003"})
    assert answer.json() == {"people": [{"key": "A1", "name": "王小臺", "school": "國立臺灣大學"}]}
    assert Client().get("/eligibility/people/", {"name": "王小台"}).status_code == 302


def test_the_search_cannot_be_hurried(window: Client) -> None:
    statuses = [window.get("/eligibility/people/", {"name": "無"}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
