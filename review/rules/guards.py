"""What must be done in a stage before a case leaves it; the table of `stages` names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from review.rules.standing import CaseState, Verdict
from usr_portal.kernel.messages import gettext_noop


class Guard(StrEnum):
    """Names of the guards."""

    CHECKS_DONE = "checks_done"
    CORRECTIONS_DONE = "corrections_done"
    PAPERS_THERE = "papers_there"
    AT_FAULT = "at_fault"
    ROUNDS_CLOSED = "rounds_closed"
    SCORED = "scored"
    TOOK_PLACE = "took_place"
    TO_FUND = "to_fund"
    TO_DECLINE = "to_decline"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for the case at a moment, and what to say where it does not."""

    holds: Callable[[CaseState, datetime], bool]
    message: str


def _took_place(case: CaseState, now: datetime) -> bool:
    return case.took_place_at is not None and case.took_place_at <= now


def _at_fault(case: CaseState, now: datetime) -> bool:
    """An eligibility paper is missing (拾、二、（一）2), or staff judged an item not met."""
    return case.missing_papers > 0 or case.faults > 0


GUARDS: Mapping[Guard, Condition] = {
    Guard.CHECKS_DONE: Condition(
        lambda case, _now: case.open_checks == 0, gettext_noop("還有資料檢核項目沒有判斷，請先逐項完成。")
    ),
    Guard.CORRECTIONS_DONE: Condition(
        lambda case, _now: case.open_corrections == 0, gettext_noop("還有補正項目沒有結案，請先接受、不接受或取消。")
    ),
    Guard.PAPERS_THERE: Condition(
        lambda case, _now: case.missing_papers == 0, gettext_noop("申請資格必要文件沒有補正，這一件不能進入審查。")
    ),
    Guard.AT_FAULT: Condition(
        _at_fault, gettext_noop("沒有缺少資格文件，也沒有判斷為不符合的項目，不能以資料檢核終止。")
    ),
    Guard.ROUNDS_CLOSED: Condition(
        lambda case, _now: case.open_rounds == 0, gettext_noop("這一件所在的審查輪次還沒有結束。")
    ),
    Guard.SCORED: Condition(lambda case, _now: case.scores > 0, gettext_noop("還沒有任何一份有效的評分表。")),
    Guard.TOOK_PLACE: Condition(_took_place, gettext_noop("簡報或訪查還沒有舉行。")),
    Guard.TO_FUND: Condition(
        lambda case, _now: case.verdict is Verdict.FUND, gettext_noop("決審會議還沒有確認補助這一件。")
    ),
    Guard.TO_DECLINE: Condition(
        lambda case, _now: case.verdict is Verdict.DECLINE, gettext_noop("決審會議還沒有確認不補助這一件。")
    ),
}
