"""The log as staff search and export it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from usr_portal.audit.models import Event
from usr_portal.dashboard.templatetags.portal import roc_seconds
from usr_portal.kernel.csv_cells import guarded
from usr_portal.kernel.roc import TAIPEI

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

PAGE = 50
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8


def events(wanted: Mapping[str, Any]) -> QuerySet[Event]:
    """Give the acts that fit a filter (of `LogFilterForm`), the latest first, with their school."""
    rows = Event.objects.select_related("school").order_by("-sequence")
    for name, lookup in (
        ("person", "actor_label__icontains"),
        ("action", "action__startswith"),
        ("subject", "subject__icontains"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name].strip()})
    if wanted.get("school"):
        rows = rows.filter(school=wanted["school"])
    if wanted.get("since"):
        rows = rows.filter(at__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        rows = rows.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    return rows


def lines(rows: QuerySet[Event]) -> Iterator[str]:
    """Write acts as CSV, line by line, with cells that no spreadsheet takes for a formula."""
    writer = csv.writer(_Echo())
    head = [_("序號"), _("時間"), _("人員"), _("動作"), _("對象"), _("學校"), _("理由"), _("內容"), _("雜湊值")]
    yield BYTE_ORDER_MARK + str(writer.writerow(head))
    for event in rows.iterator(chunk_size=1000):
        yield str(writer.writerow([guarded(cell) for cell in _cells(event)]))


def _cells(event: Event) -> tuple[str, ...]:
    return (
        str(event.sequence),
        roc_seconds(event.at),
        event.actor_label,
        event.action,
        event.subject,
        event.school.name if event.school else "",
        event.reason,
        json.dumps(event.detail, ensure_ascii=False, sort_keys=True),
        event.hash,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TAIPEI)


class _Echo:
    """A file that gives back what is written, for the csv module."""

    def write(self, line: str) -> str:
        return line
