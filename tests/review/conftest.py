"""What the review's tests stand on: a school's application that was sent, its cases, staff and a reviewer.

The call is moved by whole days, so that a stage's window is open now: `in_window("presentation")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from pytest_django.plugin import DjangoDbBlocker

from proposals.models import Participation, Proposal, Submission
from proposals.services import sending
from review.models import Case, Check, PaperCopy, Reviewer
from review.services.opening import open_cases
from tests.builders import Json
from tests.factories import PersonFactory, grant, window_of
from tests.factories import staff as staff_of
from tests.module_rows import module_rows
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft
from usr_portal.accounts.models import Person, Role
from usr_portal.call import services as call
from usr_portal.call import versions
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School


@dataclass
class Sent:
    """A school's application in force, its window, and the lead of each of its proposals (all one person)."""

    school: School
    submission: Submission
    window: Person
    lead: Person

    def number(self, plan_type: PlanType) -> str:
        """Give the readable number of its first proposal of a type."""
        return (
            Proposal.objects.filter(application__school=self.school, plan_type=plan_type).order_by("serial")[0].number
        )

    def case(self, plan_type: PlanType) -> Case:
        """Give the case of its first proposal of a type."""
        return Case.objects.filter(school=self.school, plan_type=plan_type).select_related("school")[0]


def in_window(key: str) -> None:
    """Move the call, so that its window `key` began today (that is, for `upload`, yesterday)."""
    parameters = bundled("usr-4")
    began = parameters.window(key).opens_at.astimezone(parameters.zone).date()
    today = call.now().astimezone(parameters.zone).date()
    days = (today - began).days - (1 if key == "upload" else 0)
    versions.load_file(parameters, reason=f"測試：{key}", days=days)


def send_application(mapping: Json | None = None, *, papers: bool = True) -> Sent:
    """Send the valid application of `tests.builders` (one proposal of each kind), or another one, through services."""
    application = draft(mapping, papers=papers)
    window = window_of(application.school)
    lead = PersonFactory.create()
    for proposal in application.proposals.filter(removed_at=None):
        Participation.objects.create(proposal=proposal, person=lead, access=Participation.Access.LEAD)
    found = sending.preview(application, call.require_open("upload", application.school_id)).correctable
    confirmed = {sending.confirmation_key(one) for one in found}
    submission = sending.send(person=window, school_code=application.school.code, confirmed=confirmed)
    return Sent(application.school, submission, window, lead)


def reviewer_of(**fields: object) -> Reviewer:
    """A reviewer with the role and a row; `fields` are the person's."""
    person = PersonFactory.create(**fields)
    grant(person, Role.REVIEWER)
    return Reviewer.objects.create(person=person, person_key=f"reviewer-{person.pk}")


def settle(*cases: Case) -> None:
    """Find every item fine, and the paper copy here in time."""
    Check.objects.filter(case__in=cases).update(verdict=Check.Verdict.FINE)
    for case in cases:
        day = call.in_force().deadline_day - timedelta(days=60)  # in time also once the calendar has moved on
        PaperCopy.objects.get_or_create(
            submission_id=case.submitted.submission_id,
            defaults={
                "postmark_on": day,
                "received_on": day,
                "recorded_by": Person.objects.order_by("pk")[0],
                "recorded_at": call.now(),
            },
        )


@pytest.fixture
def staff(db: None) -> Person:
    """Somebody of the promotion center."""
    return staff_of(Role.CENTER, name="承辦人")


@pytest.fixture
def ministry(db: None) -> Person:
    """Somebody of the ministry."""
    return staff_of(Role.MINISTRY, name="教育部承辦人")


@pytest.fixture
def reviewer(db: None) -> Reviewer:
    """A reviewer without any assignment."""
    return reviewer_of(name="審查委員")


def _send_once() -> Sent:
    open_call()
    sent = send_application()
    in_window("data_check")
    return sent


@pytest.fixture(scope="module")
def sent_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Sent]:
    """The application that the module's tests share; ask for `sent_application`."""
    with module_rows(django_db_blocker, _send_once) as sent:
        yield sent


@pytest.fixture
def sent_application(sent_once: Sent, db: None) -> Sent:
    """A school's application in force, read anew: sent while uploading was open, and now corrections are."""
    return Sent(
        School.objects.get(pk=sent_once.school.pk),
        Submission.objects.get(pk=sent_once.submission.pk),
        Person.objects.get(pk=sent_once.window.pk),
        Person.objects.get(pk=sent_once.lead.pk),
    )


@pytest.fixture
def cases(sent_application: Sent, staff: Person) -> list[Case]:
    """The five cases of that application, opened by staff: S, D, X, I, N of `tests.builders`."""
    return open_cases(person=staff)


@pytest.fixture
def case(sent_application: Sent, cases: list[Case]) -> Case:
    """The case of the sprout that continues a prior project."""
    return sent_application.case(PlanType.SPROUT)
