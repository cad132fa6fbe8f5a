"""What a team says to each other, and to its school's window, about a page that is being written."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """A comment on a page of a proposal, or an answer to one (`thread`). It is no part of what is sent.

    Answers are read by whom their thread is read. One that was taken back stays as a row without its text. `move` is the
    return that it was written for: what the window asks to be changed there.
    """

    class Audience(models.TextChoices):
        """Who reads it."""

        TEAM = "team", _("只有團隊")
        SCHOOL = "school", _("團隊與校窗口")

    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.PROTECT, related_name="comments")
    key = models.CharField(max_length=40)
    thread = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    audience = models.CharField(_("誰看得到"), max_length=8, choices=Audience, default=Audience.SCHOOL)
    move = models.ForeignKey(
        "proposals.Move", null=True, blank=True, on_delete=models.PROTECT, related_name="places", editable=False
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("內容"))
    at = models.DateTimeField(_("時間"))
    removed_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("討論")
        verbose_name_plural = _("討論")
        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["proposal", "key"], name="comment_of_page")]

    def __str__(self) -> str:
        return f"{self.author_id}: {self.text[:40]}"
