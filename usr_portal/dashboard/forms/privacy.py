"""The form of a new version of the personal-data notice."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from usr_portal.dashboard.forms.calendar import PortalForm

LONGEST = 20_000


class NoticeForm(PortalForm):
    """Both texts, and why there is a new version."""

    text_zh = forms.CharField(label=_("中文內容"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 14}))
    text_en = forms.CharField(label=_("英文內容"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 14}))
    reason = forms.CharField(label=_("公告或修訂理由"), max_length=500, widget=forms.TextInput())
    seen = forms.IntegerField(widget=forms.HiddenInput())
