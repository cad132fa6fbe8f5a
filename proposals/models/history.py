"""What was written before: each section and money plan as it stood after each run of saves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """A state of one section, or of the money plan (`key` is then `budget`). Never changed later, never erased.

    A run of saves by itself of one open page is one version: it holds the last of them. Without a proposal it is of the
    school plan. `content` is the section's fields by key, with those that stand in the proposal's own columns.
    """

    class Origin(models.TextChoices):
        """How it came to be."""

        TYPED = "typed", _("撰寫")
        IMPORTED = "imported", _("由申請檔匯入")
        RESTORED = "restored", _("還原")

    application = models.ForeignKey(
        "proposals.Application", on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    proposal = models.ForeignKey(
        "proposals.Proposal", null=True, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField(_("版次"))
    content = models.JSONField(encoder=DjangoJSONEncoder)
    origin = models.CharField(_("來源"), max_length=8, choices=Origin, default=Origin.TYPED)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_in = models.CharField(max_length=32, blank=True)
    began_at = models.DateTimeField(_("開始時間"))
    saved_at = models.DateTimeField(_("最後儲存時間"))

    class Meta:
        verbose_name = _("修改紀錄")
        verbose_name_plural = _("修改紀錄")
        ordering: ClassVar[list[str]] = ["-saved_at", "-pk"]
        # Without the number: a run of saves moves it on every two seconds, and no index has to be written for it.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["proposal", "key"], name="version_of_proposal"),
            models.Index(fields=["application", "key"], name="version_of_application"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
