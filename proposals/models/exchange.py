"""An application file that was read and is shown as differences, before it replaces anything."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferedFile(models.Model):
    """A file that a window offers for their school's draft. `state` digests the draft that it was compared with."""

    application = models.ForeignKey("proposals.Application", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("檔名"), max_length=200)
    text = models.TextField(_("申請檔"))
    state = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("上傳時間"), auto_now_add=True)

    class Meta:
        verbose_name = _("待確認的申請檔")
        verbose_name_plural = _("待確認的申請檔")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "person"], name="offered_file_once"),
        ]

    def __str__(self) -> str:
        return self.name
