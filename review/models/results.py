"""Letters of the result (審查結果通知書): numbered at the announcement, their words frozen then, kept as they were made."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


def result_letter_name(_letter: ResultLetter, _filename: str) -> str:
    """A stored name that tells nothing and cannot be guessed."""
    token = secrets.token_urlsafe(32)
    return f"letters/{token[:2]}/{token}.pdf"


class ResultLetter(models.Model):
    """What a school is told: of all its cases and its plan, or (with `case`) of one case, for that case's team too.

    There is none before the announcement. `content` holds the words and amounts as they were announced: pages of the
    school and the PDF show these. The PDF is made once, when it is first needed, and kept.
    """

    announcement = models.ForeignKey("review.Announcement", on_delete=models.PROTECT, related_name="letters")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="result_letters")
    case = models.OneToOneField(
        "review.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="result_letter"
    )
    number = models.CharField(_("函號"), max_length=40, unique=True)
    content = models.JSONField(_("內容"), default=dict)
    file = models.FileField(upload_to=result_letter_name, max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(_("製作時間"), null=True, blank=True)

    class Meta:
        verbose_name = _("審查結果通知書")
        verbose_name_plural = _("審查結果通知書")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["announcement", "school"], condition=models.Q(case=None), name="result_letter_once_a_school"
            ),
        ]

    def __str__(self) -> str:
        return self.number
