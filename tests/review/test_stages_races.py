"""Two who move the same cases at once, on their own connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from review.models import StageMove
from review.rules.stages import Act
from review.services.opening import open_cases
from review.services.stages import CannotMove, move
from tests.factories import staff as staff_of
from tests.proposals.conftest import open_call
from tests.review.conftest import in_window, send_application, settle
from usr_portal.accounts.models import Person


@pytest.mark.django_db(transaction=True)
def test_two_who_move_the_same_cases_at_once_move_them_once() -> None:
    open_call()
    send_application()
    in_window("data_check")
    people = [staff_of(), staff_of()]
    cases = open_cases(person=people[0])
    settle(*cases)
    in_window("written_review")
    ids = [case.pk for case in cases]
    barrier = Barrier(2)

    def run(person: Person) -> str:
        try:
            barrier.wait(timeout=10)
            order = ids if person is people[0] else ids[::-1]
            move(person=person, case_ids=order, act=Act.ADVANCE, reason="同時")
        except CannotMove:
            return "refused"
        finally:
            connections.close_all()
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(run, people))

    # The second one finds them in the written review already: nothing is scored there, so it cannot go on
    assert results == ["moved", "refused"]
    assert StageMove.objects.count() == len(ids)
