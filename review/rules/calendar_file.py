"""Calendar files (.ics, RFC 5545) of presentations and visits. What an entry says is the caller's: no reviewer's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

PRODUCT = "-//USR portal//Review schedule//ZH"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `uid` stays the same when it is moved, `changed_at` tells which is newer; all times aware."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    changed_at: datetime


def calendar_file(entries: Iterable[Entry]) -> bytes:
    """Write a calendar of entries in UTC, as every calendar program reads it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("location", entry.place)
    return event
