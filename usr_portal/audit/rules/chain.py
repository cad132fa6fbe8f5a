"""How a row of the log is tied to the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from usr_portal.kernel.digests import digest_of


class Link(Protocol):
    """A row of the log, as far as its hash goes."""

    sequence: int
    at: datetime
    actor_label: str
    action: str
    subject: str
    school_id: int | None
    reason: str
    detail: Mapping[str, Any]
    previous_hash: str
    hash: str


def link(event: Link) -> str:
    """Hash a row together with the hash of the row before it (SHA-256, hexadecimal)."""
    body = {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_label,
        "action": event.action,
        "subject": event.subject,
        "school": event.school_id,
        "reason": event.reason,
        "detail": event.detail,
        "previous": event.previous_hash,
    }
    return digest_of(body)
