"""The lead team's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.forms.tables import CONTROL, RowForm, TablePart, box, choice, line
from proposals.forms.words import ROLES
from usr_portal.kernel.names import folded

if TYPE_CHECKING:
    from collections.abc import Mapping


class MemberForm(RowForm):
    """One of the lead team (玖、三、（十）)."""

    ignored = frozenset({"role", "school_code"})
    name = line(gettext_lazy("姓名"), most=80)
    person_key = line(gettext_lazy("人員代碼（ORCID 或學校人員代號）"), most=64)
    role = choice(gettext_lazy("職務"), ROLES, blank=False)
    school_code = line(gettext_lazy("所屬學校（業界、社區人士留白）"), most=80, list="schools")
    unit = line(gettext_lazy("單位"), most=120)
    title = line(gettext_lazy("職稱"), most=80)
    phone = line(gettext_lazy("電話"), most=40)
    email = forms.EmailField(label=gettext_lazy("電子郵件"), required=False, widget=forms.EmailInput(attrs=CONTROL))
    experience = forms.CharField(
        label=gettext_lazy("歷年執行 USR 計畫之經歷"),
        required=False,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
    )
    tasks = forms.CharField(
        label=gettext_lazy("任務分工"), required=False, widget=forms.Textarea(attrs={**CONTROL, "rows": 2})
    )
    president = box(gettext_lazy("現任校長或副校長"))

    def __init__(self, *args: Any, schools: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        self.schools = schools
        super().__init__(*args, **kwargs)

    def clean_school_code(self) -> str:
        """Take a code, a name, or `code name` as the list offers it."""
        typed = self.cleaned_data["school_code"].strip()
        if not typed:
            return ""
        code = self.schools.get(folded(typed)) or self.schools.get(folded(typed.split(" ")[0]))
        if code is None:
            raise ValidationError(_("找不到「{typed}」；請從清單選擇學校，業界或社區人士請留白。").format(typed=typed))
        return code

    def clean(self) -> dict[str, Any]:
        """A person needs a name, a role and a key."""
        cleaned = super().clean() or self.cleaned_data
        if not self.is_blank():
            for name, words in (
                ("name", _("請填姓名。")),
                ("role", _("請選擇職務。")),
                ("person_key", _("請填人員代碼；同一人在各計畫須用同一代碼。")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned


class TeamPart(TablePart):
    """The lead team; a member is a card."""

    template = "proposals/parts/cards.html"
    wide = True
    row_form = MemberForm

    def row_options(self) -> Mapping[str, Any]:
        """Names and codes of schools by folded name."""
        return {"schools": self.around.facts["school_codes"]}

    def to_rows(self, stored: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        """A new proposal starts with a PI of the school."""
        if stored:
            return list(stored)
        return [{"role": "pi", "school_code": self.around.school_code}]

    @property
    def lists(self) -> dict[str, list[str]]:
        """`code name` of every school, shared by the rows."""
        return {"schools": list(self.around.facts["school_names"])}
