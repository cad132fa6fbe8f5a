"""The decision meeting (決審會議), what is awarded, and the one act that tells everybody."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """A decision meeting with its pot by year, who was there and who was recused."""

    call_id = models.CharField(max_length=16)
    name = models.CharField(_("名稱"), max_length=80)
    held_on = models.DateField(_("日期"))
    place = models.CharField(_("地點"), max_length=120, blank=True)
    pot = models.JSONField(_("各年度可核配經費"), default=dict)
    attendance = models.TextField(_("出席人員"), blank=True)
    recused = models.TextField(_("迴避情形"), blank=True)
    minutes = models.TextField(_("紀錄"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("決審會議")
        verbose_name_plural = _("決審會議")
        ordering: ClassVar[list[str]] = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.name


class Ruling(models.Model):
    """What the meeting says of a case or of a school's plan: drafted by one, confirmed by another."""

    class Verdict(models.TextChoices):
        """The verdict."""

        FUND = "fund", _("補助")
        DECLINE = "decline", _("不補助")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="%(class)ss")
    verdict = models.CharField(_("決議"), max_length=8, choices=Verdict)
    conditions = models.TextField(_("附帶條件"), blank=True)
    reason = models.TextField(_("理由"), blank=True)
    opinions = models.TextField(_("綜合審查意見"), blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("drafted_by")),
                name="%(class)s_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="%(class)s_says_when",
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        """Tell whether a second person has confirmed it as it stands."""
        return self.confirmed_by_id is not None


class Decision(Ruling):
    """What the meeting says of one case."""

    case = models.OneToOneField("review.Case", on_delete=models.PROTECT, related_name="decision")
    recused = models.TextField(_("迴避委員"), blank=True)

    class Meta(Ruling.Meta):
        verbose_name = _("決議")
        verbose_name_plural = _("決議")

    def __str__(self) -> str:
        return f"{self.case_id} {self.verdict}"


class SchoolDecision(Ruling):
    """What the meeting says of a school's plan. `asked` is the subsidy by year of the frozen application."""

    call_id = models.CharField(max_length=16)
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="decisions")
    asked = models.JSONField(_("申請補助款"), default=dict)

    class Meta(Ruling.Meta):
        verbose_name = _("校務發展規劃之決議")
        verbose_name_plural = _("校務發展規劃之決議")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Ruling.Meta.constraints,
            models.UniqueConstraint(fields=["call_id", "school"], name="schooldecision_once_a_call"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.verdict}"


class Award(models.Model):
    """An amount in NT$ approved for one year: of a case, or of a school's plan."""

    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="awards")
    school_decision = models.ForeignKey(
        SchoolDecision, null=True, blank=True, on_delete=models.CASCADE, related_name="awards"
    )
    year = models.CharField(_("年度"), max_length=3)
    amount = models.BigIntegerField(_("核定金額"))

    class Meta:
        verbose_name = _("核定金額")
        verbose_name_plural = _("核定金額")
        ordering: ClassVar[list[str]] = ["year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "year"], name="award_once_a_year"),
            models.UniqueConstraint(fields=["school_decision", "year"], name="school_award_once_a_year"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="award_not_negative"),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, school_decision__isnull=True)
                | models.Q(decision__isnull=True, school_decision__isnull=False),
                name="award_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.amount:,}"


class Announcement(models.Model):
    """The one act by which every school learns, and the list is published: `listing` is that list (`rules.results`)."""

    call_id = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    listing = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.at}"
