"""Reviewers, what binds them, rounds of review, panels and assignments."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.models.cases import Stage


class Reviewer(models.Model):
    """A reviewer (審查委員): a person with fields of expertise and days on which they cannot."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer")
    person_key = models.CharField(_("人員代碼"), max_length=64, blank=True)
    issues = models.JSONField(_("專長議題"), default=list, blank=True)
    sdgs = models.JSONField(_("專長 SDGs"), default=list, blank=True)
    plan_types = models.JSONField(_("可審類型"), default=list, blank=True)
    most = models.PositiveSmallIntegerField(_("每輪至多件數"), default=12)
    unavailable = models.JSONField(_("不克出席日期"), default=list, blank=True)
    is_active = models.BooleanField(_("在聘"), default=True)
    note = models.CharField(_("備註"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("審查委員")
        verbose_name_plural = _("審查委員")
        ordering: ClassVar[list[str]] = ["person__name", "pk"]

    def __str__(self) -> str:
        return str(self.person)


class Affiliation(models.Model):
    """Where a reviewer works or worked: a conflict with that school while it lasts and for the years set after it."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="affiliations")
    school = models.ForeignKey("schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(_("機構"), max_length=120, blank=True)
    begins_on = models.DateField(_("起"), null=True, blank=True)
    ends_on = models.DateField(_("迄"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["reviewer", "-ends_on", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.school_id or self.organisation}"


class Avoidance(models.Model):
    """A person that a school asks to avoid, with a reason; it binds once staff have accepted it."""

    class State(models.TextChoices):
        """Its life."""

        ASKED = "asked", _("待審酌")
        ACCEPTED = "accepted", _("同意迴避")
        REFUSED = "refused", _("不同意")

    application = models.ForeignKey("proposals.Application", on_delete=models.PROTECT, related_name="avoidances")
    name = models.CharField(_("姓名"), max_length=80)
    organisation = models.CharField(_("任職機構"), max_length=120, blank=True)
    reason = models.TextField(_("理由"))
    state = models.CharField(_("狀態"), max_length=8, choices=State, default=State.ASKED)
    reviewer = models.ForeignKey(Reviewer, null=True, blank=True, on_delete=models.PROTECT, related_name="avoidances")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Conflict(models.Model):
    """A conflict of a reviewer with one case that they declared (迴避) or that staff entered.

    What was declared is never taken back; what staff entered by mistake is, with a reason that the log keeps.
    """

    class Source(models.TextChoices):
        """Who said so."""

        DECLARED = "declared", _("委員自行聲明")
        STAFF = "staff", _("承辦登錄")
        NAMED = "named", _("學校申請並經同意")

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="conflicts")
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=8, choices=Source)
    reason = models.TextField(_("理由"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reviewer", "case"], name="conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.case_id}"


class Round(models.Model):
    """A round of scoring at one stage. Criteria and weights are frozen when it opens, beside the answers."""

    class State(models.TextChoices):
        """Its life."""

        PREPARING = "preparing", _("籌備中")
        OPEN = "open", _("評分中")
        CLOSED = "closed", _("已結束")

    call_id = models.CharField(max_length=16)
    stage = models.CharField(_("階段"), max_length=20, choices=Stage)
    name = models.CharField(_("名稱"), max_length=80)
    reviewers_per_case = models.PositiveSmallIntegerField(_("每案委員數"), default=3)
    criteria = models.JSONField(_("評分項目與配分"), default=dict)
    statement = models.TextField(_("迴避及保密聲明"))
    statement_version = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(_("評分期限"), null=True, blank=True)
    shows_others = models.BooleanField(_("委員可互見評分"), default=False)
    state = models.CharField(_("狀態"), max_length=10, choices=State, default=State.PREPARING)
    report = models.JSONField(_("分派結果"), default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("審查輪次")
        verbose_name_plural = _("審查輪次")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Panel(models.Model):
    """A panel (審查小組) of a round, and the cases that it looks at."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="panels")
    name = models.CharField(_("名稱"), max_length=80)
    members = models.ManyToManyField(Reviewer, related_name="panels", blank=True)
    cases = models.ManyToManyField("review.Case", related_name="panels", blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["round", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """A reviewer's signed statement of recusal and confidentiality for a round: no file opens before it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="statements")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="statements")
    version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "reviewer", "version"], name="statement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.reviewer_id}"


class Assignment(models.Model):
    """A reviewer asked to score a case in a round: a record with a life."""

    class State(models.TextChoices):
        """Its life. The last four end it: they leave numerator and denominator."""

        PROPOSED = "proposed", _("擬分派")
        OFFERED = "offered", _("已邀請")
        ACCEPTED = "accepted", _("已接受")
        SUBMITTED = "submitted", _("已送出")
        DECLINED = "declined", _("婉拒")
        RECUSED = "recused", _("迴避")
        REMOVED = "removed", _("已取消")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(_("狀態"), max_length=10, choices=State, default=State.PROPOSED)
    by_hand = models.BooleanField(_("人工指定"), default=False)
    why = models.JSONField(_("分派理由"), default=dict)
    reason = models.TextField(_("理由"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    # Noted on the row by `review.access` when it opens: whether the round's statement is signed, and the portal's time
    is_signed: bool
    asked_at: datetime

    class Meta:
        verbose_name = _("分派")
        verbose_name_plural = _("分派")
        ordering: ClassVar[list[str]] = ["round", "case", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "case", "reviewer"], name="assignment_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["reviewer", "state"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer_id}"
