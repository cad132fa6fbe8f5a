"""Who is writing where just now."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """When a person's open page of the form was last heard of. `owner` is a proposal's number or a school's code."""

    owner = models.CharField(max_length=24)
    key = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("正在撰寫")
        verbose_name_plural = _("正在撰寫")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "key", "person"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
