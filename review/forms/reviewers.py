"""Forms of the staff's reviewers: expertise, how many, when not; where they work or worked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.forms.moments import DayField, DaysField
from usr_portal.kernel.vocabulary import Issue, PlanType, Sdg
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from review.models import Reviewer

CONTROL = {"class": "form-control"}
MOST = 100


class ReviewerForm(forms.Form):
    """What is known of a reviewer. Lists are kept as numbers and keys of the vocabulary."""

    use_required_attribute = False
    issues = forms.MultipleChoiceField(label=_("專長議題"), required=False, widget=forms.CheckboxSelectMultiple)
    sdgs = forms.MultipleChoiceField(label=_("專長 SDGs"), required=False, widget=forms.CheckboxSelectMultiple)
    plan_types = forms.MultipleChoiceField(
        label=_("可審類型"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不勾表示各類型都可以審。"),
    )
    most = forms.IntegerField(
        label=_("每輪至多件數"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={**CONTROL, "inputmode": "numeric"}),
    )
    unavailable = DaysField(
        label=_("不克出席日期"),
        required=False,
        max_length=2000,
        help_text=_("例如 113/10/24、113/10/25，以頓號或換行分開。"),
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
    )
    person_key = forms.CharField(
        label=_("人員代碼"),
        required=False,
        max_length=64,
        help_text=_("前期計畫登錄中的代碼；填了之後，以代碼比對主持團隊，不只看姓名。"),
        widget=forms.TextInput(attrs=CONTROL),
    )
    note = forms.CharField(label=_("備註"), required=False, max_length=300, widget=forms.TextInput(attrs=CONTROL))
    is_active = forms.BooleanField(
        label=_("在聘，可以分派案件"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer the vocabulary in the reader's language."""
        super().__init__(*args, **kwargs)
        self._offer("issues", [(str(one.value), gettext(one.label)) for one in Issue])
        self._offer("sdgs", [(str(one.value), f"{one.value} {gettext(one.label)}") for one in Sdg])
        self._offer("plan_types", [(one.value, gettext(one.label)) for one in PlanType])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices

    def clean_issues(self) -> list[int]:
        """Numbers in order."""
        return sorted(int(one) for one in self.cleaned_data["issues"])

    def clean_sdgs(self) -> list[int]:
        """Numbers in order."""
        return sorted(int(one) for one in self.cleaned_data["sdgs"])


class AffiliationForm(forms.Form):
    """Where a reviewer works or worked: a school of the list, or another organisation by its name."""

    use_required_attribute = False
    school = forms.ModelChoiceField(
        label=_("學校"),
        queryset=School.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("（不在名單上）"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    organisation = forms.CharField(
        label=_("其他機構"), required=False, max_length=120, widget=forms.TextInput(attrs=CONTROL)
    )
    begins_on = DayField(label=_("起"))
    ends_on = DayField(label=_("迄（在職留空）"))

    def __init__(self, *args: Any, schools: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer the schools that were read once for all rows."""
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = School.objects.all()
            field.choices = [("", field.empty_label or ""), *schools]

    def clean(self) -> dict[str, Any]:
        """One of school and organisation; the end not before the start."""
        cleaned = super().clean() or {}
        school, organisation = cleaned.get("school"), cleaned.get("organisation", "")
        begins, ends = cleaned.get("begins_on"), cleaned.get("ends_on")
        if (begins or ends) and not school and not organisation and not self.errors:
            self.add_error("organisation", gettext("請選擇學校，或填寫機構名稱。"))
        if school and organisation:
            self.add_error("organisation", gettext("學校與其他機構請擇一填寫。"))
        if begins and ends and ends < begins:
            self.add_error("ends_on", gettext("結束日期早於開始日期。"))
        return cleaned


AffiliationSet: type[BaseFormSet[AffiliationForm]] = formset_factory(
    AffiliationForm, extra=1, can_order=True, can_delete=True
)


def offered_schools() -> list[tuple[str, str]]:
    """Give the schools of the list as choices; one statement for all rows of a page."""
    rows = School.objects.order_by("code")
    return [(one.code, f"{one.code} {one.name}") for one in rows]


def initial_of(reviewer: Reviewer) -> dict[str, Any]:
    """Give what the form shows of a stored reviewer."""
    return {
        "issues": [str(one) for one in reviewer.issues],
        "sdgs": [str(one) for one in reviewer.sdgs],
        "plan_types": reviewer.plan_types,
        "most": reviewer.most,
        "unavailable": [date.fromisoformat(day) for day in reviewer.unavailable],
        "person_key": reviewer.person_key,
        "note": reviewer.note,
        "is_active": reviewer.is_active,
    }


def initial_places(reviewer: Reviewer) -> list[dict[str, Any]]:
    """Give what the rows show of a reviewer's affiliations."""
    return [
        {
            "school": one.school.code if one.school else "",
            "organisation": one.organisation,
            "begins_on": one.begins_on,
            "ends_on": one.ends_on,
        }
        for one in reviewer.affiliations.all()
    ]


class AvoidForm(forms.Form):
    """Whom a school asks to avoid, and why."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("姓名"),
        max_length=80,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("請填寫姓名。")},
    )
    organisation = forms.CharField(
        label=_("任職機構"), max_length=120, required=False, widget=forms.TextInput(attrs=CONTROL)
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        error_messages={"required": _("請填寫理由。")},
    )


class ConflictForm(forms.Form):
    """What a reviewer is recused from by staff: a case or every case of a school, and why."""

    use_required_attribute = False
    target = forms.CharField(
        label=_("計畫編號或學校代碼"),
        max_length=32,
        widget=forms.TextInput(attrs={**CONTROL, "autocomplete": "off"}),
        help_text=_("填學校代碼時，該校的每一件都迴避。"),
        error_messages={"required": _("請填寫計畫編號或學校代碼。")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
        error_messages={"required": _("請填寫理由。")},
    )
