"""Days and moments as staff type them, in ROC or common-era years."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext

from usr_portal.call.rules.moments import END_OF_DAY, MomentError, parse_moment
from usr_portal.kernel import roc
from usr_portal.kernel.roc import RocDateError, parse_roc_date

_BETWEEN = re.compile(r"[\s、,，;；]+")


class DayField(forms.CharField):
    """A day; cleans to a date, or None where it is empty."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:  # noqa: ANN401 - Django's options
        attributes = {"class": "form-control", "placeholder": "113/08/30", "inputmode": "numeric"}
        super().__init__(required=required, max_length=20, widget=forms.TextInput(attrs=attributes), **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show a stored day in ROC writing; what was typed stays as it was."""
        return roc.short_date(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:  # noqa: ANN401 - text in, day out
        """Read the text, or raise what is wrong with it."""
        text = super().clean(value)
        return read_day(text) if text else None


class DaysField(forms.CharField):
    """Several days, parted by commas or lines; cleans to dates in order, each once."""

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show stored days in ROC writing."""
        return "、".join(roc.short_date(day) for day in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[date]:  # noqa: ANN401 - text in, days out
        """Read the text, or raise what is wrong with the first day that cannot be read."""
        words = _BETWEEN.split(super().clean(value))
        return sorted({read_day(word) for word in words if word})


class MomentField(forms.CharField):
    """A day with or without a time; a day alone is its last second. Cleans to an aware moment, or None."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:  # noqa: ANN401 - Django's options
        widget = forms.TextInput(attrs={"class": "form-control", "placeholder": "113/09/30 17:00"})
        super().__init__(required=required, max_length=30, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show a stored moment in ROC writing."""
        return roc.seconds(value) if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime | None:  # noqa: ANN401 - text in, moment out
        """Read the text, or raise what is wrong with it."""
        text = super().clean(value)
        try:
            return parse_moment(text, END_OF_DAY) if text else None
        except (MomentError, RocDateError) as problem:
            raise forms.ValidationError(problem.reason.render(gettext), code="moment") from None


def read_day(text: str) -> date:
    """Read one day; a `ValidationError` says in the reader's language what is wrong."""
    try:
        return parse_roc_date(text)
    except RocDateError as problem:
        raise forms.ValidationError(problem.reason.render(gettext), code="date") from None
