"""Score sheets: scores by part, comments to the school and to the panel apart, questions, one's own marks."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScoreSheet(models.Model):
    """One reviewer's sheet for one case. `weights` are the round's for the case's basis, frozen with the answers."""

    assignment = models.OneToOneField("review.Assignment", on_delete=models.PROTECT, related_name="sheet")
    weights = models.JSONField(_("配分"), default=dict)
    to_school = models.TextField(_("給學校的意見"), blank=True)
    to_panel = models.TextField(_("給審查小組的意見"), blank=True)
    rank = models.PositiveSmallIntegerField(_("序位"), null=True, blank=True)
    total = models.DecimalField(_("加權總分"), max_digits=5, decimal_places=2, null=True, blank=True)
    submitted_at = models.DateTimeField(_("送出時間"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The open page that wrote the present version: it may write on though it never got the answer to that save
    written_in = models.CharField(max_length=32, blank=True)
    written_turn = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("評分表")
        verbose_name_plural = _("評分表")

    def __str__(self) -> str:
        return f"{self.assignment_id}"


class PartScore(models.Model):
    """The score of one part, 0 to 100. A missing one is no row: it never counts as 0."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(_("項目"), max_length=20)
    score = models.PositiveSmallIntegerField(_("分數"), validators=[MaxValueValidator(100)])

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "part"], name="part_score_once"),
            models.CheckConstraint(condition=models.Q(score__lte=100), name="part_score_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.score}"


class Question(models.Model):
    """A question to be answered by the school (待釐清); it goes without a name."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("待釐清問題"))

    class Meta:
        ordering: ClassVar[list[str]] = ["sheet", "position", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class SheetMove(models.Model):
    """A sheet was submitted or reopened: who, when, why, and what it held."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    held = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.act}"


class Mark(models.Model):
    """A reviewer's own mark on a page of a PDF or a section; nobody else sees it."""

    assignment = models.ForeignKey("review.Assignment", on_delete=models.CASCADE, related_name="marks")
    place = models.CharField(_("位置"), max_length=120)
    page = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(_("筆記"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["assignment", "place", "page", "pk"]

    def __str__(self) -> str:
        return self.place
