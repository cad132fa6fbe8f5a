"""What judging an application brings forth: findings, each with its rule and article of the call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usr_portal.kernel.messages import Message


class Severity(StrEnum):
    """What a finding does to the application."""

    BLOCKING = "blocking"
    WARNING = "warning"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule failed at one place of an application.

    ``proposal`` is the proposal's id, or None for the school; ``path`` the place in the application
    file (``proposals[0].budget.114``); ``article`` the place in the call; ``fix`` what to do about
    it. ``correctable`` marks a missing paper that the data check may still ask for.
    """

    rule: str
    severity: Severity
    proposal: str | None
    path: str
    article: str
    message: Message
    fix: Message
    correctable: bool = False

    @property
    def stops_sending(self) -> bool:
        """Whether the application can't be sent while this stands."""
        return self.severity is Severity.BLOCKING and not self.correctable

    def as_json(self) -> dict[str, Any]:
        """Give what reports and sendings hold of it: JSON, its texts in Chinese."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "proposal": self.proposal,
            "path": self.path,
            "article": self.article,
            "message": self.message.render(),
            "fix": self.fix.render(),
            "correctable": self.correctable,
        }


def submittable(findings: Iterable[Finding]) -> bool:
    """Return whether no blocking finding remains that is not correctable."""
    return not any(finding.stops_sending for finding in findings)
