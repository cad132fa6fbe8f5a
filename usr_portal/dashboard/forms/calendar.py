"""Forms of the staff's calendar. Times are typed in ROC or CE years."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from usr_portal.call.rules.changes import OF_SCHOOLS
from usr_portal.call.rules.moments import END_OF_DAY, START_OF_DAY, MomentError, parse_moment
from usr_portal.call.rules.official import MAX_BYTES
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.dashboard.refusals import Refused
from usr_portal.dashboard.templatetags.portal import roc_seconds
from usr_portal.kernel.roc import RocDateError
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

REASON = 500
YEARS = range(2000, 2101)  # far from where dates end, so that days and zones can be added to any of them
MOMENT_HINT = _("例如 113/08/30 17:00 或 2024-08-30 17:00；可加秒。")


class RocMomentField(forms.CharField):
    """A moment of Asia/Taipei; cleans to an aware datetime. A day alone gets `without_time`."""

    def __init__(self, *, without_time: time, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Take the time of a day that is typed alone."""
        self.without_time = without_time
        options.setdefault("help_text", MOMENT_HINT)
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> datetime:  # noqa: ANN401 - text in, moment out
        """Read the text, or raise what is wrong with it."""
        text = super().clean(value)
        try:
            moment = parse_moment(text, self.without_time)
            if moment.year in YEARS:
                return moment
            problem: RocDateError | MomentError = MomentError(text)
        except (RocDateError, MomentError) as unreadable:
            problem = unreadable
        raise forms.ValidationError(problem.reason.render(gettext), code="moment")

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was typed stays as it was typed
        """Write a moment as this reader would."""
        return roc_seconds(value) if isinstance(value, datetime) else value


class PortalForm(forms.Form):
    """Ties each field to its hint and its error, for whoever does not see them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def full_clean(self) -> None:
        """Mark the widgets of fields in error."""
        super().full_clean()
        for name in self.errors:
            self._mark(name)

    def refuse(self, refusal: Refused) -> None:
        """Tell what the service refused, at the field it is about."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, str(refusal))
        self._mark(field)

    def _mark(self, name: str | None) -> None:
        if name in self.fields:
            self.fields[name].widget.attrs["class"] += " is-invalid"


def reason_field(hint: StrPromise) -> forms.CharField:
    """Make the field of a required reason."""
    return forms.CharField(label=_("理由"), help_text=hint, max_length=REASON, widget=forms.Textarea({"rows": 3}))


class WindowForm(PortalForm):
    """When a window opens and closes, and why that changes."""

    opens_at = RocMomentField(label=_("開始"), without_time=START_OF_DAY)
    closes_at = RocMomentField(label=_("截止"), without_time=END_OF_DAY)
    reason = reason_field(_("會留在版次紀錄中。"))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, before its consequences are worked out."""
        data = super().clean() or {}
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at < opens_at:
            self.add_error("closes_at", _("截止時間不可早於開始時間。"))
        return data

    def put(self, **values: object) -> None:
        """Change what the hidden fields say when the form is shown again."""
        data = self.data.copy()  # type: ignore[attr-defined] # a QueryDict: the form was posted
        for name, value in values.items():
            data[name] = value
        self.data = data

    @property
    def fingerprint(self) -> str:
        """What a confirmation stands for: another time needs another one."""
        return "|".join(self.cleaned_data[name].isoformat() for name in ("opens_at", "closes_at"))


class ExtensionForm(PortalForm):
    """A later end of one window for one school."""

    school = forms.ModelChoiceField(School.objects.order_by("code"), label=_("學校"), empty_label=_("請選擇學校"))
    window = forms.ChoiceField(label=_("時段"))
    closes_at = RocMomentField(label=_("延長至"), without_time=END_OF_DAY)
    reason = reason_field(_("會顯示給該校。"))

    def __init__(self, *args: Any, parameters: CallParameters, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer the windows of a call in which schools hand something in."""
        super().__init__(*args, **kwargs)
        lang = get_language() or ""
        windows = [parameters.window(key) for key in OF_SCHOOLS if key in parameters.windows]
        self.fields["window"].choices = [("", _("請選擇時段")), *((w.key, w.named(lang)) for w in windows)]  # type: ignore[attr-defined]
        self.fields["school"].label_from_instance = lambda school: f"{school.code} {school.name}"  # type: ignore[attr-defined]


class ClockForm(PortalForm):
    """A moment for the demo's clock."""

    moment = RocMomentField(label=_("將系統時鐘設在"), without_time=START_OF_DAY)


class OfficialTextForm(PortalForm):
    """The call's official text as a file."""

    file = forms.FileField(
        label=_("公告全文檔（.txt）"), help_text=_("UTF-8 或 Big5 編碼的純文字檔，2 MB 以內。"), max_length=200
    )
    limit: ClassVar[int] = MAX_BYTES

    def clean_file(self) -> Any:  # noqa: ANN401 - an uploaded file
        """Refuse another kind of file, and one that is too large to be a call."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".txt"):
            raise forms.ValidationError(_("請選擇 .txt 純文字檔。"))
        if file.size > self.limit:
            raise forms.ValidationError(_("檔案超過 2 MB，不像是徵件須知全文。"))
        return file
