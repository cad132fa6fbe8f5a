"""Who may know what of a case: names of a stage for staff, for its school, for the public; scores among reviewers.

Closed by default. Before the announcement a school reads 「審查中」 and the steps that need its own action, whatever
happens inside: a case that was stopped or did not pass reads the same as one that goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from review.rules.standing import Outcome, Stage
from usr_portal.kernel.messages import Message, gettext_noop


class Need(StrEnum):
    """A step that needs the school: the only thing of a stage that it learns before the announcement."""

    CORRECTION = "correction"
    WRITTEN_REPLY = "written_reply"
    PRESENTATION = "presentation"
    PRESENTATION_REPLY = "presentation_reply"
    SITE_VISIT = "site_visit"

    @property
    def label(self) -> str:
        """What the school is asked for, a msgid."""
        return _NEED_LABELS[self]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was released to a school of one case, and nothing else of it.

    `corrections`: asked and not yet answered; `replies`: stages whose questions were released and not yet answered;
    `slot_published` and `visit_published`: the school was told when and where.
    """

    corrections: int = 0
    replies: frozenset[Stage] = frozenset()
    slot_published: bool = False
    visit_published: bool = False


@dataclass(frozen=True, slots=True)
class SchoolView:
    """What the school's people read: one line, what they are asked to do, and whether the line tells the result."""

    status: Message
    needs: tuple[Need, ...]
    is_told: bool = False


def for_school(outcome: Outcome, asked: Asked, *, announced: bool) -> SchoolView:
    """Return what a school may read; the outcome shows once it is announced, and then nothing is asked any more."""
    if announced:
        return SchoolView(Message(_ANNOUNCED[outcome]), (), is_told=outcome is not Outcome.OPEN)
    return SchoolView(Message(_IN_REVIEW), tuple(need for need, due in _due(asked).items() if due))


def _due(asked: Asked) -> dict[Need, bool]:
    return {
        Need.CORRECTION: asked.corrections > 0,
        Need.WRITTEN_REPLY: Stage.WRITTEN_REPLY in asked.replies,
        Need.PRESENTATION: asked.slot_published,
        Need.PRESENTATION_REPLY: Stage.PRESENTATION_REPLY in asked.replies,
        Need.SITE_VISIT: asked.visit_published,
    }


def for_public(outcome: Outcome, *, announced: bool) -> Message | None:
    """Return what anybody may read of a case: that it is funded, once that is announced; else None, not even that it is."""
    return Message(_ANNOUNCED[Outcome.FUNDED]) if announced and outcome is Outcome.FUNDED else None


def for_staff(stage: Stage, outcome: Outcome) -> Message:
    """Return the full name: the stage, and the outcome where the way has ended."""
    if outcome is Outcome.OPEN:
        return Message(_STAGES[stage])
    return Message(
        gettext_noop("{stage}：{outcome}"), {"stage": Message(_STAGES[stage]), "outcome": Message(_ENDS[outcome])}
    )


def shows_others_scores(*, round_allows: bool, own_submitted: bool) -> bool:
    """Return whether a reviewer may read the other reviewers' scores of a case: the round allows it and their own is in."""
    return round_allows and own_submitted


_IN_REVIEW = gettext_noop("審查中")

_NEED_LABELS = {
    Need.CORRECTION: gettext_noop("請補正資料"),
    Need.WRITTEN_REPLY: gettext_noop("請回覆書面審查待釐清事項並上傳簡報"),
    Need.PRESENTATION: gettext_noop("請依排定時間出席簡報審查"),
    Need.PRESENTATION_REPLY: gettext_noop("請回覆簡報審查待釐清事項"),
    Need.SITE_VISIT: gettext_noop("請依排定時間接受實地訪查"),
}

_ANNOUNCED: Mapping[Outcome, str] = {
    # An open case at the announcement is one that nobody decided: it is not told as anything else.
    Outcome.OPEN: _IN_REVIEW,
    Outcome.STOPPED: gettext_noop("未通過資料檢核"),
    Outcome.NOT_PASSED: gettext_noop("未獲補助"),
    Outcome.FUNDED: gettext_noop("核定補助"),
    Outcome.NOT_FUNDED: gettext_noop("未獲補助"),
}

_STAGES: Mapping[Stage, str] = {
    Stage.DATA_CHECK: gettext_noop("資料檢核"),
    Stage.WRITTEN_REVIEW: gettext_noop("初審（書面審查）"),
    Stage.WRITTEN_REPLY: gettext_noop("書審待釐清回覆"),
    Stage.PRESENTATION: gettext_noop("複審（簡報審查）"),
    Stage.PRESENTATION_REPLY: gettext_noop("簡報待釐清回覆"),
    Stage.SITE_VISIT: gettext_noop("複審（實地訪查）"),
    Stage.DECISION: gettext_noop("決審會議"),
    Stage.ANNOUNCEMENT: gettext_noop("公告"),
}

_ENDS: Mapping[Outcome, str] = {
    Outcome.STOPPED: gettext_noop("資格文件未補正，不進入審查"),
    Outcome.NOT_PASSED: gettext_noop("未通過本階段"),
    Outcome.FUNDED: gettext_noop("核定補助"),
    Outcome.NOT_FUNDED: gettext_noop("未獲補助"),
}
