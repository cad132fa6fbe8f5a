"""What comes while the results are announced: another announcement, and a draft of the meeting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from proposals.services.refusals import NotEditable
from review.models import Announcement, Case, Decision, Meeting, ResultLetter, StageMove
from review.services.announcing import AlreadyAnnounced, announce
from review.services.deciding import Draft, draft_cases
from review.services.opening import open_cases
from tests.factories import staff as staff_of
from tests.proposals.conftest import open_call
from tests.review.conftest import in_window, send_application
from tests.review.deciding_cases import whole_meeting
from tests.security.test_races import caught, until_it_waits
from usr_portal.accounts.models import Person, Role

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "依核定公文辦理"


@pytest.fixture
def drafter() -> Person:
    return staff_of()


@pytest.fixture
def people() -> list[Person]:
    return [staff_of(Role.MINISTRY), staff_of(Role.MINISTRY)]


@pytest.fixture
def cases(drafter: Person) -> list[Case]:
    open_call()
    send_application()
    in_window("data_check")
    return open_cases(person=drafter)


@pytest.fixture
def meeting(cases: list[Case], drafter: Person, people: list[Person]) -> Meeting:
    return whole_meeting(cases, drafter, people[0])


@pytest.mark.usefixtures("meeting")
def test_two_who_announce_at_once_announce_once(cases: list[Case], people: list[Person]) -> None:
    barrier = Barrier(2)

    def run(person: Person) -> str:
        try:
            barrier.wait(timeout=10)
            announce(person=person, reason=REASON)
        except AlreadyAnnounced:
            return "refused"
        finally:
            connections.close_all()
        return "announced"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, people)) == ["announced", "refused"]
    assert Announcement.objects.count() == 1
    assert StageMove.objects.count() == len(cases)
    assert ResultLetter.objects.count() == len(cases) + 1


def test_what_is_decided_while_it_is_announced_comes_too_late(
    cases: list[Case], meeting: Meeting, drafter: Person, people: list[Person]
) -> None:
    draft = Draft(
        number=cases[0].project_number, version=1, verdict="fund", approved={"114": 1, "115": 0, "116": 0}, reason="改"
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            announce(person=people[1], reason=REASON)
            late = pool.submit(caught, lambda: draft_cases(person=drafter, meeting_id=meeting.pk, drafts=[draft]))
            until_it_waits(late)
        outcome = late.result(timeout=20)
    assert isinstance(outcome, NotEditable), outcome
    assert Decision.objects.get(case=cases[0]).confirmed_by == people[0]
