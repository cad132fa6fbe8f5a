"""What is taken away as a file is recorded: who, what, in which form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review.services.table_files import csv_lines
from usr_portal.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usr_portal.accounts.models import Person

__all__ = ["csv_lines", "log_export", "log_list"]


def log_export(person: Person, kind: str) -> None:
    """Record that somebody took all reviews away, as a file of this kind."""
    record(actor=person, action="review.export", subject="reviews", detail={"format": kind})


def log_list(person: Person, what: str, kind: str, detail: Mapping[str, object]) -> None:
    """Record that somebody took a list (`proposals`, `totals`) away; `detail` says what was in it."""
    record(actor=person, action="list.export", subject=what, detail={"format": kind} | dict(detail))
