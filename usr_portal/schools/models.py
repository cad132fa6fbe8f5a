"""Schools (大專校院)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class School(models.Model):
    """A university or college, eligible or not (article 肆)."""

    class Kind(models.TextChoices):
        """An open university (空中大學) may not apply."""

        UNIVERSITY = "university", _("大專校院")
        OPEN_UNIVERSITY = "open_university", _("空中大學")

    class Supervisor(models.TextChoices):
        """Who supervises: a school of a municipality or county has its subsidy capped at 90 % (拾肆、三)."""

        MINISTRY = "ministry", _("教育部")
        MUNICIPALITY = "municipality", _("直轄市、縣（市）政府")

    code = models.CharField(_("學校代碼"), max_length=8, unique=True)
    name_zh = models.CharField(_("校名"), max_length=80)
    name_en = models.CharField(_("英文校名"), max_length=160)
    ownership = models.CharField(_("公私立"), max_length=8)
    system = models.CharField(_("體系"), max_length=12)
    city = models.CharField(_("縣市"), max_length=12)
    kind = models.CharField(_("學校類別"), max_length=16, choices=Kind, default=Kind.UNIVERSITY)
    supervised_by = models.CharField(_("主管機關"), max_length=16, choices=Supervisor, default=Supervisor.MINISTRY)
    under_guidance = models.BooleanField(_("專案輔導學校"), default=False)
    has_usr_unit = models.BooleanField(_("已設校級 USR 專責單位"), default=False)
    succeeded_by = models.ForeignKey(
        "self",
        verbose_name=_("承接學校"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="succeeds",
    )
    note = models.CharField(_("備註"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("學校")
        verbose_name_plural = _("學校")
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh
