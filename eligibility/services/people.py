"""Persons of the registry: a name corrected, two that are one made one. Only by hand, with reason and trace.

Acts of staff: `Http404` for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from eligibility.access import require_staff
from eligibility.models import PriorMember, Researcher
from eligibility.services import snapshot
from usr_portal.audit.services import record
from usr_portal.kernel.messages import Message, gettext_noop

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

SUBJECT = "researcher"


class MergeRefusedError(Exception):
    """Two persons who cannot be made one; ``reason`` says why."""

    def __init__(self, template: str, **values: object) -> None:
        """Take the reason's template and its values."""
        super().__init__(template)
        self.reason = Message(template, values)


def rename(*, actor: Person, key: str, name: str, reason: str) -> None:
    """Correct a person's name in the registry."""
    require_staff(actor)
    with transaction.atomic():
        snapshot.lock()
        researcher = Researcher.objects.get(key=key)
        before, researcher.name = researcher.name, name
        researcher.save(update_fields=["name"])
        _record(researcher, actor, "eligibility.rename", reason, {"before": before, "after": name})


def merge_researchers(*, actor: Person, kept: str, gone: str, reason: str) -> None:
    """Make two persons one: ``kept`` takes the services of ``gone``, whose key goes. Raises `MergeRefusedError`.

    Where both served in one project in one role, the months are not added (they are the same months): the longer
    service stays.
    """
    require_staff(actor)
    if kept == gone:
        raise MergeRefusedError(gettext_noop("兩個代碼相同，沒有可以合併的。"))
    with transaction.atomic():
        snapshot.lock()
        rows = {row.key: row for row in Researcher.objects.select_for_update().filter(key__in=(kept, gone))}
        missing = [key for key in (kept, gone) if key not in rows]
        if missing:
            raise MergeRefusedError(gettext_noop("沒有代碼為「{key}」的人員。"), key=missing[0])
        moved = _move(rows[gone], rows[kept])
        rows[gone].delete()
        detail = {"gone": gone, "gone_name": rows[gone].name, "kept_name": rows[kept].name, "moved": moved}
        _record(rows[kept], actor, "eligibility.merge", reason, detail)


def _move(gone: Researcher, kept: Researcher) -> list[dict[str, object]]:
    theirs = {(row.project_id, row.role): row for row in PriorMember.objects.filter(researcher=kept)}
    moved: list[dict[str, object]] = []
    for row in PriorMember.objects.filter(researcher=gone).select_related("project"):
        moved.append({"project": row.project.registry_id, "role": row.role, "months": row.months})
        twin = theirs.get((row.project_id, row.role))
        if twin is None:
            row.researcher = kept
            row.save(update_fields=["researcher"])
        else:
            twin.months = max(twin.months, row.months)
            twin.save(update_fields=["months"])
            row.delete()
    return moved


def _record(researcher: Researcher, actor: Person, action: str, reason: str, detail: dict[str, object]) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"{SUBJECT}:{researcher.key}",
        school_id=researcher.school_id,
        reason=reason,
        detail=detail,
    )
