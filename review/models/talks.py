"""What a school answers and shows: replies, the times it can come, presentations and visits."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.models.cases import Stage


class Offer(models.Model):
    """The times at which a proposal's team can present, and (deep and higher) date and place of a visit."""

    proposal = models.OneToOneField("proposals.Proposal", on_delete=models.PROTECT, related_name="offer")
    presentation_times = models.JSONField(_("可出席簡報時段"), default=list, blank=True)
    visit_dates = models.JSONField(_("可訪查日期"), default=list, blank=True)
    visit_place = models.CharField(_("訪查地點"), max_length=300, blank=True)
    contact = models.CharField(_("現場聯絡人及電話"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.proposal_id}"


class Reply(models.Model):
    """The merged questions of a stage, without names, and the school's answer with slides, in the reply's window."""

    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="replies")
    stage = models.CharField(max_length=20, choices=Stage)
    questions = models.JSONField(_("待釐清問題"), default=list)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(_("回覆"), default=list)
    slides = models.ForeignKey("proposals.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "stage"], name="reply_once_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class Slot(models.Model):
    """One presentation: when, where (a room or a link), before which panel."""

    case = models.OneToOneField("review.Case", on_delete=models.PROTECT, related_name="slot")
    panel = models.ForeignKey("review.Panel", on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("結束"))
    room = models.CharField(_("地點或連結"), max_length=300)
    is_fixed = models.BooleanField(_("人工指定"), default=False)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "room", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at}"


class Visit(models.Model):
    """A site visit: date, place, panel, form, minutes."""

    case = models.OneToOneField("review.Case", on_delete=models.PROTECT, related_name="visit")
    panel = models.ForeignKey("review.Panel", on_delete=models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("結束"))
    place = models.CharField(_("地點"), max_length=300)
    form = models.JSONField(_("訪查表"), default=dict, blank=True)
    minutes = models.TextField(_("訪查紀錄"), blank=True)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at}"


class VisitPhoto(models.Model):
    """A photo of a visit, taken in by content (Pillow) under an unguessable name."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    file = models.ImageField(upload_to="visits/", max_length=120)
    caption = models.CharField(_("說明"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.caption
