"""Why an act of the staff was refused, in the reader's language; nothing was changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from usr_portal.kernel.texts import plain

LONGEST_REASON = 500


class Refused(Exception):  # noqa: N818 - an answer to a person, not a fault
    """An act that this person may not do or that makes no sense now; `str()` says why, `field` where."""

    def __init__(self, text: str, field: str | None = None) -> None:
        """Keep the text, in the reader's language, and the form's field it belongs to."""
        super().__init__(text)
        self.field = field


def given_reason(text: str) -> str:
    """Give a reason as it is kept, or raise `Refused` where there is none or it is too long."""
    reason = plain(text).strip()
    if not reason:
        raise Refused(_("請填寫理由，紀錄會一直保存。"), "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("理由最多 {most} 字。").format(most=LONGEST_REASON), "reason")
    return reason
