"""Moments at the ends of time do not take the calendar's pages with them; nothing begins outside of its window."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from proposals.models import Application
from proposals.services.writing import open_application
from tests.factories import SchoolFactory, staff, window_of
from tests.proposals.conftest import open_call
from usr_portal.accounts.models import Role
from usr_portal.call.models import CallVersion, DemoClock, WindowExtension
from usr_portal.call.services import WindowClosed

pytestmark = pytest.mark.django_db
ENDS = ["9999-12-31 23:59:59", "0001-01-01", "8088/12/31", "2101-01-01"]


@pytest.mark.parametrize("end", ENDS)
def test_a_window_is_not_moved_to_the_end_of_time(client: Client, end: str) -> None:
    open_call()
    client.force_login(staff(Role.ADMIN))
    school = SchoolFactory.create()
    values = {"opens_at": "113/8/5", "closes_at": end, "reason": "試", "seen": "1"}
    window = client.post(reverse("staff_window", args=["upload"]), values)
    values = {"school": str(school.pk), "window": "upload", "closes_at": end, "reason": "試"}
    extension = client.post(reverse("staff_extension"), values)
    assert (window.status_code, extension.status_code) == (422, 422)
    assert "不是有效的時刻" in extension.content.decode()
    assert (CallVersion.objects.count(), WindowExtension.objects.count()) == (1, 0)
    assert client.get(reverse("staff_calendar")).status_code == 200


@pytest.mark.parametrize("end", ENDS)
def test_the_demo_clock_stays_within_reach(client: Client, settings: Settings, end: str) -> None:
    settings.USR_DEMO = True
    open_call()
    client.force_login(staff(Role.ADMIN))
    assert client.post(reverse("demo_clock"), {"moment": end}).status_code == 422
    assert not DemoClock.objects.exists()


@pytest.mark.parametrize("days", [-100, 100])
def test_no_application_begins_outside_of_its_window(client: Client, days: int) -> None:
    open_call(days_from_now=days)
    school = SchoolFactory.create()
    client.force_login(window_of(school))
    answer = client.post(reverse("application_begin"), {"school": school.code}, follow=True)
    assert answer.status_code == 200
    assert not Application.objects.exists()


def test_an_application_that_is_there_is_given_also_when_closed(client: Client) -> None:
    open_call()
    school = SchoolFactory.create()
    window = window_of(school)
    application = open_application(person=window, school=school)
    open_call(days_from_now=-100)
    assert open_application(person=window, school=school) == application
    other = SchoolFactory.create()
    with pytest.raises(WindowClosed):
        open_application(person=window_of(other), school=other)
