"""Ways of looking at the list of proposals that staff keep under a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """What is looked for, in which columns and order, as the list's address says it (`query`); shared among staff or not."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(_("名稱"), max_length=60)
    query = models.TextField(_("條件"), blank=True)
    is_shared = models.BooleanField(_("與承辦人員共用"), default=False)
    changed_at = models.DateTimeField(_("更新時間"))

    # Noted on the row when it is read: whether it is the reader's default
    is_default: bool

    class Meta:
        verbose_name = _("檢視")
        verbose_name_plural = _("檢視")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that the list opens with for a person: one of their own, or one that is shared."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="default_view")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="defaults")

    def __str__(self) -> str:
        return f"{self.person_id} {self.view_id}"
