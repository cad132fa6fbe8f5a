"""A proposal under review, and its way through the stages."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Stages of the review (拾; 拾伍), in order. `review.rules.stages` says which of them a type has."""

    DATA_CHECK = "data_check", _("資料檢核")
    WRITTEN_REVIEW = "written_review", _("初審（書面審查）")
    WRITTEN_REPLY = "written_reply", _("書審待釐清回覆")
    PRESENTATION = "presentation", _("複審（簡報審查）")
    PRESENTATION_REPLY = "presentation_reply", _("簡報待釐清回覆")
    SITE_VISIT = "site_visit", _("複審（實地訪查）")
    DECISION = "decision", _("決審會議")
    ANNOUNCEMENT = "announcement", _("公告")


class Outcome(models.TextChoices):
    """Whether a case goes on. Schools learn of it with the announcement, never before."""

    OPEN = "open", _("審查中")
    STOPPED = "stopped", _("資格文件未補正，不進入審查")
    NOT_PASSED = "not_passed", _("未通過本階段")
    FUNDED = "funded", _("核定補助")
    NOT_FUNDED = "not_funded", _("未獲補助")


class Case(models.Model):
    """One sent proposal under review. What is read is the frozen submission, never the draft."""

    call_id = models.CharField(_("徵件"), max_length=16)
    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.PROTECT, related_name="case")
    submitted = models.ForeignKey("proposals.SubmittedProposal", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="cases")
    project_number = models.CharField(_("計畫編號"), max_length=32, unique=True)
    title = models.CharField(_("計畫名稱"), max_length=200)
    plan_type = models.CharField(_("計畫類型"), max_length=16)
    basis_kind = models.CharField(_("提案資格"), max_length=16)
    issue = models.PositiveSmallIntegerField(_("重點議題"), null=True)
    sdgs = models.JSONField(_("主要 SDGs"), default=list)
    subsidy = models.JSONField(_("申請補助款"), default=dict)
    # Of the frozen document (`review.facts.people`), so that conflicts are found without reading it again
    people = models.JSONField(_("主持團隊"), default=list)
    partners = models.JSONField(_("合作機構"), default=list)
    stage = models.CharField(_("階段"), max_length=20, choices=Stage, default=Stage.DATA_CHECK)
    outcome = models.CharField(_("結果"), max_length=12, choices=Outcome, default=Outcome.OPEN)
    opened_at = models.DateTimeField(_("立案時間"))
    # Of the decision that was taken back last: the next one goes on from it, so that no version comes twice
    withdrawn_version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("審查案")
        verbose_name_plural = _("審查案")
        ordering: ClassVar[list[str]] = ["project_number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "outcome"])]

    def __str__(self) -> str:
        return f"{self.project_number} {self.title}"


class StageMove(models.Model):
    """A step of a case. A mistaken one is undone by a new entry that names it, never by erasing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField(_("動作"), max_length=24)
    from_stage = models.CharField(max_length=20, choices=Stage)
    to_stage = models.CharField(max_length=20, choices=Stage)
    from_outcome = models.CharField(max_length=12, choices=Outcome)
    to_outcome = models.CharField(max_length=12, choices=Outcome)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("時間"))
    reason = models.TextField(_("理由"))
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        verbose_name = _("階段紀錄")
        verbose_name_plural = _("階段紀錄")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"
