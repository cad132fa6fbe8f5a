"""Where a case stands: its stage, its outcome, and what the table of stages asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from usr_portal.kernel.vocabulary import PlanType


class Stage(StrEnum):
    """The stages of the review (拾、二; 拾伍), in order. Each has the window of the same key."""

    DATA_CHECK = "data_check"
    WRITTEN_REVIEW = "written_review"
    WRITTEN_REPLY = "written_reply"
    PRESENTATION = "presentation"
    PRESENTATION_REPLY = "presentation_reply"
    SITE_VISIT = "site_visit"
    DECISION = "decision"
    ANNOUNCEMENT = "announcement"


class Outcome(StrEnum):
    """Whether a case goes on; every outcome but `OPEN` ends its way."""

    OPEN = "open"
    STOPPED = "stopped"
    NOT_PASSED = "not_passed"
    FUNDED = "funded"
    NOT_FUNDED = "not_funded"


class Verdict(StrEnum):
    """What the decision meeting says."""

    FUND = "fund"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Move:
    """A move that was made and not undone."""

    from_stage: Stage
    to_stage: Stage
    from_outcome: Outcome
    to_outcome: Outcome


@dataclass(frozen=True, slots=True)
class CaseState:
    """What decides which way a case may go. Counts are of the case's own rows, at its present stage.

    `open_checks`: items that staff have not judged; `faults`: judged not met; `open_corrections`: asked or answered,
    not closed; `missing_papers`: eligibility papers asked for and refused or never sent. `open_rounds`: rounds of this
    stage that hold the case and are not closed; `scores`: sheets that count. `took_place_at`: when the presentation or
    visit of this stage ends. `verdict`: the decision's, once a second person has confirmed it. `last_move`: the latest
    that stands; `depending`: rows that came after it and rest on it. `announced`: the schools have been told.
    """

    plan_type: PlanType
    stage: Stage = Stage.DATA_CHECK
    outcome: Outcome = Outcome.OPEN
    open_checks: int = 0
    faults: int = 0
    open_corrections: int = 0
    missing_papers: int = 0
    open_rounds: int = 0
    scores: int = 0
    took_place_at: datetime | None = None
    verdict: Verdict | None = None
    last_move: Move | None = None
    depending: int = 0
    announced: bool = False
