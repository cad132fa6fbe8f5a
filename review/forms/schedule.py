"""Forms of the staff's schedule: the frame of a whole one, and one place by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.forms.moments import DayField
from review.forms.talks import CONTROL, day_label
from review.rules.schedule import Frame
from usr_portal.kernel.roc import TAIPEI

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from review.models import Slot, Visit

TIMES = ["%H:%M", "%H:%M:%S"]
MOST_ROOMS, LONGEST_ROOM = 40, 300
FRAME = {
    "minutes": 30,
    "pause": 10,
    "morning": "09:00",
    "in_morning": 4,
    "afternoon": "13:30",
    "in_afternoon": 5,
}


def _time(label: Any) -> forms.TimeField:  # noqa: ANN401 - a lazy text
    widget = forms.TextInput(attrs={**CONTROL, "placeholder": "09:00", "inputmode": "numeric"})
    wrong = {"invalid": _("請用 09:00 的寫法。")}
    return forms.TimeField(label=label, input_formats=TIMES, widget=widget, error_messages=wrong)


def _number(label: Any, least: int, most: int) -> forms.IntegerField:  # noqa: ANN401 - the same
    widget = forms.NumberInput(attrs={**CONTROL, "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget)


class FrameForm(forms.Form):
    """Days, rooms and times of presentations."""

    use_required_attribute = False
    days = forms.MultipleChoiceField(
        label=_("排程的日期"), error_messages={"required": _("請至少選一天。")}, widget=forms.CheckboxSelectMultiple
    )
    rooms = forms.CharField(
        label=_("地點或視訊連結"),
        max_length=12_000,
        help_text=_("一行一個，同一時間每個地點排一場。"),
        widget=forms.Textarea(attrs={**CONTROL, "rows": 4}),
        error_messages={"required": _("請至少填一個地點。")},
    )
    minutes = _number(_("每場分鐘數"), 5, 240)
    pause = _number(_("場間休息分鐘數"), 0, 120)
    morning = _time(_("上午第一場"))
    in_morning = _number(_("上午場數"), 0, 20)
    afternoon = _time(_("下午第一場"))
    in_afternoon = _number(_("下午場數"), 0, 20)

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer the days of the window."""
        super().__init__(*args, **kwargs)
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        field.choices = [(day.isoformat(), day_label(day)) for day in days]
        self._days = {day.isoformat(): day for day in days}

    def clean_rooms(self) -> tuple[str, ...]:
        """Give the rooms, each once."""
        rooms = tuple(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["rooms"].splitlines()))))
        if len(rooms) > MOST_ROOMS or any(len(room) > LONGEST_ROOM for room in rooms):
            words = gettext("最多 {most} 個地點，每個最多 {longest} 字。")
            raise forms.ValidationError(words.format(most=MOST_ROOMS, longest=LONGEST_ROOM))
        return rooms

    def clean(self) -> dict[str, Any]:
        """Refuse a frame whose presentations run into each other."""
        cleaned = super().clean() or {}
        if not self.errors and self.frame().overlaps:
            self.add_error(
                "in_morning", gettext("上午的場次會超過中午或與下午重疊，或下午排到隔天；請調整場數或時間。")
            )
        return cleaned

    def frame(self) -> Frame:
        """Give the frame; call it when the fields are valid."""
        found = self.cleaned_data
        return Frame(
            days=tuple(self._days[key] for key in sorted(found["days"])),
            rooms=found["rooms"],
            minutes=found["minutes"],
            pause=found["pause"],
            morning=found["morning"],
            afternoon=found["afternoon"],
            in_morning=found["in_morning"],
            in_afternoon=found["in_afternoon"],
            zone=TAIPEI,
        )


class PlaceForm(forms.Form):
    """When and where one presentation or visit is."""

    use_required_attribute = False
    day = DayField(label=_("日期"), required=True, error_messages={"required": _("請填寫日期。")})
    begins = _time(_("開始時間"))
    minutes = _number(_("分鐘數"), 5, 600)
    place = forms.CharField(label=_("地點或連結"), max_length=LONGEST_ROOM, widget=forms.TextInput(attrs=CONTROL))
    reason = forms.CharField(
        label=_("仍要這樣排的理由"),
        required=False,
        max_length=1000,
        help_text=_("有衝突時才需要填寫；會留在紀錄裡。"),
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
    )

    @property
    def starts_at(self) -> datetime:
        """When it begins, aware."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["begins"], TAIPEI)

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.cleaned_data["minutes"])


def place_of(row: Slot | Visit | None, place: str, minutes: int) -> dict[str, Any]:
    """Give what the form shows of a kept place; `minutes` where there is none yet."""
    if row is None:
        return {"minutes": minutes}
    local = row.starts_at.astimezone(TAIPEI)
    length = int((row.ends_at - row.starts_at).total_seconds() // 60)
    return {"day": local.date(), "begins": f"{local:%H:%M}", "minutes": length, "place": place}
