"""What a school writes: one application, its school plan, its proposals with their sections and people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Application(models.Model):
    """A school's application to one call: the school plan beside at most five proposals (玖、三)."""

    call_id = models.CharField(_("徵件"), max_length=16)
    school = models.ForeignKey(
        "schools.School", verbose_name=_("學校"), on_delete=models.PROTECT, related_name="applications"
    )
    serials = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("建立時間"), auto_now_add=True)

    class Meta:
        verbose_name = _("申請案")
        verbose_name_plural = _("申請案")
        ordering: ClassVar[list[str]] = ["school__code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call_id", "school"], name="application_once_a_school"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.school_id}"


class SchoolPlan(models.Model):
    """大學社會責任納入中長程校務發展規劃: part one of every application."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="plan")
    budget = models.OneToOneField("budgets.BudgetPlan", on_delete=models.PROTECT, related_name="school_plan")
    evaluation_from = models.CharField(_("成效評估起始年度"), max_length=3, blank=True)
    evaluation_to = models.CharField(_("成效評估結束年度"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("學校規劃")
        verbose_name_plural = _("學校規劃")

    def __str__(self) -> str:
        return f"{self.application}"


class Proposal(models.Model):
    """One proposal (個案計畫). Texts and tables stand in its sections, money in its budget plan."""

    class Type(models.TextChoices):
        """Plan types (計畫類型)."""

        SPROUT = "sprout", _("大學特色類萌芽型")
        DEEP = "deep", _("大學特色類深耕型")
        INTERNATIONAL = "international", _("永續發展類國際合作型")
        DISTINCTIVE = "distinctive", _("永續發展類特色永續型")

    class Basis(models.TextChoices):
        """提案資格."""

        NEW = "new", _("新興計畫")
        CONTINUATION = "continuation", _("延續計畫")
        ADVANCEMENT = "advancement", _("進階計畫")

    class State(models.TextChoices):
        """Where the writing stands."""

        WRITING = "writing", _("撰寫中")
        COMPLETE = "complete", _("團隊已完成")
        TAKEN = "taken", _("校窗口已收件")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    serial = models.PositiveSmallIntegerField(_("序號"))
    number = models.CharField(_("案號"), max_length=24, unique=True)
    document_id = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("計畫名稱"), max_length=200, blank=True)
    plan_type = models.CharField(_("計畫類型"), max_length=16, choices=Type)
    issues = models.JSONField(_("重點議題"), default=list, blank=True)
    sdgs = models.JSONField(_("主要 SDGs"), default=list, blank=True)
    basis_kind = models.CharField(_("提案資格"), max_length=16, choices=Basis, blank=True)
    new_ground = models.CharField(_("新興計畫資格"), max_length=1, blank=True)
    ground = models.JSONField(_("資格事實"), default=dict, blank=True)
    budget = models.OneToOneField("budgets.BudgetPlan", on_delete=models.PROTECT, related_name="proposal")
    state = models.CharField(_("狀態"), max_length=8, choices=State, default=State.WRITING)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("建立時間"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新時間"), auto_now=True)

    # Read with the row by `proposals.access`: the reader's own access, and whether a sending with it is in force
    my_access: str | None
    is_sent: bool
    # By `workspace.own_proposals`: notes of a return that nobody has settled
    asked: int

    class Meta:
        verbose_name = _("計畫")
        verbose_name_plural = _("計畫")
        ordering: ClassVar[list[str]] = ["application__school__code", "serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "serial"], name="proposal_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProposalPredecessor(models.Model):
    """A prior project that a proposal continues, advances or (for a new one) grows out of.

    The registry's id, not a foreign key: an imported file may name one that the registry does not know, and the rule
    `ELIG-PREDECESSOR` says so to the school.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="predecessors")
    position = models.PositiveSmallIntegerField(default=0)
    registry_id = models.CharField(_("前期計畫編號"), max_length=40)

    class Meta:
        verbose_name = _("前期計畫關聯")
        verbose_name_plural = _("前期計畫關聯")
        ordering: ClassVar[list[str]] = ["proposal", "position", "pk"]

    def __str__(self) -> str:
        return self.registry_id


class TeamMember(models.Model):
    """One of the lead team (主持團隊). `person_key` is the registry's key of the person."""

    class Role(models.TextChoices):
        """Roles of the lead team."""

        PI = "pi", _("計畫主持人")
        CO_PI = "co_pi", _("共同主持人")
        ASSOCIATE_PI = "associate_pi", _("協同主持人")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="team")
    position = models.PositiveSmallIntegerField(default=0)
    person_key = models.CharField(_("人員代碼"), max_length=64)
    name = models.CharField(_("姓名"), max_length=80)
    role = models.CharField(_("角色"), max_length=16, choices=Role)
    school_code = models.CharField(_("所屬學校"), max_length=8, blank=True)
    president = models.BooleanField(_("校長或副校長"), default=False)
    unit = models.CharField(_("單位"), max_length=120, blank=True)
    title = models.CharField(_("職稱"), max_length=80, blank=True)
    phone = models.CharField(_("電話"), max_length=40, blank=True)
    email = models.EmailField(_("電子郵件"), blank=True)
    experience = models.TextField(_("相關經驗"), blank=True)
    tasks = models.TextField(_("工作分工"), blank=True)

    class Meta:
        verbose_name = _("主持團隊成員")
        verbose_name_plural = _("主持團隊成員")
        ordering: ClassVar[list[str]] = ["proposal", "position", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person_key"])]

    def __str__(self) -> str:
        return f"{self.name} {self.role}"


class Section(models.Model):
    """One page of the form. `content` is its fields by key; `version` counts its saves, so that two writers meet."""

    key = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("更新時間"))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The open page that wrote the present version, and its how manieth save that was (`kernel.pages`)
    written_in = models.CharField(max_length=32, blank=True, default="")
    written_turn = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class ProposalSection(Section):
    """A page of a proposal's form."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="sections")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "key"], name="proposal_section_once"),
        ]


class SchoolPlanSection(Section):
    """A page of the school plan's form."""

    plan = models.ForeignKey(SchoolPlan, on_delete=models.CASCADE, related_name="sections")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_section_once"),
        ]


class Participation(models.Model):
    """What a person of a project team may do with one proposal."""

    class Access(models.TextChoices):
        """From most to least."""

        LEAD = "lead", _("計畫主持人")
        EDITOR = "editor", _("可編輯")
        READER = "reader", _("僅檢視")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    access = models.CharField(_("權限"), max_length=8, choices=Access)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("參與")
        verbose_name_plural = _("參與")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "person"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.access}"


class TeamInvitation(models.Model):
    """What the link of an invitation gives on one proposal."""

    invitation = models.OneToOneField("accounts.Invitation", on_delete=models.CASCADE, related_name="team")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="invitations")
    access = models.CharField(_("權限"), max_length=8, choices=Participation.Access)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.access}"


class Move(models.Model):
    """A step of a proposal between team and window: marked complete, taken, returned with a reason."""

    class Act(models.TextChoices):
        """The acts."""

        COMPLETE = "complete", _("團隊標示完成")
        REOPEN = "reopen", _("團隊取回修改")
        TAKE = "take", _("校窗口收件")
        RETURN = "return", _("校窗口退件")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="moves")
    act = models.CharField(_("動作"), max_length=10, choices=Act)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("時間"))
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("流程紀錄")
        verbose_name_plural = _("流程紀錄")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.act}"
