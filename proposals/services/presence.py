"""Telling who else is writing: an open page says that it is there, and hears of the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from proposals.models import Presence

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

HEARD_EVERY = 15
"""Seconds after which an open page says again that it is there."""
GONE_AFTER = timedelta(seconds=3 * HEARD_EVERY)


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else with a page open: who, and which page."""

    name: str
    key: str


def come(*, person: Person, owner: str, key: str) -> list[Other]:
    """Note that the person's page is open (none where `key` is ''), and give who else is there; two statements.

    Times are the machine's own: nothing is decided by them.
    """
    now = timezone.now()
    if key:
        Presence.objects.bulk_create(
            [Presence(owner=owner, key=key, person=person, seen_at=now)],
            update_conflicts=True,
            unique_fields=["owner", "key", "person"],
            update_fields=["seen_at"],
        )
    rows = Presence.objects.filter(owner=owner, seen_at__gt=now - GONE_AFTER).exclude(person=person)
    return [Other(name, page) for name, page in rows.order_by("person__name", "key").values_list("person__name", "key")]
