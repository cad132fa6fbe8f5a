"""The ends that single schools were granted, for lists of many schools at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from usr_portal.call.models import WindowExtension
from usr_portal.call.rules.parameters import CallParameters, Window


def extended_ends(window: str, call_id: str) -> dict[int, datetime]:
    """Give the end of a window for each school (by primary key) that has an extension of it; one statement.

    The latest extension of a school counts, as in `services.moment`, also where it ends earlier.
    """
    rows = WindowExtension.objects.filter(call_id=call_id, window=window).order_by("granted_at", "pk")
    return dict(rows.values_list("school_id", "closes_at"))


class Windows:
    """The windows of a call as they are for each school; one statement for all schools."""

    def __init__(self, parameters: CallParameters) -> None:
        self._windows = parameters.windows
        self._ends: dict[int, dict[str, datetime]] = {}
        rows = WindowExtension.objects.filter(call_id=parameters.call_id).order_by("granted_at", "pk")
        for school, window, closes_at in rows.values_list("school_id", "window", "closes_at"):
            self._ends.setdefault(school, {})[window] = closes_at

    def of(self, school_id: int) -> Mapping[str, Window]:
        """Give the windows by key for one school (its primary key)."""
        ends = self._ends.get(school_id, {})
        return {key: replace(one, closes_at=ends.get(key, one.closes_at)) for key, one in self._windows.items()}


def latest(call_id: str) -> QuerySet[WindowExtension]:
    """Give the extensions that count: of each school and window the one that was granted last."""
    newer = WindowExtension.objects.filter(
        Q(granted_at__gt=OuterRef("granted_at")) | Q(granted_at=OuterRef("granted_at"), pk__gt=OuterRef("pk")),
        school=OuterRef("school"),
        window=OuterRef("window"),
        call_id=call_id,
    )
    return WindowExtension.objects.filter(~Exists(newer), call_id=call_id)
