"""Uploaded papers."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def unguessable_name(_paper: Paper, _filename: str) -> str:
    """A stored name that tells nothing and cannot be guessed; the name given by the user is only a column."""
    token = secrets.token_urlsafe(32)
    return f"papers/{token[:2]}/{token}.pdf"


class Paper(models.Model):
    """A PDF that a school handed in. Replacing or removing one keeps the row and the file: a snapshot may name it."""

    class Kind(models.TextChoices):
        """What it proves; the first five are the `documents` of the file format."""

        PRIOR_RESULTS_REPORT = "prior_results_report", _("前期階段性執行成果報告")
        PRIOR_RELATION_STATEMENT = "prior_relation_statement", _("與前期計畫關聯說明")
        CLOSING_REPORT = "closing_report", _("前期成果（結案）報告")
        ELIGIBILITY_EVIDENCE = "eligibility_evidence", _("提案資格佐證")
        RESULTS_EVIDENCE = "results_evidence", _("具體績效佐證")
        MOU = "mou", _("合作備忘錄或協議")
        OTHER = "other", _("其他附件")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("文件種類"), max_length=26, choices=Kind)
    mou_row = models.CharField(max_length=40, blank=True)
    file = models.FileField(upload_to=unguessable_name, max_length=120)
    original_name = models.CharField(_("檔名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    pages = models.PositiveIntegerField(_("頁數"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_at = models.DateTimeField(_("上傳時間"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("上傳文件")
        verbose_name_plural = _("上傳文件")
        ordering: ClassVar[list[str]] = ["proposal", "kind", "pk"]

    def __str__(self) -> str:
        return self.original_name
