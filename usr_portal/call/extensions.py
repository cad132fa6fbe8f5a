"""The ends that single schools were granted, for lists of many schools at once."""

from __future__ import annotations

from datetime import datetime

from usr_portal.call.models import WindowExtension


def extended_ends(window: str, call_id: str) -> dict[int, datetime]:
    """Give the end of a window for each school (by primary key) that has an extension of it; one statement.

    The latest extension of a school counts, as in `services.moment`, also where it ends earlier.
    """
    rows = WindowExtension.objects.filter(call_id=call_id, window=window).order_by("granted_at", "pk")
    return dict(rows.values_list("school_id", "closes_at"))
