"""How much one proposal may hand in: the portal's own safeguard, not a rule of the call.

Papers are never erased, so a team that uploads without end would fill the disk for everybody.
"""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from proposals.models import Paper
from proposals.services.paper_inspection import PaperRefused
from usr_portal.call.rules.parameters import PaperFigures

_MEGABYTE = 1024 * 1024


def require(proposal_id: int, size: int, most: PaperFigures, *, replaces: int | None) -> None:
    """Raise `PaperRefused` where a paper of `size` bytes is one too many; one that it stands in for does not count.

    The caller holds the lock on the proposal. One statement.
    """
    standing = Q(removed_at=None) & ~Q(pk=replaces)
    found = Paper.objects.filter(proposal_id=proposal_id).aggregate(
        files=Count("pk", filter=standing), stands=Sum("size", filter=standing, default=0), kept=Sum("size", default=0)
    )
    if found["files"] >= most.files:
        words = _(
            "每件計畫最多上傳 {most} 個檔案，這件已有 {files} 個；請先移除不需要的檔案，或合併成一份 PDF 再上傳。"
        )
        raise PaperRefused(words.format(most=most.files, files=found["files"]))
    if found["stands"] + size > most.megabytes * _MEGABYTE:
        words = _("每件計畫的檔案合計最多 {most} MB，加上這個檔案會有 {total} MB；請壓縮檔案，或先移除不需要的檔案。")
        raise PaperRefused(words.format(most=most.megabytes, total=_megabytes(found["stands"] + size)))
    _require_kept(found["kept"] + size, most)


def require_kept(proposal_id: int, size: int, most: PaperFigures) -> None:
    """Raise `PaperRefused` where too much has been kept for a proposal, what was replaced included. One statement."""
    kept = Paper.objects.filter(proposal_id=proposal_id).aggregate(kept=Sum("size", default=0))["kept"]
    _require_kept(kept + size, most)


def _require_kept(total: int, most: PaperFigures) -> None:
    if total > most.kept_megabytes * _MEGABYTE:
        words = _("這件計畫連同已替換、已移除的檔案，合計已達上限 {most} MB；需要再上傳時，請洽推動中心。")
        raise PaperRefused(words.format(most=most.kept_megabytes))


def _megabytes(size: int) -> int:
    return -(-size // _MEGABYTE)
