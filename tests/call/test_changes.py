from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from usr_portal.call.rules import changes, official
from usr_portal.call.rules.parameters import CallParameters, bundled
from usr_portal.call.versions import with_window

CALL = bundled("usr-4")
UPLOAD = CALL.window("upload")
INSIDE = UPLOAD.opens_at + timedelta(days=3)
DAY = timedelta(days=1)


def moved(opens: timedelta = timedelta(), closes: timedelta = timedelta()) -> CallParameters:
    return with_window(CALL, "upload", UPLOAD.opens_at + opens, UPLOAD.closes_at + closes)


def told(after: CallParameters, now: datetime = INSIDE, extended_to: Sequence[datetime] = ()) -> list[str]:
    return [message.render() for message in changes.consequences(CALL, after, "upload", extended_to, now)]


def test_a_window_that_stays_as_it_is_changes_nothing() -> None:
    assert told(CALL) == []


def test_an_end_that_has_passed_closes_at_once() -> None:
    assert "存檔後立即截止，校窗口與計畫團隊不能再寫入" in told(moved(closes=-25 * DAY), INSIDE)[0]


@pytest.mark.parametrize(
    ("opens", "closes", "now", "words"),
    [
        (5 * DAY, 0 * DAY, INSIDE, "暫時不能寫入"),
        (-3 * DAY, 0 * DAY, UPLOAD.opens_at - DAY, "立即開放"),
        (-9 * DAY, -40 * DAY, UPLOAD.opens_at - DAY, "沒有機會寫入"),
        (0 * DAY, 3 * DAY, UPLOAD.closes_at + DAY, "重新開放"),
        (30 * DAY, 30 * DAY, UPLOAD.closes_at + DAY, "改為尚未開始"),
    ],
)
def test_each_turn_of_the_state_is_said(opens: timedelta, closes: timedelta, now: datetime, words: str) -> None:
    first = UPLOAD.opens_at + opens
    last = max(first, UPLOAD.closes_at + closes)
    after = with_window(CALL, "upload", first, last)
    assert any(words in line for line in told(after, now))


def test_a_longer_and_a_shorter_time_are_said_for_whom() -> None:
    assert "截止時間延後，校窗口與計畫團隊可用的時間變長。" in told(moved(closes=DAY))
    assert "截止時間提前，校窗口與計畫團隊可用的時間變短。" in told(moved(closes=-DAY))
    assert "開始時間延後，校窗口與計畫團隊要更晚才能開始。" in told(moved(opens=DAY))
    assert "開始時間提前，校窗口與計畫團隊可以更早開始。" in told(moved(opens=-DAY))


def test_extensions_that_fall_behind_are_counted_apart_from_those_that_hold() -> None:
    found = told(moved(closes=2 * DAY), extended_to=[UPLOAD.closes_at + DAY, UPLOAD.closes_at + 3 * DAY])
    assert any(line.startswith("有 1 筆學校展延的截止時間早於") for line in found)
    assert any(line.startswith("有 1 筆學校展延不受影響") for line in found)


def test_the_call_as_published_has_no_overlap_and_a_late_deadline_has_one() -> None:
    assert changes.overlaps(CALL.windows) == ()
    found = changes.overlaps(moved(closes=10 * DAY).windows)
    assert [message.render() for message in found] == ["「資料檢核補正」會在「上傳申請資料」截止前就開始。"]


def test_every_window_of_the_call_has_its_audience() -> None:
    assert set(CALL.windows) == set(changes.AUDIENCE)
    assert changes.audience("another") == changes.EVERYBODY


def test_differences_name_each_value_by_its_path() -> None:
    before: dict[str, object] = {"a": 1, "b": {"c": 2, "d": [1]}, "gone": 1}
    after: dict[str, object] = {"a": 1, "b": {"c": 3, "d": [1]}, "new": "x"}
    assert changes.differences(before, after) == (
        changes.Difference("b.c", 2, 3),
        changes.Difference("new", None, "x"),
        changes.Difference("gone", 1, None),
    )


@pytest.mark.parametrize("data", ["壹、條文\r\n".encode(), "\ufeff壹、條文\n".encode(), "壹、條文\r".encode("cp950")])
def test_a_text_file_is_read_whatever_wrote_it(data: bytes) -> None:
    assert official.decode(data) == "壹、條文\n"


@pytest.mark.parametrize("data", [b"", b" \r\n", b"a\x00", b"\xff\xff"])
def test_what_is_no_text_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(official.UnreadableTextError) as caught:
        official.decode(data)
    assert caught.value.reason.render()
