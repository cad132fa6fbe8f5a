"""The form by which staff create or correct one prior project with its team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eligibility.models import PriorMember, PriorProject
from eligibility.services import matching
from eligibility.services.columns import MOST_MONTHS, CellError, Fault, MemberDraft, ProjectDraft, read_id
from eligibility.services.matching import Question
from usr_portal.kernel.texts import plain
from usr_portal.kernel.vocabulary import PriorType, TeamRole

REASON = 500
PHASES = [(1, _("第一期（107–108 年）")), (2, _("第二期（109–111 年）")), (3, _("第三期（112–113 年）"))]


class StyledForm(forms.Form):
    """Gives widgets the portal's classes, and marks those in error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Style the widgets."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = "form-check-input" if isinstance(field.widget, forms.CheckboxInput) else kind

    def clean(self) -> dict[str, Any]:
        """Take out of texts what documents cannot hold."""
        cleaned = super().clean() or self.cleaned_data
        return {name: plain(value) if isinstance(value, str) else value for name, value in cleaned.items()}

    def mark_errors(self) -> None:
        """Let the widgets of fields in error look so."""
        for name in self.errors:
            if name in self.fields:
                widget = self.fields[name].widget
                widget.attrs["class"] = widget.attrs["class"].removesuffix(" is-invalid") + " is-invalid"

    def full_clean(self) -> None:
        """Clean, then mark."""
        super().full_clean()
        self.mark_errors()


def reason_field() -> forms.CharField:
    """Give the field of a reason, which every change of the registry needs."""
    return forms.CharField(
        label=_("理由"),
        max_length=REASON,
        help_text=_("會寫入紀錄，例如依據哪一份公文或哪一校的更正申請。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProjectForm(StyledForm):
    """The project's own fields."""

    registry_id = forms.CharField(
        label=_("計畫編號"), max_length=40, help_text=_("英數字、點、底線與連字號；建立之後不能更改。")
    )
    school = forms.ChoiceField(label=_("學校"))
    phase = forms.TypedChoiceField(label=_("期別"), choices=PHASES, coerce=int)
    type = forms.ChoiceField(label=_("類型"), choices=PriorProject.Type.choices)
    title = forms.CharField(label=_("計畫名稱"), max_length=200)
    predecessor = forms.CharField(
        label=_("前一期計畫編號"), max_length=40, required=False, help_text=_("同一計畫在前一期的編號；沒有就留空。")
    )
    merged_into = forms.CharField(
        label=_("併入主案編號"), max_length=40, required=False, help_text=_("這一案併入他案時，填主案的編號。")
    )
    sites = forms.CharField(label=_("實踐場域"), max_length=400, required=False)
    summary = forms.CharField(
        label=_("摘要"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = reason_field()
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, schools: Iterable[tuple[str, str]], known_id: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the schools (code, label); ``known_id``: a project that is there, whose id stays."""
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["school"]).choices = [("", _("請選擇")), *schools]
        if known_id:
            self.fields["registry_id"].disabled = True
            self.fields["registry_id"].help_text = ""
            self.initial["registry_id"] = known_id

    def clean_registry_id(self) -> str:
        """Take only ids that files may have too."""
        try:
            return read_id(str(self.cleaned_data["registry_id"]))
        except CellError as error:
            raise forms.ValidationError(error.reason.render(gettext), code="id") from None


class MemberForm(StyledForm):
    """One member. A row left empty is no member."""

    person = forms.CharField(label=_("人員代碼"), max_length=64, required=False)
    name = forms.CharField(label=_("姓名"), max_length=80)
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("請選擇")), *PriorMember.Role.choices])
    months = forms.IntegerField(label=_("月數"), min_value=0, max_value=MOST_MONTHS)


class MemberFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The team, with rows that can be taken out."""

    def add_fields(self, form: MemberForm, index: int | None) -> None:
        """Style the box that takes a row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("移除")
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def kept(self) -> list[tuple[int, dict[str, Any]]]:
        """Give the rows that name somebody and stay, each with its number from 0."""
        rows = ((number, form.cleaned_data) for number, form in enumerate(self.forms))
        return [(number, values) for number, values in rows if values.get("name") and not values.get("DELETE")]


Members = forms.formset_factory(
    MemberForm, formset=MemberFormSet, extra=3, can_delete=True, max_num=60, absolute_max=60
)


class CorrectionForm:
    """Project, team and answers about persons, as one form."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        schools: Iterable[tuple[str, str]],
        known_id: str = "",
        initial: Mapping[str, Any] | None = None,
        team: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Bind what was posted, or show what the registry has."""
        self.project = ProjectForm(data, schools=schools, known_id=known_id, initial=dict(initial or {}))
        self.members = Members(data, initial=list(team), prefix="team")
        self.questions: tuple[Question, ...] = ()
        self.choices = {
            key.removeprefix("choice-"): str(value) for key, value in (data or {}).items() if key.startswith("choice-")
        }

    def is_valid(self) -> bool:
        """Tell whether each field by itself is sound."""
        sound = [self.project.is_valid(), self.members.is_valid()]
        return all(sound)

    def draft(self) -> ProjectDraft:
        """Give the draft; the row of a member is the form's row, counted from 1 (0 is the project)."""
        values = self.project.cleaned_data
        members = tuple(
            MemberDraft(number + 1, row["person"].strip(), row["name"], TeamRole(row["role"]), row["months"])
            for number, row in cast("MemberFormSet", self.members).kept()
        )
        return ProjectDraft(
            row=0,
            registry_id=values["registry_id"],
            school=values["school"],
            phase=values["phase"],
            type=PriorType(values["type"]),
            title=values["title"],
            predecessor=values["predecessor"],
            merged_into=values["merged_into"],
            sites=values["sites"],
            summary=values["summary"],
            members=members,
        )

    def refuse(self, faults: Iterable[Fault], questions: tuple[Question, ...]) -> None:
        """Show the faults at their fields, and put the questions."""
        self.questions = questions
        for fault in faults:
            message = fault.reason.render(gettext)
            if fault.row:
                form = self.members.forms[fault.row - 1]
                form.add_error(fault.column if fault.column in form.fields else None, message)
                form.mark_errors()
            else:
                self.project.add_error(fault.column if fault.column in self.project.fields else None, message)
                self.project.mark_errors()


class RenameForm(StyledForm):
    """A person's name, corrected."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    reason = reason_field()


class MergeForm(StyledForm):
    """The person who goes into this one."""

    gone = forms.CharField(
        label=_("要併入此人的人員代碼"), max_length=64, help_text=_("那個代碼會消失，其計畫經歷歸到此人。")
    )
    sure = forms.BooleanField(label=_("我已確認兩者是同一人"))
    reason = reason_field()


class UploadForm(StyledForm):
    """A file of the registry."""

    file = forms.FileField(
        label=_("登錄檔"),
        help_text=_(".ods 或 .csv，至多 10 MB、10,000 列。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".ods,.csv"}),
    )


class ApplyForm(StyledForm):
    """The confirmation of an import."""

    digest = forms.CharField(widget=forms.HiddenInput)
    leave_out = forms.BooleanField(label=_("略過有錯誤的列，其餘照常匯入"), required=False)
    reason = reason_field()


def option_label(question: Question, answer: str) -> str:
    """Say what an answer means."""
    if answer == matching.KEEP:
        return gettext("就是此人，保留登錄的姓名「%(name)s」") % {"name": question.candidates[0].name}
    if answer == matching.RENAME:
        return gettext("就是此人，姓名改為「%(name)s」") % {"name": question.name}
    if answer == matching.NEW:
        return gettext("是另一個人，新增一位")
    if answer == matching.SEPARATE:
        return gettext("各計畫裡的是不同的人，分別新增")
    known = next(each for each in question.candidates if f"{matching.SAME}{each.key}" == answer)
    values = {"name": known.name, "school": known.school_name or gettext("校外"), "key": known.key}
    return gettext("就是已登錄的%(name)s（%(school)s，%(key)s）") % values


def shown_questions(
    questions: Iterable[Question], choices: Mapping[str, str], at_fault: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Lay out questions with their options and the one chosen."""
    marked = set(at_fault)
    return [
        {
            "question": question,
            "options": [
                (answer, option_label(question, answer), choices.get(question.token) == answer)
                for answer in question.answers
            ],
            "at_fault": question.token in marked,
        }
        for question in questions
    ]
