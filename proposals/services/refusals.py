"""Why an act was refused, in the reader's language. Views show the text; nothing was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import datetime


class Refused(Exception):  # noqa: N818 - an answer to a person, not a fault of the program
    """An act that cannot be done now; `str()` says why and what to do."""


class NotEditable(Refused):
    """The proposal or plan is not open for writing in its present state."""


class Stale(Refused):
    """Somebody saved in between: `version` is the present one, `saved_by` and `saved_at` whose and when."""

    def __init__(self, version: int, saved_by: str, saved_at: datetime | None) -> None:
        super().__init__(_("{name} 已先儲存了這一頁，您的內容尚未存入；請比對後再存。").format(name=saved_by))
        self.version = version
        self.saved_by = saved_by
        self.saved_at = saved_at


class NeedsReason(Refused):
    """A reason is required."""

    def __init__(self) -> None:
        super().__init__(_("請填寫理由。"))
