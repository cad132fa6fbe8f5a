"""The demo's clock while the sample is made: moved along, so that every row has the time at which it would be written."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from math import ceil

from usr_portal.call.models import DemoClock
from usr_portal.call.services import demo_offset, in_force, now


def set_to(moment: datetime) -> None:
    """Set the clock to a moment; it ticks on from there."""
    offset = moment - (now() - demo_offset())
    DemoClock.objects.update_or_create(pk=1, defaults={"offset_seconds": ceil(offset.total_seconds())})


def forward(minutes: int) -> None:
    """Move the clock on."""
    set_to(now() + timedelta(minutes=minutes))


def on(window: str, day: int, hour: int, minute: int = 0, *, closes: bool = False) -> datetime:
    """Give a time of day so many days from a window's first day, or with `closes` from its last; negative is before it.

    Raises `LookupError` where the call has no such window.
    """
    found, zone = in_force().window(window), in_force().zone
    begins = (found.closes_at if closes else found.opens_at).astimezone(zone).date()
    return datetime.combine(begins + timedelta(days=day), time(hour, minute), zone)
