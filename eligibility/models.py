"""The ministry's registry of prior projects (前期計畫), phases 1 to 3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from usr_portal.kernel.names import folded, name_key


class KeyedQuerySet(models.QuerySet[Any]):
    """Fills the compared form of a row's words also where rows are written in bulk."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:  # noqa: ANN401 - Django's own
        """Create the rows, each with its key."""
        rows = list(objs)
        for row in rows:
            row.fill_key()
        return super().bulk_create(rows, *args, **kwargs)


class Researcher(models.Model):
    """A person of a lead team as the registry knows them; the same key is the same person everywhere."""

    key = models.CharField(_("人員代碼"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    name_key = models.CharField(max_length=80, editable=False, default="", db_index=True)
    school = models.ForeignKey(
        "schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="researchers"
    )

    objects: ClassVar[models.Manager[Researcher]] = models.Manager.from_queryset(KeyedQuerySet)()

    class Meta:
        verbose_name = _("人員")
        verbose_name_plural = _("人員")
        ordering: ClassVar[list[str]] = ["key"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """Save with the name's key."""
        self.fill_key()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)

    def fill_key(self) -> None:
        """Set what the name is compared by."""
        self.name_key = name_key(self.name)[:80]


class PriorProject(models.Model):
    """A USR project of phase 1 (107-108), 2 (109-111) or 3 (112-113)."""

    class Type(models.TextChoices):
        """The types of the earlier phases; the last two occur in phases 1 and 2 only and have no rank."""

        SPROUT = "sprout", _("大學特色類萌芽型")
        DEEP = "deep", _("大學特色類深耕型")
        INTERNATIONAL = "international", _("永續發展類國際合作型")
        DISTINCTIVE = "distinctive", _("永續發展類特色永續型")
        SEED = "seed", _("種子型")
        INTERNATIONAL_LINK = "international_link", _("國際連結類")

    registry_id = models.CharField(_("計畫編號"), max_length=40, unique=True)
    school = models.ForeignKey(
        "schools.School", verbose_name=_("學校"), on_delete=models.PROTECT, related_name="prior_projects"
    )
    phase = models.PositiveSmallIntegerField(_("期別"))
    type = models.CharField(_("類型"), max_length=20, choices=Type)
    title = models.CharField(_("計畫名稱"), max_length=200)
    sites = models.CharField(_("實踐場域"), max_length=400, blank=True)
    summary = models.TextField(_("摘要"), blank=True)
    predecessor = models.ForeignKey(
        "self", verbose_name=_("前一期計畫"), null=True, blank=True, on_delete=models.PROTECT, related_name="successors"
    )
    merged_into = models.ForeignKey(
        "self", verbose_name=_("併入之主案"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    search_key = models.TextField(editable=False, default="")
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[PriorProject]] = models.Manager.from_queryset(KeyedQuerySet)()

    class Meta:
        verbose_name = _("前期計畫")
        verbose_name_plural = _("前期計畫")
        ordering: ClassVar[list[str]] = ["school__code", "-phase", "registry_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(phase__gte=1, phase__lte=3), name="prior_project_phase"),
        ]

    def __str__(self) -> str:
        return f"{self.registry_id} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """Save with what the project is searched by."""
        self.fill_key()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key"}
        super().save(*args, **kwargs)

    def fill_key(self) -> None:
        """Set what the project is searched by: its id, title and field sites."""
        self.search_key = "\n".join(map(folded, (self.registry_id, self.title, self.sites)))


class PriorMember(models.Model):
    """Somebody's role in a prior project, with the calendar months served."""

    class Role(models.TextChoices):
        """Roles of the lead team (主持團隊)."""

        PI = "pi", _("計畫主持人")
        CO_PI = "co_pi", _("共同主持人")
        ASSOCIATE_PI = "associate_pi", _("協同主持人")

    project = models.ForeignKey(PriorProject, on_delete=models.CASCADE, related_name="members")
    researcher = models.ForeignKey(Researcher, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=16, choices=Role)
    months = models.PositiveSmallIntegerField(_("月數"))

    class Meta:
        verbose_name = _("前期計畫成員")
        verbose_name_plural = _("前期計畫成員")
        ordering: ClassVar[list[str]] = ["project", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "researcher", "role"], name="prior_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.researcher} {self.role}"


class RegistryImport(models.Model):
    """One uploaded file of the registry: first a preview, then applied once."""

    class State(models.TextChoices):
        """Where it stands."""

        PREVIEW = "preview", _("待確認")
        APPLIED = "applied", _("已套用")
        DISCARDED = "discarded", _("已放棄")

    filename = models.CharField(_("檔名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    state = models.CharField(_("狀態"), max_length=10, choices=State, default=State.PREVIEW)
    uploaded_at = models.DateTimeField(_("上傳時間"), auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(_("套用時間"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("登錄資料匯入")
        verbose_name_plural = _("登錄資料匯入")
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.filename
