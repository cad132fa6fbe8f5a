"""What a change of the calendar means, and for whom (玖、二; 拾伍)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from usr_portal.call.rules.calendar import WindowState, state
from usr_portal.call.rules.parameters import CallParameters, Window
from usr_portal.kernel.messages import Message, gettext_noop

CHINESE = "zh-hant"

AUDIENCE = {
    "briefing": gettext_noop("所有學校"),
    "accounts": gettext_noop("尚未提報窗口的學校"),
    "upload": gettext_noop("校窗口與計畫團隊"),
    "availability": gettext_noop("校窗口"),
    "data_check": gettext_noop("經通知補正的學校"),
    "written_review": gettext_noop("審查委員"),
    "written_reply": gettext_noop("進入初審的計畫"),
    "presentation": gettext_noop("審查委員與進入複審的計畫"),
    "presentation_reply": gettext_noop("進入複審的計畫"),
    "site_visit": gettext_noop("審查委員與接受訪查的計畫"),
    "decision": gettext_noop("教育部"),
    "announcement": gettext_noop("所有學校"),
}
EVERYBODY = gettext_noop("所有使用者")

# Windows in which a school hands something in: these can be extended for one school
OF_SCHOOLS = ("accounts", "upload", "availability", "data_check", "written_reply", "presentation_reply")

# What follows what: a later stage should not begin before the one before it is over (rules.md: Review)
SEQUENCE = (
    "accounts",
    "upload",
    "data_check",
    "written_review",
    "written_reply",
    "presentation",
    "presentation_reply",
    "site_visit",
)

_TURNS = {
    (WindowState.OPEN, WindowState.AFTER): gettext_noop(
        "「{title}」現在開放中，存檔後立即截止，{audience}不能再寫入。"
    ),
    (WindowState.OPEN, WindowState.BEFORE): gettext_noop(
        "「{title}」現在開放中，存檔後要到新的開始時間才會再開放，{audience}暫時不能寫入。"
    ),
    (WindowState.BEFORE, WindowState.OPEN): gettext_noop("「{title}」存檔後立即開放，{audience}可以開始寫入。"),
    (WindowState.BEFORE, WindowState.AFTER): gettext_noop("「{title}」存檔後即視為已結束，{audience}沒有機會寫入。"),
    (WindowState.AFTER, WindowState.OPEN): gettext_noop("「{title}」已經截止，存檔後重新開放，{audience}可以再寫入。"),
    (WindowState.AFTER, WindowState.BEFORE): gettext_noop("「{title}」已經截止，存檔後改為尚未開始。"),
}
_EARLIER_END = gettext_noop("截止時間提前，{audience}可用的時間變短。")
_LATER_END = gettext_noop("截止時間延後，{audience}可用的時間變長。")
_EARLIER_START = gettext_noop("開始時間提前，{audience}可以更早開始。")
_LATER_START = gettext_noop("開始時間延後，{audience}要更晚才能開始。")
_STALE_EXTENSIONS = gettext_noop(
    "有 {count} 筆學校展延的截止時間早於新的截止時間；這些學校仍依展延的時間截止，請一併檢視。"
)
_KEPT_EXTENSIONS = gettext_noop("有 {count} 筆學校展延不受影響，仍依展延的時間截止。")
_OVERLAP = gettext_noop("「{later}」會在「{earlier}」截止前就開始。")


def audience(key: str) -> str:
    """Return who writes in a window, a msgid."""
    return AUDIENCE.get(key, EVERYBODY)


def consequences(
    before: CallParameters,
    after: CallParameters,
    key: str,
    extended_to: Sequence[datetime],
    now: datetime,
    lang: str = CHINESE,
) -> tuple[Message, ...]:
    """Return what changes for whom when window ``key`` of ``before`` becomes that of ``after``.

    ``extended_to`` are the ends that schools were granted in this window; ``lang`` is the language of the windows'
    titles, which stand in the call's data. Empty where the window stays as it is.
    """
    old, new = before.window(key), after.window(key)
    if (old.opens_at, old.closes_at) == (new.opens_at, new.closes_at):
        return ()
    return (
        *_turn(old, new, now, lang),
        *_lengths(old, new),
        *_extensions(new, extended_to),
        *overlaps(after.windows, lang),
    )


def overlaps(windows: Mapping[str, Window], lang: str = CHINESE) -> tuple[Message, ...]:
    """Return the stages that begin before the one before them is over, by their titles in ``lang``."""
    known = [windows[key] for key in SEQUENCE if key in windows]
    return tuple(
        Message(_OVERLAP, {"earlier": earlier.named(lang), "later": later.named(lang)})
        for earlier, later in pairwise(known)
        if later.opens_at <= earlier.closes_at
    )


def _turn(old: Window, new: Window, now: datetime, lang: str) -> Iterator[Message]:
    turn = state(old.opens_at, old.closes_at, now), state(new.opens_at, new.closes_at, now)
    if turn in _TURNS:
        yield Message(_TURNS[turn], {"title": new.named(lang), "audience": Message(audience(new.key))})


def _lengths(old: Window, new: Window) -> Iterator[Message]:
    values = {"audience": Message(audience(new.key))}
    if new.opens_at != old.opens_at:
        yield Message(_EARLIER_START if new.opens_at < old.opens_at else _LATER_START, values)
    if new.closes_at != old.closes_at:
        yield Message(_EARLIER_END if new.closes_at < old.closes_at else _LATER_END, values)


def _extensions(new: Window, extended_to: Sequence[datetime]) -> Iterator[Message]:
    stale = sum(end < new.closes_at for end in extended_to)
    if stale:
        yield Message(_STALE_EXTENSIONS, {"count": stale})
    if len(extended_to) > stale:
        yield Message(_KEPT_EXTENSIONS, {"count": len(extended_to) - stale})


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs between two versions; None where a version has none. ``path`` is dotted."""

    path: str
    before: object
    after: object


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Difference, ...]:
    """Return the values that differ between two versions' parameters as JSON, by their paths in order."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, f"{path}.{key}" if path else str(key))
    else:
        yield path, value
