"""The registry from a file: upload, preview, answers, and one application of it. Acts of staff: `Http404` for others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from eligibility.access import require_staff
from eligibility.models import RegistryImport
from eligibility.services import matching, snapshot
from eligibility.services.columns import header_faults, parse
from eligibility.services.preview import Preview, compare, unreadable
from eligibility.services.reading import Table, read_table
from eligibility.services.snapshot import Snapshot
from eligibility.services.writing import PersonTwiceError, write
from usr_portal.audit.services import record
from usr_portal.call.services import now as portal_now
from usr_portal.kernel.messages import Message, gettext_noop

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

State = RegistryImport.State


class ImportRefusedError(Exception):
    """An import that is not applied, nothing having changed: why, and the questions at fault (tokens)."""

    def __init__(self, template: str, *, tokens: tuple[str, ...] = (), **values: object) -> None:
        """Take the reason's template and its values."""
        super().__init__(template)
        self.reason = Message(template, values)
        self.tokens = tokens


def upload(*, actor: Person, filename: str, data: bytes) -> RegistryImport:
    """Read a file and keep its cells for a preview; the registry stays as it is. Raises `SpreadsheetError`."""
    require_staff(actor)
    table = read_table(filename, data)
    return RegistryImport.objects.create(
        filename=filename[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        rows=[[1, list(table.header)], *([number, list(texts)] for number, texts in table.rows)],
        uploaded_by=actor,
    )


def preview_of(row: RegistryImport) -> Preview:
    """Lay the file beside the registry as it is now."""
    return _plan(row)[0]


def _plan(row: RegistryImport) -> tuple[Preview, Snapshot | None]:
    table = _table(row)
    faults = header_faults(table.header)
    if faults:
        return unreadable(faults), None
    parsed = parse(table, snapshot.school_codes())
    now = snapshot.take(parsed.drafts.values())
    return compare(parsed.drafts, parsed.faults, now, row.choices), now


def _table(row: RegistryImport) -> Table:
    (_number, header), *body = row.rows
    return Table(tuple(header), tuple((number, tuple(texts)) for number, texts in body))


def answer(*, row: RegistryImport, choices: Mapping[str, str]) -> None:
    """Keep the answers given so far, so that a refusal loses none of them."""
    row.choices = dict(choices)
    RegistryImport.objects.filter(pk=row.pk, state=State.PREVIEW).update(choices=row.choices)


def apply(*, actor: Person, pk: int, digest: str, leave_out: bool, reason: str) -> RegistryImport:
    """Apply an import once, if it would still do what was shown (``digest``). Raises `ImportRefusedError`.

    ``leave_out``: rows at fault are left out; without it, a file with any is refused.
    """
    require_staff(actor)
    with transaction.atomic():
        snapshot.lock()
        row = RegistryImport.objects.select_for_update().get(pk=pk)
        if row.state != State.PREVIEW:
            raise ImportRefusedError(gettext_noop("這份匯入已處理過，不會再套用一次。"))
        preview, now = _plan(row)
        _check(preview, row.choices, digest=digest, leave_out=leave_out)
        if now is not None:
            _write(preview, now, row, actor=actor, reason=reason)
        _close(row, actor, State.APPLIED, summary(preview))
        record(
            actor=actor,
            action="eligibility.import",
            subject=f"registry_import:{row.pk}",
            reason=reason,
            detail={"file": row.filename, "sha256": row.sha256, **row.result},
        )
    return row


def _check(preview: Preview, choices: Mapping[str, str], *, digest: str, leave_out: bool) -> None:
    if not preview.readable:
        raise ImportRefusedError(gettext_noop("欄位有誤的檔案無法匯入；請修正後重新上傳。"))
    if preview.digest != digest:
        raise ImportRefusedError(gettext_noop("登錄資料在您預覽之後有變動；以下是重新比對的結果，請再確認一次。"))
    if preview.faults and not leave_out:
        raise ImportRefusedError(gettext_noop("檔案有錯誤的列：請修正後重新上傳，或勾選略過這些列。"))
    if not preview.writes:
        raise ImportRefusedError(gettext_noop("沒有需要寫入的變更。"))
    open_questions = matching.unanswered(preview.questions, choices)
    if open_questions:
        raise ImportRefusedError(
            gettext_noop("還有 {count} 位人員尚未確認是否為同一人。"), tokens=open_questions, count=len(open_questions)
        )


def _write(preview: Preview, now: Snapshot, row: RegistryImport, *, actor: Person, reason: str) -> None:
    try:
        write(preview.writes, now, row.choices, actor=actor, reason=reason, source=row.filename)
    except PersonTwiceError as error:
        raise ImportRefusedError(
            gettext_noop("依您的選擇，{name}會在計畫 {project} 以同一角色出現兩次；請重新選擇。"),
            tokens=(error.token,),
            name=error.name,
            project=error.draft.registry_id,
        ) from None


def summary(preview: Preview) -> dict[str, Any]:
    """Count what an import does."""
    return {
        "new": len(preview.new),
        "changed": len(preview.changed),
        "unchanged": len(preview.unchanged),
        "left_out": len(preview.faults),
    }


def discard(*, actor: Person, pk: int) -> None:
    """Give up an import that was not applied; nothing happens to one that is closed already."""
    require_staff(actor)
    with transaction.atomic():
        row = RegistryImport.objects.select_for_update().get(pk=pk)
        if row.state == State.PREVIEW:
            _close(row, actor, State.DISCARDED, {})


def _close(row: RegistryImport, actor: Person, state: RegistryImport.State, result: dict[str, Any]) -> None:
    row.state, row.applied_at, row.applied_by, row.result = state, portal_now(), actor, result
    row.save(update_fields=["state", "applied_at", "applied_by", "result"])
