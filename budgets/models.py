"""A money plan over the call's years. Amounts are whole NT$; totals are computed, never stored.

Texts have no length here: a file may hold any, and an import loses nothing.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST = 10**12


def within(field: str) -> models.Q:
    """Build a database condition: the amount is null or of a size that the file format accepts."""
    return models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__gte": -MOST, f"{field}__lte": MOST})


class BudgetPlan(models.Model):
    """The plan that a proposal or a school plan points to. `version` counts its saves."""

    personnel_reason = models.TextField(_("人事費超過原則比率之理由"), blank=True)
    international_focus = models.BooleanField(_("國際合作為發展重點"), default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The open page that wrote the present version, and its how manieth save that was (`kernel.pages`)
    written_in = models.CharField(max_length=32, blank=True, default="")
    written_turn = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("經費規劃")
        verbose_name_plural = _("經費規劃")

    def __str__(self) -> str:
        """Name the row for lists and logs."""
        return f"#{self.pk}"


class YearPlan(models.Model):
    """One ROC year of a plan: what the school puts in (配合款) and what is raised outside (對外募款)."""

    plan = models.ForeignKey(BudgetPlan, on_delete=models.CASCADE, related_name="years")
    year = models.CharField(_("年度"), max_length=3)
    matching = models.BigIntegerField(_("學校配合款"), null=True, blank=True)
    external = models.BigIntegerField(_("對外募款"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度經費")
        verbose_name_plural = _("年度經費")
        ordering: ClassVar[list[str]] = ["plan", "year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "year"], name="year_plan_once"),
            models.CheckConstraint(condition=within("matching"), name="year_plan_matching_range"),
            models.CheckConstraint(condition=within("external"), name="year_plan_external_range"),
        ]

    def __str__(self) -> str:
        """Name the row for lists and logs."""
        return self.year


class LineItem(models.Model):
    """One line of one year. A negative amount can be stored (a file may hold one); `BUDGET-SUM` refuses it."""

    class Item(models.TextChoices):
        """Budget items (經費項目)."""

        PERSONNEL = "personnel", _("人事費")
        OPERATING = "operating", _("業務費")
        SUNDRY = "sundry", _("雜支")
        TRAVEL_ABROAD = "travel_abroad", _("國外差旅費")
        INTERNATIONAL_COOPERATION = "international_cooperation", _("國際合作費用")
        CAPITAL = "capital", _("資本門")

    class Part(models.TextChoices):
        """Domestic practice, or the second part of the sustainable types."""

        DOMESTIC = "domestic", _("國內社會實踐")
        SECOND = "second", _("第二部分")

    class Source(models.TextChoices):
        """Who pays."""

        SUBSIDY = "subsidy", _("補助款")
        MATCHING = "matching", _("配合款")

    year_plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(default=0)
    item = models.CharField(_("項目"), max_length=26, choices=Item)
    label = models.TextField(_("名稱"), blank=True)
    part = models.CharField(_("部分"), max_length=10, choices=Part, default=Part.DOMESTIC)
    source = models.CharField(_("經費來源"), max_length=10, choices=Source, default=Source.SUBSIDY)
    amount = models.BigIntegerField(_("金額"))
    quantity = models.BigIntegerField(_("數量"), null=True, blank=True)
    unit_price = models.BigIntegerField(_("單價"), null=True, blank=True)
    person = models.TextField(_("支領人"), blank=True)
    host_fee = models.BooleanField(_("主持費"), default=False)
    monthly = models.BigIntegerField(_("每月金額"), null=True, blank=True)
    months = models.BigIntegerField(_("月數"), null=True, blank=True)
    part_time = models.BooleanField(_("學生兼任"), default=False)
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("經費明細")
        verbose_name_plural = _("經費明細")
        ordering: ClassVar[list[str]] = ["year_plan", "position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year_plan", "position"], name="line_item_place_once"),
            models.CheckConstraint(condition=within("amount"), name="line_item_amount_range"),
            models.CheckConstraint(condition=within("quantity"), name="line_item_quantity_range"),
            models.CheckConstraint(condition=within("unit_price"), name="line_item_unit_price_range"),
            models.CheckConstraint(condition=within("monthly"), name="line_item_monthly_range"),
            models.CheckConstraint(condition=within("months"), name="line_item_months_range"),
        ]

    def __str__(self) -> str:
        """Name the row for lists and logs."""
        return f"{self.label} {self.amount:,}"


class AbroadPlan(models.Model):
    """What an activity abroad or an invited scholar is for (出國計畫): a cost of that kind needs one in its year."""

    class Kind(models.TextChoices):
        """Going out, or inviting in."""

        VISIT = "visit", _("國外活動")
        INVITE = "invite", _("邀請國外學者專家來臺")

    plan = models.ForeignKey(BudgetPlan, on_delete=models.CASCADE, related_name="abroad_plans")
    position = models.PositiveIntegerField(default=0)
    year = models.TextField(_("年度"), blank=True)
    kind = models.CharField(_("種類"), max_length=8, choices=Kind, blank=True)
    place = models.TextField(_("地點"), blank=True)
    activity = models.TextField(_("活動或交流事項"), blank=True)
    days = models.BigIntegerField(_("天數"), null=True, blank=True)
    people = models.BigIntegerField(_("人數"), null=True, blank=True)
    invitee = models.TextField(_("邀請對象"), blank=True)

    class Meta:
        verbose_name = _("國際交流規劃")
        verbose_name_plural = _("國際交流規劃")
        ordering: ClassVar[list[str]] = ["plan", "position", "pk"]

    def __str__(self) -> str:
        """Name the row for lists and logs."""
        return f"{self.year} {self.place}"
