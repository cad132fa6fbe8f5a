"""The way of a case through the review (拾、二; 拾伍): one frozen table, one function that reads it.

Each row says: from which stage, by which act, to which stage and outcome, for which plan types, what must be so, which
window must be over, in which window it happens, and who may do it. A case moves only forward, one row at a time, and
only when its stage is closed: its window is over for the case's school (an extension counts) and its work is done.

This is the mirror of `call.services.WindowClosed`, which a school's or reviewer's write raises outside its window: that
keeps a stage's own work inside the stage's window, and `Why.WINDOW_OPEN` here keeps the case in its stage until nobody
can write any more. Only the announcement happens inside a window (`Why.WINDOW_CLOSED`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from review.rules.guards import GUARDS, Guard
from review.rules.standing import CaseState, Outcome, Stage, Verdict
from usr_portal.call.rules import calendar
from usr_portal.call.rules.calendar import WindowState
from usr_portal.call.rules.parameters import Window
from usr_portal.kernel import roc
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import PlanType

S, O, G = Stage, Outcome, Guard  # noqa: E741 - the table below is read as columns
ALL = frozenset(PlanType)
VISITED = ALL - {PlanType.SPROUT}
SPROUT = frozenset({PlanType.SPROUT})


class Act(StrEnum):
    """What can be done with a case."""

    ADVANCE = "advance"
    STOP = "stop"
    FAIL = "fail"
    FUND = "fund"
    DECLINE = "decline"
    UNDO = "undo"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _ACT_LABELS[self]


class Who(StrEnum):
    """Who does it: staff of the promotion center, the ministry and administrators, or anybody else."""

    STAFF = "staff"
    OTHER = "other"


STAFF = frozenset({Who.STAFF})

_ACT_LABELS = {
    Act.ADVANCE: gettext_noop("進入下一階段"),
    Act.STOP: gettext_noop("未通過資料檢核，不進入審查"),
    Act.FAIL: gettext_noop("未通過本階段"),
    Act.FUND: gettext_noop("公告核定補助"),
    Act.DECLINE: gettext_noop("公告未獲補助"),
    Act.UNDO: gettext_noop("撤銷上一步"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A transition. `over` is the window that must have ended, `within` the one that must be open."""

    start: Stage
    act: Act
    end: Stage
    outcome: Outcome
    types: frozenset[PlanType]
    guards: tuple[Guard, ...]
    over: str | None
    within: str | None
    who: frozenset[Who]
    article: str


ANNOUNCE = "announcement"
CHECKED = (G.CHECKS_DONE, G.CORRECTIONS_DONE)
SCORED = (G.ROUNDS_CLOSED, G.SCORED)
TOOK_PLACE = (G.ROUNDS_CLOSED, G.TOOK_PLACE)

TABLE: tuple[Row, ...] = (
    Row(S.DATA_CHECK, Act.ADVANCE, S.WRITTEN_REVIEW, O.OPEN, ALL, (*CHECKED, G.PAPERS_THERE), "data_check", None, STAFF, "拾、二、（一）"),
    Row(S.DATA_CHECK, Act.STOP, S.DATA_CHECK, O.STOPPED, ALL, (*CHECKED, G.AT_FAULT), "data_check", None, STAFF, "拾、二、（一）2"),
    Row(S.WRITTEN_REVIEW, Act.ADVANCE, S.WRITTEN_REPLY, O.OPEN, ALL, SCORED, "written_review", None, STAFF, "拾、二、（二）"),
    Row(S.WRITTEN_REVIEW, Act.FAIL, S.WRITTEN_REVIEW, O.NOT_PASSED, ALL, SCORED, "written_review", None, STAFF, "拾、二、（二）"),
    Row(S.WRITTEN_REPLY, Act.ADVANCE, S.PRESENTATION, O.OPEN, ALL, (), "written_reply", None, STAFF, "拾、二、（三）1"),
    Row(S.PRESENTATION, Act.ADVANCE, S.PRESENTATION_REPLY, O.OPEN, ALL, TOOK_PLACE, "presentation", None, STAFF, "拾、二、（三）1"),
    Row(S.PRESENTATION, Act.FAIL, S.PRESENTATION, O.NOT_PASSED, ALL, (G.ROUNDS_CLOSED,), "presentation", None, STAFF, "拾、二、（三）1"),
    Row(S.PRESENTATION_REPLY, Act.ADVANCE, S.SITE_VISIT, O.OPEN, VISITED, (), "presentation_reply", None, STAFF, "拾、二、（三）2"),
    Row(S.PRESENTATION_REPLY, Act.ADVANCE, S.DECISION, O.OPEN, SPROUT, (), "presentation_reply", None, STAFF, "拾、二、（四）"),
    Row(S.SITE_VISIT, Act.ADVANCE, S.DECISION, O.OPEN, VISITED, TOOK_PLACE, "site_visit", None, STAFF, "拾、二、（四）"),
    Row(S.DECISION, Act.FUND, S.ANNOUNCEMENT, O.FUNDED, ALL, (G.TO_FUND,), None, ANNOUNCE, STAFF, "拾、二、（四）"),
    Row(S.DECISION, Act.DECLINE, S.ANNOUNCEMENT, O.NOT_FUNDED, ALL, (G.TO_DECLINE,), None, ANNOUNCE, STAFF, "拾、二、（四）"),
)  # fmt: skip


class Why(StrEnum):
    """Kinds of refusal."""

    WHO = "who"
    ANNOUNCED = "announced"
    ENDED = "ended"
    NO_STEP = "no_step"
    WINDOW_OPEN = "window_open"
    WINDOW_CLOSED = "window_closed"
    GUARD = "guard"
    NOTHING_TO_UNDO = "nothing_to_undo"
    DEPENDED_ON = "depended_on"
    NO_REASON = "no_reason"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not allowed, in the reader's words; `window` or `guard` where it is one of them that forbids it."""

    why: Why
    message: Message
    window: str | None = None
    guard: Guard | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A move that is allowed, to be written as it stands with who, when and why. `undoes`: it reverses the last one."""

    act: Act
    from_stage: Stage
    to_stage: Stage
    from_outcome: Outcome
    to_outcome: Outcome
    article: str
    undoes: bool = False


def allowed(
    case: CaseState, act: Act, *, by: Who, now: datetime, windows: Mapping[str, Window], reason: str
) -> Refusal | Transition:
    """Return the move that the act makes, or why it is refused. The one place that decides of stages.

    `windows` are the call's as they are for the case's school; raises `LookupError` where one of the table is missing.
    """
    found = _undone(case, by) if act is Act.UNDO else _moved(case, act, by, now, windows)
    if isinstance(found, Transition) and not reason.strip():
        return Refusal(Why.NO_REASON, Message(gettext_noop("請寫明理由；每一步都會留下是誰、何時、為什麼。")))
    return found


def announcing(verdict: Verdict) -> Act:
    """Return the act that announces a verdict."""
    return Act.FUND if verdict is Verdict.FUND else Act.DECLINE


def path(plan_type: PlanType) -> tuple[Stage, ...]:
    """Return the stages of a plan type in order, as the table has them."""
    onward = {row.start: row.end for row in TABLE if plan_type in row.types and row.end is not row.start}
    stages = [Stage.DATA_CHECK]
    while stages[-1] in onward:
        stages.append(onward[stages[-1]])
    return tuple(stages)


def _moved(case: CaseState, act: Act, by: Who, now: datetime, windows: Mapping[str, Window]) -> Refusal | Transition:
    row = _row(case, act)
    if row is None:
        return Refusal(Why.NO_STEP, Message(gettext_noop("這個階段不能這樣做。")))
    refusal = _closed_way(case, row, by) or _outside(row, now, windows) or _unready(case, row, now)
    return refusal or Transition(act, case.stage, row.end, case.outcome, row.outcome, row.article)


def _row(case: CaseState, act: Act) -> Row | None:
    rows = (row for row in TABLE if row.start is case.stage and row.act is act and case.plan_type in row.types)
    return next(rows, None)


def _closed_way(case: CaseState, row: Row, by: Who) -> Refusal | None:
    if by not in row.who:
        return Refusal(Why.WHO, Message(gettext_noop("只有承辦人員可以移動審查階段。")))
    if case.outcome is not Outcome.OPEN:
        return Refusal(Why.ENDED, Message(gettext_noop("這一件的審查已經結束。")))
    if case.announced and row.within is None:
        return Refusal(Why.ANNOUNCED, Message(gettext_noop("結果已經公告，審查階段不能再變更。")))
    return None


def _outside(row: Row, now: datetime, windows: Mapping[str, Window]) -> Refusal | None:
    if row.over and _state(windows[row.over], now) is not WindowState.AFTER:
        return _window(
            Why.WINDOW_OPEN, windows[row.over], gettext_noop("本階段的期間到 {closes_at} 才結束，結束後才能移動。")
        )
    if row.within and _state(windows[row.within], now) is not WindowState.OPEN:
        text = gettext_noop("公告的期間是 {opens_at} 至 {closes_at}；要在其他時間公告，請先調整作業期程。")
        return _window(Why.WINDOW_CLOSED, windows[row.within], text)
    return None


def _state(window: Window, now: datetime) -> WindowState:
    return calendar.state(window.opens_at, window.closes_at, now)


def _window(why: Why, window: Window, template: str) -> Refusal:
    values = {"opens_at": roc.seconds(window.opens_at), "closes_at": roc.seconds(window.closes_at)}
    return Refusal(why, Message(template, values), window=window.key)


def _unready(case: CaseState, row: Row, now: datetime) -> Refusal | None:
    failing = (guard for guard in row.guards if not GUARDS[guard].holds(case, now))
    guard = next(failing, None)
    return None if guard is None else Refusal(Why.GUARD, Message(GUARDS[guard].message), guard=guard)


def _undone(case: CaseState, by: Who) -> Refusal | Transition:
    """Reverse the latest move that stands: a new entry, never an erasure, while nothing rests on that move."""
    last = case.last_move
    if by not in STAFF:
        return Refusal(Why.WHO, Message(gettext_noop("只有承辦人員可以移動審查階段。")))
    if case.announced:
        return Refusal(Why.ANNOUNCED, Message(gettext_noop("結果已經公告，審查階段不能再變更。")))
    if last is None or (last.to_stage, last.to_outcome) != (case.stage, case.outcome):
        return Refusal(Why.NOTHING_TO_UNDO, Message(gettext_noop("沒有可以撤銷的步驟。")))
    if case.depending:
        text = gettext_noop("這一步之後已經有 {count} 筆紀錄以它為準（評分、回覆、排程或決議），不能撤銷。")
        return Refusal(Why.DEPENDED_ON, Message(text, {"count": case.depending}))
    return Transition(Act.UNDO, case.stage, last.from_stage, case.outcome, last.from_outcome, "", undoes=True)
