"""A call as data: its versioned parameters, extensions of windows, the official text."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CallVersion(models.Model):
    """One immutable state of a call's parameters; the newest version is in force.

    `parameters` has the shape of `parameters/usr-4.toml`; its windows are the calendar, so that a change of the
    calendar is a new version too, and a judged application can keep which version judged it.
    """

    call_id = models.CharField(_("徵件"), max_length=16)
    version = models.PositiveIntegerField(_("版次"))
    parameters = models.JSONField(_("參數"))
    digest = models.CharField(_("摘要值"), max_length=64)
    file_digest = models.CharField(_("參數檔摘要值"), max_length=64, blank=True, help_text=_("最近一次載入的參數檔"))
    reason = models.CharField(_("理由"), max_length=500)
    created_at = models.DateTimeField(_("建立時間"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("徵件參數版本")
        verbose_name_plural = _("徵件參數版本")
        ordering: ClassVar[list[str]] = ["call_id", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call_id", "version"], name="call_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.version}"


class WindowExtension(models.Model):
    """A later end of one window for one school, with the reason shown to it. The latest row of a window counts."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="extensions")
    call_id = models.CharField(_("徵件"), max_length=16)
    window = models.CharField(_("時段"), max_length=40)
    closes_at = models.DateTimeField(_("延長至"))
    reason = models.CharField(_("理由"), max_length=500)
    granted_at = models.DateTimeField(_("核准時間"), auto_now_add=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("展延")
        verbose_name_plural = _("展延")
        ordering: ClassVar[list[str]] = ["-granted_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["school", "window", "-granted_at"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.window} {self.closes_at:%Y-%m-%d %H:%M:%S}"


class DemoClock(models.Model):
    """How far the demo's clock is moved. Read only where `USR_DEMO` is set; a deployment never looks at it."""

    offset_seconds = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.offset_seconds:+d} s"


class OfficialText(models.Model):
    """The call's official text as staff loaded it from a file; the newest row is shown."""

    call_id = models.CharField(_("徵件"), max_length=16)
    filename = models.CharField(_("檔名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(_("全文"))
    loaded_at = models.DateTimeField(_("載入時間"), auto_now_add=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("徵件須知全文")
        verbose_name_plural = _("徵件須知全文")
        ordering: ClassVar[list[str]] = ["-loaded_at", "-pk"]

    def __str__(self) -> str:
        return self.filename
