"""The form and minutes of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from usr_portal.kernel.texts import plain

if TYPE_CHECKING:
    from django.http import QueryDict

    from review.models import Visit

LONGEST = 5000


def _text(label: Any, rows: int, longest: int = LONGEST) -> forms.CharField:  # noqa: ANN401 - a lazy text
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, required=False, strip=False, max_length=longest, widget=widget)


class ReportForm(forms.Form):
    """What was seen at a visit."""

    use_required_attribute = False
    field = _text(_("場域實況與執行情形"), 4)
    people = _text(_("訪談對象與利害關係人意見"), 4)
    school = _text(_("學校支持與資源投入"), 4)
    advice = _text(_("建議事項"), 4)
    minutes = _text(_("訪查紀錄"), 10, 20_000)

    def __init__(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        # The page holds the form of time and place too, whose `minutes` are another thing
        super().__init__(data, initial=initial, auto_id="report_%s")

    def values(self) -> tuple[dict[str, str], str]:
        """Give the form's fields and the minutes as they are kept."""
        found = {name: plain(text).strip() for name, text in self.cleaned_data.items()}
        return found, found.pop("minutes")


def report_of(visit: Visit) -> dict[str, Any]:
    """Give what the form shows of a visit."""
    return {**visit.form, "minutes": visit.minutes}
