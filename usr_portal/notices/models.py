"""The outbox: a mail is a row first, and goes when its transaction is committed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mail(models.Model):
    """One mail to one address. `key` makes sending it twice impossible to ask for.

    A confidential one holds a link that lets somebody in: its text is erased once it has left.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("待寄")
        SENT = "sent", _("已寄")
        FAILED = "failed", _("寄送失敗")

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField(_("收件人"))
    subject = models.CharField(_("主旨"), max_length=200)
    body = models.TextField(_("內文"))
    confidential = models.BooleanField(default=False)
    state = models.CharField(_("狀態"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(_("建立時間"), auto_now_add=True)
    sent_at = models.DateTimeField(_("寄出時間"), null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("郵件")
        verbose_name_plural = _("郵件")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
