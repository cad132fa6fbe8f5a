"""The log's filter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from usr_portal.dashboard.forms.calendar import PortalForm
from usr_portal.kernel.roc import RocDateError, parse_roc_date
from usr_portal.schools.models import School


class RocDateField(forms.CharField):
    """A day in ROC or CE years; cleans to a date, or None where it is empty."""

    def clean(self, value: Any) -> date | None:  # noqa: ANN401 - text in, day out
        """Read the text, or raise what is wrong with it."""
        text = super().clean(value)
        try:
            return parse_roc_date(text) if text else None
        except RocDateError as problem:
            raise forms.ValidationError(problem.reason.render(gettext), code="date") from None


class LogFilterForm(PortalForm):
    """What to look for in the log; everything empty is everything."""

    person = forms.CharField(label=_("人員"), required=False, max_length=100, help_text=_("姓名或電子郵件的一部分"))
    action = forms.CharField(label=_("動作"), required=False, max_length=60, help_text=_("例如 call.window_changed"))
    subject = forms.CharField(label=_("對象"), required=False, max_length=120, help_text=_("例如 proposal:4-0003-01"))
    school = forms.ModelChoiceField(
        School.objects.order_by("code"), label=_("學校"), required=False, empty_label=_("所有學校")
    )
    since = RocDateField(label=_("自"), required=False, max_length=20, help_text=_("例如 113/08/05"))
    until = RocDateField(label=_("至（含）"), required=False, max_length=20)
