"""Who takes part in the whole review, each with a browser, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import FilePayload, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from proposals.management.sample.clock import on, set_to
from review.models import Affiliation, Case, Reviewer
from tests.builders import Json, document
from tests.factories import SchoolFactory
from tests.factories import staff as staff_of
from tests.journeys.conftest import NewPage
from tests.proposals import papers
from tests.review.conftest import Sent, reviewer_of, send_application
from usr_portal.accounts.models import Person, Role
from usr_portal.call import versions
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.vocabulary import PlanType

NAMES = ("趙一一", "錢二二", "孫三三")
# By part of the proposal: its own, and the school plan; the third is 19 points from the first
SCORES = ((90, 80), (85, 80), (60, 60))
FAR_APART = "19.00"
# What both teams offer: one morning, and for the deep one a day and a place
MORNING, VISIT_DAY, PLACE = date(2024, 10, 24), date(2024, 11, 15), "左鎮岡林里活動中心"
POT = "30,000,000"
APPROVED = "1,500,000"


@dataclass
class Cast:
    """Who takes part, each with a browser of their own."""

    sent: Sent
    center: Page
    ministry: Page
    school: Page
    reviewers: list[tuple[Reviewer, Page]]

    @property
    def deep(self) -> Case:
        """The case that is visited."""
        return self.sent.case(PlanType.DEEP)

    @property
    def number(self) -> str:
        """The readable number of its proposal."""
        return self.sent.number(PlanType.DEEP)


def _two_proposals() -> Json:
    """A sprout, which nobody visits, and a deep one."""
    mapping = document()
    return {**mapping, "proposals": mapping["proposals"][:2]}


def gather(new_page: NewPage, live_server: LiveServer) -> Cast:
    versions.load_file(bundled(django_settings.USR_CALL), reason="測試")
    now("upload", day=14)
    sent = send_application(_two_proposals())
    judges = [reviewer_of(name=name) for name in NAMES]
    for one in judges:
        Affiliation.objects.create(reviewer=one, school=SchoolFactory.create())

    def page_of(person: Person) -> Page:
        page, client = new_page(), Client()
        client.force_login(person)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return page

    return Cast(
        sent,
        page_of(staff_of(Role.CENTER, name="推動中心承辦")),
        page_of(staff_of(Role.MINISTRY, name="教育部承辦")),
        page_of(sent.lead),
        [(one, page_of(one.person)) for one in judges],
    )


def now(window: str, *, day: int = 0, closes: bool = False) -> None:
    """Let it be ten o'clock so many days after a window begins, or ends."""
    set_to(on(window, day, 10, closes=closes))


def pdf(pages: int) -> FilePayload:
    return {"name": "檔案.pdf", "mimeType": "application/pdf", "buffer": papers.pdf(pages)}


def told(page: Page) -> Locator:
    return page.locator("main")


def nameless(page: Page) -> None:
    """No reviewer is named to the school."""
    for name in NAMES:
        expect(told(page)).not_to_contain_text(name)
