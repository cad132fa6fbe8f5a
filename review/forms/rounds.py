"""Forms of rounds and panels."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.forms.moments import MomentField
from review.rules.standing import Stage
from review.services.rounds import Plan
from usr_portal.kernel.vocabulary import PlanType

CONTROL = {"class": "form-control"}
MOST_REVIEWERS = 15
MOST_CASES = 50_000
_BETWEEN = re.compile(r"[\s、,，;；]+")
STAGES = (
    (Stage.WRITTEN_REVIEW.value, _("初審（書面審查）")),
    (Stage.PRESENTATION.value, _("複審（簡報審查）")),
    (Stage.SITE_VISIT.value, _("複審（實地訪查）")),
)


class RoundForm(forms.Form):
    """A round: at which stage, by how many, until when, under which statement."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("名稱"),
        max_length=80,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("請填寫名稱。")},
    )
    stage = forms.ChoiceField(label=_("階段"), choices=STAGES, widget=forms.Select(attrs={"class": "form-select"}))
    reviewers_per_case = forms.IntegerField(
        label=_("每案委員數"),
        min_value=1,
        max_value=MOST_REVIEWERS,
        initial=3,
        widget=forms.NumberInput(attrs={**CONTROL, "inputmode": "numeric"}),
    )
    due_at = MomentField(label=_("評分期限"), help_text=_("留空就是本階段期間的最後一刻。"))
    shows_others = forms.BooleanField(
        label=_("委員送出後可以看到其他委員的評分"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    statement = forms.CharField(
        label=_("迴避及保密聲明"),
        max_length=10_000,
        help_text=_("委員簽署之後才能開啟文件；評分期間改寫聲明，每位委員都要重新簽署。"),
        widget=forms.Textarea(attrs={**CONTROL, "rows": 10}),
        error_messages={"required": _("請填寫聲明內容。")},
    )

    def plan(self) -> Plan:
        """Give what was typed, once it is valid."""
        typed: dict[str, Any] = self.cleaned_data
        return Plan(**{name: typed[name] for name in Plan.__dataclass_fields__})


def default_statement() -> str:
    """Give a text to begin with, in our own words; staff write it as the ministry wants it."""
    return gettext(
        "本人受聘擔任本輪審查委員，聲明並同意：\n"
        "一、本人與受審案件的學校、主持團隊及合作機構，沒有現在或近三年內的任職、共同主持或共同發表、師生、受聘顧問等關係，也不是其配偶、四親等內血親或三親等內姻親；發現有這些情形時，立即登錄迴避。\n"
        "二、本人不是本次徵件任何申請計畫的主持團隊成員。\n"
        "三、審查中知悉的計畫內容、評分與意見，只用於本次審查，不對外透露，也不為自己或他人利用；審查結束後刪除自行留存的資料。\n"
        "四、本人獨立評分，不與受審學校或其相關人員接觸。"
    )


class PanelForm(forms.Form):
    """A panel: its name, who sits in it, which cases it looks at."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("小組名稱"),
        max_length=80,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages={"required": _("請填寫小組名稱。")},
    )
    members = forms.TypedMultipleChoiceField(
        label=_("委員"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    types = forms.MultipleChoiceField(
        label=_("加入還沒有小組的案件"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾選的類型裡還沒有小組的案件，全部加入這個小組。"),
    )
    cases = forms.CharField(
        label=_("案件（計畫編號）"),
        required=False,
        max_length=MOST_CASES,
        help_text=_("每行一件，或以頓號、空白分開。"),
        widget=forms.Textarea(attrs={**CONTROL, "rows": 6}),
    )

    def __init__(self, *args: Any, reviewers: list[tuple[int, str]], known: dict[str, int], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer the active reviewers; `known` gives the round's cases by project number."""
        super().__init__(*args, **kwargs)
        self.known = known
        self._offer("members", [(str(key), label) for key, label in reviewers])
        self._offer("types", [(one.value, gettext(one.label)) for one in PlanType])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_cases(self) -> list[int]:
        """Give the cases' keys; a number that is not of this round is named."""
        numbers = [word for word in _BETWEEN.split(self.cleaned_data["cases"].upper()) if word]
        unknown = [number for number in numbers if number not in self.known]
        if unknown:
            message = gettext("本輪沒有這些案件：{numbers}").format(numbers=gettext("、").join(unknown[:10]))
            raise forms.ValidationError(message)
        return [self.known[number] for number in numbers]
