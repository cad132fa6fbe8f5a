"""Texts and extensions that staff gave, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from usr_portal.call.models import OfficialText, WindowExtension
from usr_portal.dashboard import versions_page

if TYPE_CHECKING:
    from usr_portal.dashboard.schedule import Schedule


@dataclass(frozen=True, slots=True)
class ShownExtension:
    """One extension. `in_force` is false once a later row replaced it."""

    row: WindowExtension
    title: str
    in_force: bool


def history() -> list[OfficialText]:
    """Give the texts loaded so far, newest first, without the texts themselves."""
    rows = OfficialText.objects.filter(call_id=settings.USR_CALL).select_related("loaded_by").defer("text")
    return list(rows.order_by("-loaded_at", "-pk")[:50])


def shown_extensions(plan: Schedule | None) -> list[ShownExtension]:
    """Give the extensions in one statement, newest first, each told whether it still counts."""
    if plan is None:
        return []
    seen: set[tuple[int, str]] = set()
    found = []
    for row in versions_page.extensions():
        window = plan.window(row.window)
        found.append(
            ShownExtension(row, window.title if window else row.window, (row.school_id, row.window) not in seen)
        )
        seen.add((row.school_id, row.window))
    return found
