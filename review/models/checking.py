"""Data check (資料檢核): items that a person judges, corrections that a school is asked for, the paper copy."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Check(models.Model):
    """An item on the staff's list: a `judgement` or correctable finding of what was sent, and what staff say of it."""

    class Verdict(models.TextChoices):
        """What staff say."""

        OPEN = "open", _("待判斷")
        FINE = "fine", _("符合")
        FAULT = "fault", _("不符合")

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="checks")
    rule = models.CharField(_("規則"), max_length=40)
    finding = models.JSONField(default=dict)
    verdict = models.CharField(_("判斷"), max_length=6, choices=Verdict, default=Verdict.OPEN)
    note = models.TextField(_("說明"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule}"


class Correction(models.Model):
    """One item that the school is asked to mend (補正): exactly this item unlocks, until `due_at`, and nothing else.

    `target` is a kind of paper (`paper:closing_report`) or a field of a section (`field:basics.contact`).
    `is_eligibility` marks a paper that eligibility rests on: still missing at the end, the proposal stops.
    """

    class State(models.TextChoices):
        """Its life."""

        ASKED = "asked", _("待補正")
        ANSWERED = "answered", _("已補正")
        ACCEPTED = "accepted", _("已接受")
        REFUSED = "refused", _("未符合")
        MISSED = "missed", _("逾期未補")
        WITHDRAWN = "withdrawn", _("已取消")

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="corrections")
    target = models.CharField(_("項目"), max_length=80)
    label = models.CharField(_("項目名稱"), max_length=200)
    reason = models.TextField(_("理由"))
    is_eligibility = models.BooleanField(_("資格文件"), default=False)
    due_at = models.DateTimeField(_("期限"))
    state = models.CharField(_("狀態"), max_length=10, choices=State, default=State.ASKED)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    paper = models.ForeignKey("proposals.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(_("說明"), blank=True)

    class Meta:
        verbose_name = _("補正")
        verbose_name_plural = _("補正")
        ordering: ClassVar[list[str]] = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.target}"


class PaperCopy(models.Model):
    """The glued paper copy of a school's application: received when, postmarked when (玖、二)."""

    submission = models.OneToOneField("proposals.Submission", on_delete=models.PROTECT, related_name="paper_copy")
    postmark_on = models.DateField(_("郵戳日期"))
    received_on = models.DateField(_("收到日期"))
    note = models.CharField(_("備註"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.postmark_on}"


def letter_name(_letter: CorrectionLetter, _filename: str) -> str:
    """A stored name that tells nothing and cannot be guessed."""
    token = secrets.token_urlsafe(32)
    return f"letters/{token[:2]}/{token}.pdf"


class CorrectionLetter(models.Model):
    """A letter of correction (補正通知函) to a school, kept as it was made with the items that it lists."""

    submission = models.ForeignKey("proposals.Submission", on_delete=models.PROTECT, related_name="correction_letters")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="correction_letters")
    number = models.CharField(_("函號"), max_length=32, unique=True)
    items = models.JSONField(_("補正項目"), default=list)
    file = models.FileField(upload_to=letter_name, max_length=120)
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("製作時間"))

    class Meta:
        verbose_name = _("補正通知函")
        verbose_name_plural = _("補正通知函")
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.number
