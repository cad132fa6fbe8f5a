from __future__ import annotations

from datetime import datetime

import pytest

from usr_portal.call.rules.moments import END_OF_DAY, START_OF_DAY, MomentError, parse_moment
from usr_portal.kernel.roc import TAIPEI, RocDateError


@pytest.mark.parametrize(
    "text",
    [
        "113/8/30 17:00",
        "113-08-30 17:00:00",
        "1130830 17:00",
        "２０２４／０８／３０　１７：００",
        "2024-08-30T17:00",
        " 2024-08-30 17:00 ",
        "113年8月30日 17:00",
    ],
)
def test_a_moment_is_read_in_roc_and_ce_years(text: str) -> None:
    assert parse_moment(text, START_OF_DAY) == datetime(2024, 8, 30, 17, tzinfo=TAIPEI)


def test_seconds_are_kept() -> None:
    assert parse_moment("113/08/30 16:59:59", START_OF_DAY) == datetime(2024, 8, 30, 16, 59, 59, tzinfo=TAIPEI)


def test_a_day_alone_is_a_whole_day() -> None:
    assert parse_moment("113/8/30", START_OF_DAY) == datetime(2024, 8, 30, tzinfo=TAIPEI)
    assert parse_moment("113/8/30", END_OF_DAY) == datetime(2024, 8, 30, 23, 59, 59, tzinfo=TAIPEI)


@pytest.mark.parametrize("text", ["113/8/30 24:00", "113/8/30 17:60", "17:00", "113/8/30 5:0"])
def test_a_time_that_does_not_exist_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(MomentError) as caught:
        parse_moment(text, START_OF_DAY)
    assert text in caught.value.reason.render()


@pytest.mark.parametrize("text", ["113/2/30", "明天", "", "113/2/30 17:00"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(RocDateError):
        parse_moment(text, START_OF_DAY)
