"""The log of acts: append-only, each row holding the hash of the one before it."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(Exception):
    """Somebody tried to change or erase the log."""


class EventQuerySet(models.QuerySet["Event"]):
    """Refuses what an append-only log must not do."""

    def update(self, **_kwargs: Any) -> NoReturn:  # noqa: ANN401
        """Refuse."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError


class Event(models.Model):
    """Who did what to which subject, when; `hash` covers the row and `previous_hash`."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(_("時間"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(_("人員"), max_length=200)
    action = models.CharField(_("動作"), max_length=60)
    subject = models.CharField(_("對象"), max_length=120)
    school = models.ForeignKey("schools.School", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=1000, blank=True)
    detail = models.JSONField(_("內容"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("紀錄")
        verbose_name_plural = _("紀錄")
        ordering: ClassVar[list[str]] = ["-sequence"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject", "-sequence"])]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.action} {self.subject}"

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:  # noqa: ANN401
        """Refuse."""
        raise AppendOnlyError


class ChainHead(models.Model):
    """The last link: its row lock puts writers in one order."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"#{self.sequence}"
