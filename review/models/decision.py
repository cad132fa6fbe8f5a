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
    minutes = models.TextField(_("紀錄"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What the meeting says of one case: drafted by one, confirmed by another."""

    class Verdict(models.TextChoices):
        """The verdict."""

        FUND = "fund", _("補助")
        DECLINE = "decline", _("不補助")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    case = models.OneToOneField("review.Case", on_delete=models.PROTECT, related_name="decision")
    verdict = models.CharField(_("決議"), max_length=8, choices=Verdict)
    conditions = models.TextField(_("附帶條件"), blank=True)
    reason = models.TextField(_("理由"), blank=True)
    recused = models.TextField(_("迴避委員"), blank=True)
    opinions = models.TextField(_("綜合審查意見"), blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("drafted_by")),
                name="decision_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verdict}"


class Award(models.Model):
    """An amount approved for one year: of a case, or (with `school`) of a school plan (at most 2,000,000 a year)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="awards")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    school = models.ForeignKey("schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    year = models.CharField(_("年度"), max_length=3)
    amount = models.BigIntegerField(_("核定金額"))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "year"], name="award_once_a_year"),
            models.UniqueConstraint(fields=["meeting", "school", "year"], name="school_award_once_a_year"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="award_not_negative"),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, school__isnull=True)
                | models.Q(decision__isnull=True, school__isnull=False),
                name="award_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.amount:,}"


class Announcement(models.Model):
    """The one act by which every school learns, and the list is published."""

    call_id = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    listing = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.at}"
