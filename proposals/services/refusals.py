"""Why an act was refused, in the reader's language. Views show the text; nothing was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from usr_portal.call.services import WindowClosed
from usr_portal.kernel import roc
from usr_portal.kernel.texts import plain

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_REASON = 1000  # as the log keeps it


class Refused(Exception):  # noqa: N818 - an answer to a person, not a fault of the program
    """An act that cannot be done now; `str()` says why and what to do."""


class NotEditable(Refused):
    """The proposal or plan is not open for writing in its present state."""


class Stale(Refused):
    """Somebody saved in between: `version` is the present one, `saved_by` and `saved_at` whose and when."""

    def __init__(self, version: int, saved_by: str, saved_at: datetime | None, *, is_own: bool = False) -> None:
        name = _("您在另一個視窗") if is_own else saved_by or _("匯入的申請檔")
        super().__init__(_("{name} 已先儲存了這一頁，您的內容尚未存入；請比對後再存。").format(name=name))
        self.version = version
        self.saved_by = saved_by
        self.saved_at = saved_at


class NeedsReason(Refused):
    """A reason is required."""

    def __init__(self) -> None:
        super().__init__(_("請填寫理由。"))


def given_reason(text: str) -> str:
    """Give a reason as it is kept. Raises `NeedsReason`, or `Refused` where it is longer than the log keeps."""
    reason = plain(text).strip()
    if not reason:
        raise NeedsReason
    if len(reason) > LONGEST_REASON:
        words = _("理由最多 {most:,} 字，現有 {length:,} 字；請精簡。")
        raise Refused(words.format(most=LONGEST_REASON, length=len(reason)))
    return reason


def explain(refusal: Refused | WindowClosed) -> str:
    """Say why an act was refused, in the reader's language."""
    if not isinstance(refusal, WindowClosed):
        return str(refusal)
    if refusal.moment.state == "before":
        return _("尚未開放，開放時間為 {time}。").format(time=_written(refusal.moment.opens_at))
    return _("已於 {time} 截止，系統不再接受變更。").format(time=_written(refusal.moment.closes_at))


def _written(moment: datetime) -> str:
    local = timezone.localtime(moment)
    english = (get_language() or "").startswith("en")
    return local.strftime("%Y-%m-%d %H:%M:%S") if english else f"{roc.short(local)}:{local:%S}"
