"""Pictures within what is written."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def unguessable_name(picture: Picture, _filename: str) -> str:
    """A stored name that tells nothing and cannot be guessed."""
    token = secrets.token_urlsafe(32)
    return f"pictures/{token[:2]}/{token}.{picture.SUFFIXES[picture.media_type]}"


class Picture(models.Model):
    """A picture that texts of an application name by the SHA-256 of its bytes, once however often they do.

    It is never changed or erased: a version of the history or a sending may name it. Bytes are our own writing, without
    what a camera notes beside the picture.
    """

    SUFFIXES: ClassVar[dict[str, str]] = {"image/png": "png", "image/jpeg": "jpg"}

    application = models.ForeignKey("proposals.Application", on_delete=models.PROTECT, related_name="pictures")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    media_type = models.CharField(_("種類"), max_length=10)
    width = models.PositiveIntegerField(_("寬"))
    height = models.PositiveIntegerField(_("高"))
    size = models.PositiveIntegerField(_("大小"))
    file = models.FileField(upload_to=unguessable_name, max_length=120)
    uploaded_at = models.DateTimeField(_("上傳時間"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("圖片")
        verbose_name_plural = _("圖片")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "sha256"], name="picture_once"),
        ]

    def __str__(self) -> str:
        return self.sha256
