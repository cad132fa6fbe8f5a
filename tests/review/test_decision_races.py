"""Two at once: a decision is confirmed once, and never as something else than what was read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from proposals.services.refusals import Refused
from review.models import Announcement, Case, Decision, Meeting
from review.services import deciding
from review.services.announcing import announce
from review.services.opening import open_cases
from tests.factories import staff as staff_of
from tests.proposals.conftest import open_call
from tests.review.conftest import in_window, send_application
from tests.review.decisions import YEARS, amounts, decide_all, draft, drafted, meeting_of, to_decision
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ready() -> tuple[list[Case], Meeting, Person]:
    """Cases at the decision, a meeting whose pot holds two of them, and who drafts."""
    open_call()
    send_application()
    in_window("data_check")
    staff = staff_of()
    cases = open_cases(person=staff)
    to_decision(cases)
    return cases, meeting_of(staff, pot=dict.fromkeys(YEARS, 2_000_000)), staff


def at_once(*jobs: Callable[[], object]) -> list[str]:
    """Do both in the same moment, each on its own connection; give what came of them."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            job()
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def confirming(person: Person, meeting: Meeting, *cases: Case) -> Callable[[], object]:
    numbers = {one.project_number: 1 for one in cases}
    return lambda: deciding.confirm(person=person, meeting_id=meeting.pk, cases=numbers)


def test_two_who_confirm_the_same_confirm_it_once(ready: tuple[list[Case], Meeting, Person]) -> None:
    cases, meeting, staff = ready
    drafted(staff, meeting, draft(cases[0]))
    people = [staff_of(Role.MINISTRY), staff_of(Role.MINISTRY)]
    results = at_once(*(confirming(person, meeting, cases[0]) for person in people))
    assert results == ["Outdated", "done"]
    assert Decision.objects.get().version == 2
    assert Event.objects.filter(action="decision.confirm").count() == 1


def test_two_who_confirm_different_ones_never_overdraw_the_pot(ready: tuple[list[Case], Meeting, Person]) -> None:
    cases, meeting, staff = ready
    drafted(staff, meeting, *(draft(one) for one in cases[:4]))
    people = [staff_of(Role.MINISTRY), staff_of(Role.MINISTRY)]
    results = at_once(confirming(people[0], meeting, *cases[:2]), confirming(people[1], meeting, *cases[2:4]))
    assert results == ["Overdrawn", "done"]
    assert Decision.objects.exclude(confirmed_by=None).count() == 2


def test_what_changes_while_it_is_confirmed_is_not_confirmed(ready: tuple[list[Case], Meeting, Person]) -> None:
    cases, meeting, staff = ready
    drafted(staff, meeting, draft(cases[0]))
    ministry = staff_of(Role.MINISTRY)
    results = at_once(
        confirming(ministry, meeting, cases[0]), lambda: drafted(staff, meeting, draft(cases[0], 500_000, version=1))
    )
    assert results == ["Outdated", "done"]
    found = Decision.objects.get()
    assert (found.is_confirmed, amounts(found)[YEARS[0]]) in {(True, 1_000_000), (False, 500_000)}


def test_a_change_and_the_announcement_never_both_happen(ready: tuple[list[Case], Meeting, Person]) -> None:
    cases, _small, staff = ready
    ministry, meeting = staff_of(Role.MINISTRY), meeting_of(staff)
    decide_all(staff, ministry, meeting, cases)
    in_window("announcement")
    results = at_once(
        lambda: announce(person=ministry, reason="依核定公文辦理"),
        lambda: drafted(staff, meeting, draft(cases[0], 500_000, version=2)),
    )
    announced = Announcement.objects.exists()
    assert results == [("NotEditable" if announced else "NotReady"), "done"]
    assert Decision.objects.get(case=cases[0]).is_confirmed is announced
    assert amounts(Decision.objects.get(case=cases[0]))[YEARS[0]] == (1_000_000 if announced else 500_000)
