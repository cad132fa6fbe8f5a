"""What comes while an application is being sent finds it sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction

from proposals.models import Application, Proposal
from proposals.services import moves, sending, writing
from proposals.services.refusals import NotEditable, Refused
from tests.factories import window_of
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft, elsewhere
from usr_portal.accounts.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def caught(job: Callable[[], object]) -> object:
    try:
        return job()
    except Exception as problem:  # noqa: BLE001 - the problem is the result
        return problem
    finally:
        connections.close_all()


def until_it_waits(future: Future[object]) -> None:
    """Come back once the other thread waits for a lock of ours, or has ended without."""
    pause = Event()
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITS)
            if cursor.fetchone()[0] or future.done():
                return
        pause.wait(0.02)
    pytest.fail("the other thread neither waits nor ends")


def while_sending(application: Application, window: Person, job: Callable[[], object]) -> object:
    """Send; let the job begin before the sending is committed; give what came of the job."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            sending.send(person=window, school_code=application.school.code, confirmed=set())
            future = pool.submit(caught, job)
            until_it_waits(future)
        return future.result(timeout=20)


@pytest.fixture
def ready() -> Application:
    open_call()
    return draft(elsewhere("0993"), state=Proposal.State.TAKEN)


@pytest.fixture
def window(ready: Application) -> Person:
    return window_of(ready.school)


@pytest.fixture
def number(ready: Application) -> str:
    return ready.proposals.get().number


def test_a_proposal_is_not_returned_while_it_is_sent(ready: Application, window: Person, number: str) -> None:
    outcome = while_sending(
        ready, window, lambda: moves.move(person=window, number=number, act=moves.Act.RETURN, reason="再改")
    )
    assert isinstance(outcome, Refused), outcome
    assert Proposal.objects.get().state == Proposal.State.TAKEN


def test_a_proposal_is_not_removed_while_it_is_sent(ready: Application, window: Person, number: str) -> None:
    outcome = while_sending(
        ready, window, lambda: writing.remove_proposal(person=window, number=number, reason="不送了")
    )
    assert isinstance(outcome, NotEditable), outcome
    assert Proposal.objects.get().removed_at is None
