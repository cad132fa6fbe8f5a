"""Forms of the data check: the staff's acts, and the school's answer to an item that is a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from proposals.forms.parts import Part, Surroundings
from proposals.forms.section import part_of
from proposals.services.refusals import LONGEST_REASON
from review.forms.moments import DayField, MomentField
from review.rules.targets import Target
from review.services.checking import LONGEST_NOTE
from usr_portal.call import services as call
from usr_portal.call.rules.digest import FieldKind
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from django.http import QueryDict

_AREA = {"class": "form-control", "rows": 3}
_BY_RULE, _YES, _NO = "", "yes", "no"


class CheckForm(forms.Form):
    """Names a reason and leaves required marks to the page."""

    use_required_attribute = False


class PaperCopyForm(CheckForm):
    """The paper copy's days."""

    postmark_on = DayField(label=_("郵戳日期"), help_text=_("例如 113/08/30；也可填西元日期。"))
    received_on = DayField(label=_("收到日期"))
    note = forms.CharField(
        label=_("備註"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Both days are needed."""
        super().__init__(*args, **kwargs)
        for name in ("postmark_on", "received_on"):
            self.fields[name].required = True


class AskForm(CheckForm):
    """One item to be asked of the school."""

    key = forms.ChoiceField(label=_("項目"), widget=forms.Select(attrs={"class": "form-select"}))
    reason = forms.CharField(
        label=_("請學校補正什麼"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs=_AREA),
        help_text=_("會原樣顯示給學校，並列入補正通知函。"),
    )
    due_at = MomentField(label=_("期限"), help_text=_("留空就是學校補正時段的截止時間；含最後一秒。"))
    eligibility = forms.ChoiceField(
        label=_("是否為資格文件"),
        required=False,
        choices=[
            (_BY_RULE, _("依規定（資格佐證、成果報告類為是）")),
            (_YES, _("是，未補正就不進入審查")),
            (_NO, _("否")),
        ],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, targets: Iterable[Target], **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Offer the items of the proposal's form."""
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        named = [(one, one.name(language)) for one in targets]
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            ("", _("請選擇")),
            (_("文件"), [(one.key, name) for one, name in named if one.is_paper]),
            (_("表單欄位"), [(one.key, name) for one, name in named if not one.is_paper]),
        ]

    @property
    def wish(self) -> dict[str, Any]:
        """Give what `corrections.ask` takes."""
        data = self.cleaned_data
        eligibility = {_YES: True, _NO: False}.get(data["eligibility"])
        return {
            "key": data["key"],
            "reason": data["reason"],
            "due_at": data["due_at"],
            "is_eligibility": eligibility,
        }


def answer_part(target: Target, plan_type: str, stored: object, data: QueryDict | None = None) -> Part:
    """Make the part of the form that fills in a field, the same as the applicant's; bound where `data` is given.

    Raises `LookupError` for a paper, or a field that no page reads.
    """
    made = part_of(target.field) if target.field is not None and not target.is_paper else None
    if made is None or target.field is None:
        raise LookupError(target.key)
    around = Surroundings(plan_type=PlanType(plan_type), years=call.in_force().years)
    return made(target.field, around, stored if data is not None else _with_room(target, stored), data)


def _with_room(target: Target, stored: Any) -> Any:  # noqa: ANN401 - JSON
    """Show two empty rows below a table's own: a page of several items has no buttons that add rows."""
    if target.kind == "sites":
        return [*(stored or []), {}, {}]
    if target.field is not None and target.field.kind is FieldKind.YEARLY:
        most = max((len(texts) for texts in (stored or {}).values()), default=0)
        return {year: [*texts, *[""] * (most + 2 - len(texts))] for year, texts in (stored or {}).items()}
    return stored
