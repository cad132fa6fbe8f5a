"""What was sent: snapshots that never change, the claims that two schools cannot both make, PDF jobs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """One sending of a school's application. The last one that was not withdrawn counts; each is kept as it was."""

    application = models.ForeignKey("proposals.Application", on_delete=models.PROTECT, related_name="submissions")
    sequence = models.PositiveSmallIntegerField(_("次序"))
    receipt = models.CharField(_("收據編號"), max_length=32, unique=True)
    sent_at = models.DateTimeField(_("送出時間"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    call_version = models.ForeignKey("call.CallVersion", on_delete=models.PROTECT, related_name="+")
    document = models.JSONField(_("申請內容"))
    papers = models.JSONField(_("文件清冊"), default=list)
    details = models.JSONField(_("團隊資料"), default=dict)
    findings = models.JSONField(_("檢核結果"), default=list)
    confirmed = models.JSONField(_("確認待補正事項"), default=list)
    digest = models.CharField(_("摘要值"), max_length=64)
    withdrawn_at = models.DateTimeField(_("撤回時間"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("送件")
        verbose_name_plural = _("送件")
        ordering: ClassVar[list[str]] = ["-sent_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "sequence"], name="submission_sequence_once"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(withdrawn_at=None, superseded_at=None),
                name="submission_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def in_force(self) -> bool:
        """Tell whether this sending counts: neither withdrawn nor followed by another."""
        return self.withdrawn_at is None and self.superseded_at is None


class SubmittedProposal(models.Model):
    """A proposal within a submission, with the project number (計畫編號) that it was given."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="proposals")
    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.PROTECT, related_name="submitted")
    position = models.PositiveSmallIntegerField()
    project_number = models.CharField(_("計畫編號"), max_length=32)
    title = models.CharField(_("計畫名稱"), max_length=200)
    plan_type = models.CharField(_("計畫類型"), max_length=16)
    digest = models.CharField(_("摘要值"), max_length=64)

    class Meta:
        verbose_name = _("送出之計畫")
        verbose_name_plural = _("送出之計畫")
        ordering: ClassVar[list[str]] = ["submission", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "proposal"], name="submitted_proposal_once"),
        ]

    def __str__(self) -> str:
        return self.project_number


class Claim(models.Model):
    """A person or a prior project that a sent application uses: the database refuses a second use (玖、三（五）、（十）)."""

    class Kind(models.TextChoices):
        """What is claimed."""

        PERSON = "person", _("人員")
        PREDECESSOR = "predecessor", _("前期計畫")

    call_id = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=64)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="claims")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call_id", "kind", "key"], name="claim_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Obligation(models.Model):
    """A duty that falls after approval, kept from the warnings of a sending (校級專責單位, 研究倫理審查)."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="obligations")
    proposal = models.ForeignKey("proposals.Proposal", null=True, on_delete=models.PROTECT, related_name="obligations")
    rule = models.CharField(_("規則"), max_length=40)

    class Meta:
        verbose_name = _("核定後應辦事項")
        verbose_name_plural = _("核定後應辦事項")

    def __str__(self) -> str:
        return self.rule


class PdfJob(models.Model):
    """The making of one PDF: the row is the truth, the task only works on it."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("等候中")
        RUNNING = "running", _("製作中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失敗")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="pdf_jobs")
    application = models.ForeignKey("proposals.Application", on_delete=models.PROTECT, related_name="pdf_jobs")
    proposal = models.ForeignKey(
        "proposals.Proposal", null=True, blank=True, on_delete=models.PROTECT, related_name="pdf_jobs"
    )
    source_digest = models.CharField(max_length=64)
    state = models.CharField(_("狀態"), max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(_("步驟"), max_length=40, blank=True)
    progress = models.PositiveSmallIntegerField(_("進度"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="pdf/", max_length=120, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("PDF 工作")
        verbose_name_plural = _("PDF 工作")
        ordering: ClassVar[list[str]] = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.token} {self.state}"
