"""How a row of the log is tied to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar


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


Row = TypeVar("Row", bound=Link)


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
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(events: Iterable[Row]) -> Row | None:
    """Walk events in order of sequence; give the first that does not fit its hash or its predecessor's."""
    previous = "0" * 64
    for event in events:
        if event.previous_hash != previous or link(event) != event.hash:
            return event
        previous = event.hash
    return None
