"""When the data check of a case may end, and how (拾、一; 玖、四、資料檢核表).

Facts of one case in, what still stands open out. What is right of a single item a person says; this only adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Rules whose paper eligibility rests on: still missing at the end, the proposal does not enter the review.
ELIGIBILITY_PAPERS = frozenset({"DOC-ELIGIBILITY", "DOC-CLOSING-REPORT", "DOC-PRIOR-RESULTS"})
# Kinds of papers that those rules ask for.
ELIGIBILITY_KINDS = frozenset(
    {
        "eligibility_evidence",
        "results_evidence",
        "closing_report",
        "prior_results_report",
        "prior_relation_statement",
    }
)


class Verdict(StrEnum):
    """What staff say of an item."""

    OPEN = "open"
    FINE = "fine"
    FAULT = "fault"


class Answer(StrEnum):
    """Where an item that the school is asked to mend stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CheckFact:
    """An item on the staff's list."""

    rule: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CorrectionFact:
    """An item that the school was asked for; `due_at` is aware, its last second included."""

    target: str
    answer: Answer
    is_eligibility: bool
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PaperFact:
    """The paper copy: whether it is here, and whether its postmark is later than the deadline's day."""

    is_recorded: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the data check of a case is, in counts of its items.

    `open_checks`, `unread` (answered, not yet judged) and `running` (asked, still in time) must be none at the end;
    `overdue` are asked and past their time. `missing_papers`: eligibility papers that never came or were not good;
    `faults`: items judged not met; `unmet`: everything asked for in vain, with the papers.
    """

    open_checks: int
    unread: int
    running: int
    overdue: int
    missing_papers: int
    faults: int
    unmet: int
    paper: PaperFact

    @property
    def may_close(self) -> bool:
        """Whether everything is decided."""
        return not (self.open_checks or self.unread or self.running)

    @property
    def must_stop(self) -> bool:
        """Whether an eligibility paper is missing, so that the case cannot go on."""
        return self.missing_papers > 0

    @property
    def needs_reason(self) -> bool:
        """Whether something is not as it should be, so that going on is decided with a reason."""
        return bool(
            self.missing_papers or self.faults or self.unmet or self.paper.is_late or not self.paper.is_recorded
        )


def is_due(due_at: datetime, now: datetime) -> bool:
    """Tell whether a due time has passed; its last second is still in time."""
    return now.replace(microsecond=0) > due_at


def progress(
    checks: Iterable[CheckFact], corrections: Iterable[CorrectionFact], paper: PaperFact, now: datetime
) -> Progress:
    """Add up how far the data check of one case is at `now` (aware)."""
    listed, asked = tuple(checks), tuple(corrections)
    faults = [one for one in listed if one.verdict is Verdict.FAULT]
    unmet = _unmet(asked, now)
    waiting = [one for one in asked if one.answer is Answer.ASKED]
    return Progress(
        open_checks=sum(one.verdict is Verdict.OPEN for one in listed),
        unread=sum(one.answer is Answer.ANSWERED for one in asked),
        running=sum(not is_due(one.due_at, now) for one in waiting),
        overdue=sum(is_due(one.due_at, now) for one in waiting),
        missing_papers=sum(one.is_eligibility for one in unmet) + sum(one.rule in ELIGIBILITY_PAPERS for one in faults),
        faults=len(faults),
        unmet=len(unmet),
        paper=paper,
    )


def _unmet(asked: tuple[CorrectionFact, ...], now: datetime) -> list[CorrectionFact]:
    """Give what was asked for and never came or was not good, unless it was asked again and accepted."""
    met = {one.target for one in asked if one.answer is Answer.ACCEPTED}
    return [one for one in asked if one.target not in met and _failed(one, now)]


def _failed(one: CorrectionFact, now: datetime) -> bool:
    late = one.answer is Answer.ASKED and is_due(one.due_at, now)
    return late or one.answer in {Answer.REFUSED, Answer.MISSED}
