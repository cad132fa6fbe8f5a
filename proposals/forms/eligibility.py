"""提案資格: basis, predecessors, and the facts of a new proposal's ground."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.forms.parts import Part
from proposals.forms.tables import CONTROL, SELECT, GroupPart, RowForm, TablePart, box, choice, line
from proposals.forms.words import PROGRAMMES, ROLES
from usr_portal.kernel.vocabulary import BasisKind, NewGround

if TYPE_CHECKING:
    from usr_portal.kernel.vocabulary import PlanType

_MONTH = re.compile(r"(\d{2,4})[-/.年](\d{1,2})月?")
_FIRST_CE = 1900
_ROC = 1911
_LAST_MONTH = 12


class MonthField(forms.CharField):
    """A month in ROC or common-era writing; stored as `YYYY-MM`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        super().__init__(
            required=False, max_length=12, widget=forms.TextInput(attrs={**CONTROL, "placeholder": "110/08"}), **options
        )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show a stored month in ROC writing."""
        stored = re.fullmatch(r"(\d{4})-(\d{2})", value or "")
        return f"{int(stored[1]) - _ROC}/{stored[2]}" if stored else value

    def clean(self, value: Any) -> str | None:  # noqa: ANN401 - Django's signature
        """Give `YYYY-MM`, or None."""
        text = super().clean(value)
        if not text:
            return None
        found = _MONTH.fullmatch(text.strip())
        if found is None or not 1 <= int(found[2]) <= _LAST_MONTH:
            raise ValidationError(_("「{text}」不是有效的年月；請用 110/08 或 2021-08 的寫法。").format(text=text))
        year = int(found[1])
        return f"{year if year >= _FIRST_CE else year + _ROC:04d}-{int(found[2]):02d}"


class MinistryProjectForm(RowForm):
    """A project of a central ministry (柒、一、（一）1（2）C)."""

    ignored = frozenset({"role"})
    title = line(gettext_lazy("計畫名稱"))
    agency = line(gettext_lazy("委託或補助機關"))
    role = choice(gettext_lazy("職務"), ROLES)
    begins = MonthField(label=gettext_lazy("起（年月）"))
    ends = MonthField(label=gettext_lazy("迄（年月）"))
    central = box(gettext_lazy("中央部會委託或補助"))
    filed_at_school = box(gettext_lazy("在學校立案"))
    academic = box(gettext_lazy("具教學、研究性質"))

    def clean(self) -> dict[str, Any]:
        """The end does not come before the start."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", _("結束年月早於開始年月。"))
        return cleaned


class ChoicePart(Part):
    """One of a few, as radio buttons with words of explanation."""

    template = "proposals/parts/radios.html"

    def options(self) -> list[tuple[str, str]]:
        """Values and labels."""
        raise TypeError(self.key)

    def make_field(self) -> forms.Field:
        """Radio buttons."""
        return forms.ChoiceField(label=self.title, required=False, choices=self.options(), widget=forms.RadioSelect)

    def was_sent(self) -> bool:
        """An empty choice is not sent: its companion is."""
        return self.data is not None and f"{self.key}-shown" in self.data

    def boxes(self) -> list[dict[str, Any]]:
        """Each button for the page."""
        chosen = str(self.bound.value() or "")
        return [{"value": key, "label": label, "checked": key == chosen} for key, label in self.options()]


class BasisPart(ChoicePart):
    """延續, 進階 or 新興: those that the type allows (柒、一、表3); a stored one stays to be seen."""

    def options(self) -> list[tuple[str, str]]:
        """The bases of the type, and the stored one."""
        allowed = allowed_bases(self.around.plan_type)
        return [(kind.value, _(kind.label)) for kind in BasisKind if kind in allowed or kind.value == self.stored]


def allowed_bases(plan_type: PlanType | None) -> tuple[BasisKind, ...]:
    """Give the bases that a type's form offers. What is allowed is judged by `ELIG-BASIS`; this only spares a wrong turn."""
    if plan_type is None or plan_type.rank == 1:
        return (BasisKind.CONTINUATION, BasisKind.NEW)
    return (BasisKind.CONTINUATION, BasisKind.ADVANCEMENT)


class NewGroundPart(ChoicePart):
    """A, B or C."""

    def options(self) -> list[tuple[str, str]]:
        """The three grounds."""
        return [(ground.value, f"{ground.value} {_(ground.label)}") for ground in NewGround]


class PredecessorsPart(Part):
    """The school's prior projects, each with what is open to it."""

    template = "proposals/parts/predecessors.html"

    def make_field(self) -> forms.Field:
        """Boxes; an id that the registry does not know stays to be seen and taken away."""
        known = [prior.registry_id for prior in self.around.priors]
        choices = [(key, key) for key in dict.fromkeys([*known, *(self.stored or [])])]
        return forms.MultipleChoiceField(
            label=self.title, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def was_sent(self) -> bool:
        """Empty boxes are not sent: their companion is."""
        return self.data is not None and f"{self.key}-shown" in self.data

    def read(self, cleaned: list[str]) -> list[str]:
        """Those chosen before keep their order; new ones follow."""
        before = [key for key in self.stored or [] if key in cleaned]
        return [*before, *(key for key in cleaned if key not in before)]

    def rows(self) -> list[dict[str, Any]]:
        """Each prior project for the page."""
        chosen = set(self.bound.value() or [])
        return [{"prior": prior, "checked": prior.registry_id in chosen} for prior in self.around.priors]

    def unknown(self) -> list[str]:
        """Ids that were chosen (by a file, say) and that are not among the school's prior projects."""
        known = {prior.registry_id for prior in self.around.priors}
        return [key for key in self.bound.value() or [] if key not in known]


class GroundAForm(RowForm):
    """Ground A."""

    programme = forms.ChoiceField(
        label=gettext_lazy("推動方式"),
        required=False,
        choices=(("", "—"), *PROGRAMMES),
        widget=forms.Select(attrs=SELECT),
    )
    months = forms.IntegerField(
        label=gettext_lazy("已推動月數"),
        required=False,
        min_value=0,
        max_value=600,
        widget=forms.NumberInput(attrs=CONTROL),
    )


class GroundAPart(GroupPart):
    """The facts of ground A (柒、一、（一）1（2）A)."""

    group_form = GroundAForm

    @property
    def value(self) -> dict[str, Any]:
        """Programme and months; None where not given."""
        cleaned = self.form.cleaned_data
        return {"programme": cleaned["programme"] or None, "months": cleaned["months"]}


def person_form(part: Part) -> type[RowForm]:
    """Make a choice among the lead team as it stands; a stored key that is not in it stays to be seen."""
    offered = [("", "—"), *((key, _("{name}（{key}）").format(name=name, key=key)) for key, name in part.around.team)]
    stored = (part.stored or {}).get("person")
    if stored and stored not in dict(offered):
        offered.append((stored, stored))
    field = forms.ChoiceField(
        label=_("符合資格的人員"), required=False, choices=offered, widget=forms.Select(attrs=SELECT)
    )
    return type("PersonForm", (RowForm,), {"person": field})


class GroundBPart(GroupPart):
    """The PI or co-PI of ground B."""

    def build(self) -> Any:  # noqa: ANN401 - a form
        """Choose from the team."""
        initial = {"person": (self.stored or {}).get("person")}
        return person_form(self)(self.data, prefix=self.key, initial=initial)

    @property
    def value(self) -> dict[str, Any]:
        """The person's key."""
        return {"person": self.form.cleaned_data["person"] or None}


class GroundCPart(TablePart):
    """The person and the ministries' projects of ground C."""

    template = "proposals/parts/ground_c.html"
    wide = True
    row_form = MinistryProjectForm

    def build(self) -> Any:  # noqa: ANN401 - a formset
        """The person stands above the projects."""
        initial = {"person": (self.stored or {}).get("person")}
        self.person = person_form(self)(self.data, prefix=self.key, initial=initial)
        return super().build()

    def to_rows(self, stored: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        """The document's `from` and `to` are this form's `begins` and `ends`."""
        projects = (stored or {}).get("projects") or []
        return [
            {
                **{key: value for key, value in row.items() if key not in {"from", "to"}},
                "begins": row.get("from"),
                "ends": row.get("to"),
            }
            for row in projects
        ]

    def from_rows(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Back to the document's keys."""
        self.person.is_valid()
        projects = [
            {
                **{key: value for key, value in row.items() if key not in {"begins", "ends"}},
                "from": row["begins"],
                "to": row["ends"],
            }
            for row in rows
        ]
        return {"person": self.person.cleaned_data.get("person") or None, "projects": projects}
