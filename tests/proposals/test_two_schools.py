"""Whose pages they are: one person may be window of two schools, and staff read any school's."""

from __future__ import annotations

import pytest
from django.test import Client

from proposals.models import SchoolPlanSection
from tests.factories import grant, staff
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.accounts.models import Role

JSON = {"Accept": "application/json"}


@pytest.fixture
def second(db: None) -> Writing:
    """The later school of a window that stands for two: pages without a school show the other one."""
    open_call()
    schools = sorted((begin_writing(), begin_writing(title="另一校的計畫")), key=lambda one: one.school.code)
    grant(schools[1].window, Role.WINDOW, schools[0].school)
    return schools[1]


def test_each_link_of_a_schools_page_stays_with_it(second: Writing, client: Client) -> None:
    client.force_login(second.window)
    page = client.get("/proposals/school/", {"school": second.school.code})
    links = [step.url for step in page.context["plan_steps"]]
    links += [one.url for one in page.context["school_findings"]]
    assert links
    for link in links:
        page_of = client.get(link.partition("#")[0]).context
        whose = page_of["desk"].home_url if "desk" in page_of else page_of["application"].school.code
        assert whose.endswith(second.school.code), link
    assert f"/proposals/school/send/?school={second.school.code}" in page.content.decode()


def test_a_page_saves_sends_and_returns_for_its_own_school(second: Writing, client: Client) -> None:
    client.force_login(second.window)
    code = second.school.code
    page = client.get("/proposals/school/edit/evaluation/", {"school": code})
    saved = client.post(page.context["desk"].url, {"version": "0", "evaluation_unit": "研發處"}, headers=JSON)
    assert saved.status_code == 200
    assert SchoolPlanSection.objects.get(key="evaluation").plan.application.school == second.school
    sending = client.get("/proposals/school/send/", {"school": code})
    assert sending.context["application"].school == second.school
    asked = client.post(f"/proposals/school/send/?school={code}", {"check": "1"}, follow=True)
    assert asked.context["application"].school == second.school
    taken = client.post(f"/proposals/{second.number}/move/take/", {"next": "school"})
    assert taken.headers["Location"].endswith(f"?school={code}")


def test_staff_open_every_page_of_a_schools_plan(second: Writing, client: Client) -> None:
    client.force_login(staff())
    page = client.get("/proposals/school/", {"school": second.school.code})
    for step in page.context["plan_steps"]:
        assert client.get(step.url).status_code == 200, step.url
    findings = client.get("/proposals/school/findings/", {"school": second.school.code, "section": "evaluation"})
    assert findings.status_code == 200
