from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from usr_portal.call.rules import calendar
from usr_portal.call.rules.calendar import ExtensionFault, WindowState
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.roc import TAIPEI

CALL = bundled("usr-4")
UPLOAD = CALL.window("upload")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2024-08-05T08:59:59.999999", WindowState.BEFORE),
        ("2024-08-05T09:00:00", WindowState.OPEN),
        ("2024-08-30T17:00:00", WindowState.OPEN),
        ("2024-08-30T17:00:00.999999", WindowState.OPEN),
        ("2024-08-30T17:00:01", WindowState.AFTER),
        ("2024-08-30T09:00:01+00:00", WindowState.AFTER),
    ],
)
def test_both_ends_are_open_to_the_second(now: str, state: WindowState) -> None:
    moment = datetime.fromisoformat(now)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=TAIPEI)
    assert calendar.state(UPLOAD.opens_at, UPLOAD.closes_at, moment) is state
    assert calendar.is_open(UPLOAD.opens_at, UPLOAD.closes_at, moment) is (state is WindowState.OPEN)


@pytest.mark.parametrize(
    ("end", "now", "fault"),
    [
        (-1, -10, ExtensionFault.EARLIER),
        (0, 10, None),  # the own end takes an extension back, also once it has passed
        (5, 10, ExtensionFault.PASSED),
        (10, 10, None),
        (20, 10, None),
    ],
)
def test_an_extension_ends_later_than_for_all_and_is_still_to_come(
    end: int, now: int, fault: ExtensionFault | None
) -> None:
    own = UPLOAD.closes_at
    found = calendar.extension_fault(own, own + timedelta(seconds=end), own + timedelta(seconds=now))
    assert found is fault


def test_what_is_open_and_what_comes_next() -> None:
    windows = CALL.windows.values()
    august = datetime(2024, 8, 10, 12, tzinfo=TAIPEI)
    assert [window.key for window in calendar.current(windows, august)] == ["upload", "availability"]
    assert calendar.upcoming(windows, august) == CALL.window("data_check")
    later = datetime(2025, 1, 1, tzinfo=TAIPEI)
    assert calendar.current(windows, later) == ()
    assert calendar.upcoming(windows, later) is None
    assert calendar.upcoming(windows, UPLOAD.opens_at - timedelta(seconds=1)) in {UPLOAD, CALL.window("availability")}
