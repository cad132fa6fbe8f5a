"""Correcting the registry by hand. A correction is a draft, judged and written as a row of a file is.

An act of staff: `Http404` for others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from eligibility.access import require_staff
from eligibility.models import PriorProject
from eligibility.services import matching, snapshot
from eligibility.services.columns import Fault, ProjectDraft
from eligibility.services.matching import Question
from eligibility.services.preview import compare
from eligibility.services.writing import PersonTwiceError, write
from usr_portal.kernel.messages import Message, gettext_noop

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person


class CorrectionRefusedError(Exception):
    """A correction that is not written: the faults by row and column, and the persons to be asked about."""

    def __init__(self, faults: tuple[Fault, ...], questions: tuple[Question, ...] = ()) -> None:
        """Keep both."""
        super().__init__(faults)
        self.faults, self.questions = faults, questions


def version_of(registry_id: str) -> str:
    """Give what a form carries along, so that a change made meanwhile is seen."""
    moment = PriorProject.objects.filter(registry_id=registry_id).values_list("updated_at", flat=True).first()
    return moment.isoformat() if moment else ""


def save(
    *, actor: Person, draft: ProjectDraft, choices: Mapping[str, str], reason: str, version: str | None = None
) -> bool:
    """Create (``version`` None) or correct a project; tell whether anything changed. Raises `CorrectionRefusedError`."""
    require_staff(actor)
    with transaction.atomic():
        snapshot.lock()
        now = snapshot.take([draft])
        problem = _conflict(draft, version, known=draft.registry_id in now.stored)
        if problem:
            raise CorrectionRefusedError((problem,))
        preview = compare({draft.registry_id: draft}, (), now, choices)
        open_tokens = set(matching.unanswered(preview.questions, choices))
        asked = tuple(question for question in preview.questions if question.token in open_tokens)
        if preview.faults or asked:
            raise CorrectionRefusedError(preview.faults, asked)
        try:
            write(preview.writes, now, choices, actor=actor, reason=reason)
        except PersonTwiceError as error:
            raise CorrectionRefusedError((_twice(error),)) from None
    return bool(preview.writes)


def _conflict(draft: ProjectDraft, version: str | None, *, known: bool) -> Fault | None:
    if version is None:
        taken = Message(gettext_noop("已有編號 {id} 的計畫。"), {"id": draft.registry_id})
        return Fault(draft.row, "registry_id", taken) if known else None
    if version_of(draft.registry_id) == version:
        return None
    return Fault(draft.row, "", Message(gettext_noop("這筆資料在您開啟之後已有人更正；請比對目前的內容後再儲存。")))


def _twice(error: PersonTwiceError) -> Fault:
    token = error.token
    rows = [m.row for m in error.draft.members or () if matching.group_token(error.draft, m) == token]
    values = {"name": error.name}
    return Fault(rows[-1], "name", Message(gettext_noop("{name}以同一角色出現兩次。"), values))


def values_of(row: PriorProject) -> dict[str, object]:
    """Give a project's fields as the form shows them, with the version that it carries."""
    return {
        "school": row.school.code,
        "phase": row.phase,
        "type": row.type,
        "title": row.title,
        "predecessor": row.predecessor.registry_id if row.predecessor else "",
        "merged_into": row.merged_into.registry_id if row.merged_into else "",
        "sites": row.sites,
        "summary": row.summary,
        "version": row.updated_at.isoformat(),
    }
