"""Pages of replies, presentations and visits, as the school, staff and a reviewer see them: good ones, wide and narrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from review.models import Assignment, Case, Reply
from review.rules.standing import Stage
from review.rules.talks import days
from review.selectors.schedule import presentation_days
from review.services import replies, scheduling, visits
from review.services.opening import open_cases
from tests.factories import staff as staff_of
from tests.journeys.accessibility import assert_good_page
from tests.journeys.conftest import NewPage
from tests.proposals.conftest import open_call
from tests.review.conftest import Sent, in_window, reviewer_of, send_application
from tests.review.talks import asks, assigned, at_stage, panel_of, round_at, slides
from tests.review.test_talks_visits import picture
from usr_portal.accounts.models import Person, Role
from usr_portal.call import services as call
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.vocabulary import PlanType


@dataclass
class Talking:
    """A school's cases amid the replies, presentations and visits."""

    sent: Sent
    staff: Person
    deep: Case
    assignment: Assignment


def begin() -> Talking:
    """Send, ask, answer, place and publish."""
    open_call()
    sent, staff = send_application(), staff_of(Role.CENTER, name="承辦人")
    in_window("data_check")
    cases = open_cases(person=staff)
    deep = sent.case(PlanType.DEEP)
    judges = [reviewer_of(name=name) for name in ("趙委員", "錢委員")]
    written = round_at(Stage.WRITTEN_REVIEW, staff)
    for judge in judges:
        asks(assigned(written, deep, judge), f"經費 {judge.pk} 如何分配到三個年度？請說明依據。", "學生如何參與？")
    at_stage(Stage.WRITTEN_REPLY, *cases)
    in_window(Stage.WRITTEN_REPLY)
    replies.draft(person=staff, stage=Stage.WRITTEN_REPLY)
    replies.release(person=staff, stage=Stage.WRITTEN_REPLY, numbers=[deep.project_number, cases[1].project_number])
    reply = Reply.objects.get(case=deep)
    number = deep.proposal.number
    replies.answer(
        person=sent.lead, number=number, stage=Stage.WRITTEN_REPLY, answers=("一" * 80, "二", ""), version=reply.version
    )
    replies.upload_slides(person=sent.lead, number=number, stage=Stage.WRITTEN_REPLY, upload=slides())
    shown = round_at(Stage.PRESENTATION, staff)
    panel_of(shown, judges, cases[:4])
    mine = assigned(shown, deep, judges[0], Assignment.State.ACCEPTED)
    for hour, case in enumerate(cases[:3]):
        starts = datetime.combine(presentation_days()[0], time(9 + hour // 2), TAIPEI)
        scheduling.place(
            person=staff,
            project_number=case.project_number,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            room="https://meet.example.test/a-very-long-room-name-that-has-to-break-somewhere-on-a-telephone",
            reason="測試衝突",
        )
    scheduling.publish(person=staff, numbers=[deep.project_number])
    return Talking(sent, staff, deep, mine)


def visit(world: Talking) -> None:
    """Place, record and publish the visit of the deep proposal."""
    at_stage(Stage.PRESENTATION_REPLY, world.deep)
    panel_of(round_at(Stage.SITE_VISIT, world.staff), [world.assignment.reviewer], [world.deep])
    parameters = call.in_force()
    day = days(parameters.window("site_visit"), parameters.zone)[0]
    starts = datetime.combine(day, time(10), TAIPEI)
    number = world.deep.project_number
    held = visits.place_visit(
        person=world.staff,
        project_number=number,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place="臺南市左鎮區岡林里活動中心",
    )
    visits.write_report(
        person=world.staff, project_number=number, form={"field": "整潔"}, minutes="看過場域。", version=held.version
    )
    visits.add_photo(person=world.staff, project_number=number, upload=picture(), caption="活動中心")
    visits.publish_visits(person=world.staff, numbers=[number])


def enter(page: Page, live_server: LiveServer, person: Person) -> None:
    """Come in without the way over the sign-in page."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def pages(world: Talking) -> list[tuple[Person, list[str]]]:
    """The pages of each."""
    number, project, mine = world.deep.proposal.number, world.deep.project_number, world.assignment.pk
    written = Stage.WRITTEN_REPLY.value
    school = [
        reverse(name, args=[number]) for name in ("proposal_offer", "proposal_replies", "proposal_schedule", "proposal")
    ]
    asked = "?days={}&rooms=A&minutes=30&pause=5&morning=09:00&in_morning=2&afternoon=13:30&in_afternoon=2"
    staff = [
        reverse("schedule_replies", args=[written]),
        reverse("schedule_reply", args=[written, project]),
        reverse("schedule_talks"),
        reverse("schedule_propose"),
        reverse("schedule_propose") + asked.format(presentation_days()[1]),
        reverse("schedule_place", args=[project]),
        reverse("schedule_visits"),
        reverse("schedule_visit", args=[project]),
    ]
    reviewer = [
        reverse("review_schedule"),
        *(reverse(name, args=[mine]) for name in ("review_replies", "review_visit")),
    ]
    return [(world.sent.lead, school), (world.staff, staff), (world.assignment.reviewer.person, reviewer)]


@pytest.mark.django_db(transaction=True)
def test_every_page_is_good(new_page: NewPage, live_server: LiveServer) -> None:
    world = begin()
    visit(world)
    for person, urls in pages(world):
        page = new_page()
        enter(page, live_server, person)
        for url in urls:
            answer = page.goto(url)
            assert answer is not None
            assert answer.status == 200, url
            assert_good_page(page)


@pytest.mark.django_db(transaction=True)
def test_staff_preview_and_release_and_the_school_answers(new_page: NewPage, live_server: LiveServer) -> None:
    world = begin()
    page = new_page()
    enter(page, live_server, world.staff)
    page.goto(reverse("schedule_replies", args=[Stage.WRITTEN_REPLY.value]))
    page.get_by_role("button", name="預覽送出全部待送出的").click()
    assert_good_page(page)
    page.get_by_role("button", name="送出給學校").click()
    page.get_by_text("已送出 3 件給學校。").wait_for()

    school = new_page()
    enter(school, live_server, world.sent.lead)
    school.goto(reverse("proposal_replies", args=[world.deep.proposal.number]))
    school.get_by_label("第 3 題").fill("補充說明在這裡。")
    school.get_by_role("button", name="儲存回覆").click()
    school.get_by_text("回覆已儲存").wait_for()
    assert "補充說明在這裡。" in Reply.objects.get(case=world.deep).answers
