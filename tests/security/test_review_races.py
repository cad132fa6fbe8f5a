"""What comes while the results are announced, or while a decision is taken back, comes too late."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from proposals.services.refusals import NotEditable
from review.models import Case, Decision, ResultLetter
from review.services import deciding
from review.services.announcing import NotReady, announce
from review.services.deciding import Outdated
from review.services.opening import open_cases
from tests.factories import staff as staff_of
from tests.proposals.conftest import open_call
from tests.review.conftest import in_window, send_application
from tests.review.deciding_cases import whole_meeting
from tests.review.decisions import draft, drafted, meeting_of, to_decision
from tests.security.test_races import caught, until_it_waits
from usr_portal.accounts.models import Person, Role

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "依核定公文辦理"


@pytest.fixture
def cases() -> list[Case]:
    open_call()
    send_application()
    in_window("data_check")
    return open_cases(person=staff_of())


@pytest.fixture
def ministry() -> Person:
    return staff_of(Role.MINISTRY)


def forgotten(case: Case) -> None:
    """Let a proposal be as if nobody had opened its case."""
    case.checks.all().delete()
    case.delete()


def while_first(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Do the first; let the second begin before it is committed; give what came of the second."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            future = pool.submit(caught, second)
            until_it_waits(future)
        return future.result(timeout=20)


def test_nothing_is_announced_without_a_case_that_is_opened_meanwhile(cases: list[Case], ministry: Person) -> None:
    forgotten(cases.pop())
    whole_meeting(cases, staff_of(), ministry)
    staff = staff_of()
    outcome = while_first(lambda: open_cases(person=staff), lambda: announce(person=ministry, reason=REASON))
    assert isinstance(outcome, NotReady), outcome
    assert len(outcome.found.underway) == 1
    assert not ResultLetter.objects.exists()


def test_no_case_is_opened_while_the_results_are_announced(cases: list[Case], ministry: Person) -> None:
    whole_meeting(cases, staff_of(), ministry)
    staff = staff_of()
    outcome = while_first(lambda: announce(person=ministry, reason=REASON), lambda: open_cases(person=staff))
    assert isinstance(outcome, NotEditable), outcome


def test_what_is_taken_back_and_drafted_anew_meanwhile_is_not_confirmed(cases: list[Case], ministry: Person) -> None:
    to_decision(cases)
    staff = staff_of()
    meeting, number = meeting_of(staff), cases[0].project_number
    drafted(staff, meeting, draft(cases[0], 500_000))

    def anew() -> None:
        deciding.withdraw(person=staff, meeting_id=meeting.pk, project_number=number, version=1, reason="重擬")
        drafted(staff, meeting, draft(cases[0], 1_000_000))

    outcome = while_first(anew, lambda: deciding.confirm(person=ministry, meeting_id=meeting.pk, cases={number: 1}))
    assert isinstance(outcome, Outdated), outcome
    assert not Decision.objects.get().is_confirmed
