from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from usr_portal.kernel import roc
from usr_portal.kernel.messages import Message


@pytest.mark.parametrize(
    "text",
    [
        "113/8/30",
        "113-08-30",
        "1130830",
        "113.8.30",
        "113年8月30日",
        " １１３／８／３０ ",
        "2024-08-30",
        "2024/8/30",
        "20240830",
    ],
)
def test_every_way_of_writing_the_day_is_read(text: str) -> None:
    assert roc.parse_roc_date(text) == date(2024, 8, 30)


@pytest.mark.parametrize("text", ["", "113/2/30", "八月", "113/8", "113/13/1", "0/1/1", "99999999", "2024-08-30T00:00"])
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    with pytest.raises(roc.RocDateError) as caught:
        roc.parse_roc_date(text)
    assert text in caught.value.reason.render()


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [
        (17, 0, "下午5時"),
        (9, 0, "上午9時"),
        (12, 0, "中午12時"),
        (12, 30, "中午12時30分"),
        (0, 0, "上午0時"),
        (23, 59, "下午11時59分"),
    ],
)
def test_the_long_form(hour: int, minute: int, text: str) -> None:
    moment = datetime(2024, 8, 30, hour, minute, tzinfo=roc.TAIPEI)
    assert roc.long(moment) == f"113年8月30日（星期五）{text}"


def test_the_short_forms_are_taipei() -> None:
    moment = datetime(2024, 8, 30, 17, 0, 5, tzinfo=UTC)
    assert roc.short(moment) == "113/08/31 01:00"
    assert roc.seconds(moment) == "113/08/31 01:00:05"
    assert roc.short_date(date(2011, 1, 2)) == "100/01/02"
    assert roc.long_date(date(2024, 9, 1)) == "113年9月1日（星期日）"
    assert roc.roc_year(date(1912, 1, 1)) == 1


def told(value: roc.Told | roc.ToldToTheSecond, era: str) -> str:
    return Message("（{at}）", {"at": value}).render(lambda text: era if text == "民國" else text)


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (roc.Told(date(2024, 8, 30)), "（113年8月30日（星期五））", "（Friday, 30 August 2024）"),
        (
            roc.Told(datetime(2024, 8, 30, 9, tzinfo=UTC)),
            "（113年8月30日（星期五）下午5時）",
            "（Friday, 30 August 2024, 17:00）",
        ),
        (
            roc.ToldToTheSecond(datetime(2024, 8, 30, 9, 0, 1, tzinfo=UTC)),
            "（113/08/30 17:00:01）",
            "（2024-08-30 17:00:01）",
        ),
    ],
)
def test_a_message_tells_a_date_in_its_readers_era(
    value: roc.Told | roc.ToldToTheSecond, chinese: str, english: str
) -> None:
    assert told(value, "民國") == chinese
    assert told(value, "CE") == english
