"""Which findings are asked for, and what is supposed of a proposal: both stand in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.words import PLAN_TYPES
from proposals.rules.supposing import Supposition
from usr_portal.kernel.vocabulary import BasisKind, NewGround, PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proposals.selectors.findings import ShownFinding
    from proposals.selectors.priors import PriorChoice

SEVERITIES = (
    ("blocking", _("須修正")),
    ("correctable", _("可補正")),
    ("warning", _("提醒")),
    ("judgement", _("由審查判斷")),
)
SELECT = {"class": "form-select"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the page of all findings; '' is all."""

    severity: str = ""
    section: str = ""
    proposal: str = ""
    article: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Asked:
        """Read the address."""
        return cls(*(asked.get(name, "").strip() for name in ("severity", "section", "proposal", "article")))

    def chosen(self, findings: Iterable[ShownFinding]) -> list[ShownFinding]:
        """Give the findings that are asked for."""
        return [one for one in findings if self._wants(one)]

    def _wants(self, one: ShownFinding) -> bool:
        severity = "correctable" if one.correctable else one.severity
        return (
            self.severity in {"", severity}
            and self.section in {"", one.section}
            and self.proposal in {"", one.proposal or "school"}
            and (self.article in one.article or self.article.upper() in one.rule)
        )


class WhatIfForm(forms.Form):
    """Another type, another basis, other prior projects."""

    use_required_attribute = False
    plan_type = forms.TypedChoiceField(
        label=_("計畫類型"), choices=PLAN_TYPES, coerce=PlanType, widget=forms.Select(attrs=SELECT)
    )
    basis = forms.TypedChoiceField(
        label=_("提案資格"),
        choices=tuple((one.value, _(one.label)) for one in BasisKind),
        coerce=BasisKind,
        widget=forms.Select(attrs=SELECT),
    )
    new_ground = forms.TypedChoiceField(
        label=_("新興計畫資格"),
        required=False,
        choices=(("", "—"), *((one.value, one.value) for one in NewGround)),
        coerce=NewGround,
        empty_value=None,
        widget=forms.Select(attrs=SELECT),
    )
    predecessors = forms.MultipleChoiceField(
        label=_("承接的前期計畫"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self, data: Mapping[str, object] | None, *, priors: Iterable[PriorChoice], written: Supposition
    ) -> None:
        initial = {
            "plan_type": written.plan_type,
            "basis": written.basis,
            "new_ground": written.new_ground,
            "predecessors": list(written.predecessors),
        }
        super().__init__(data, initial=initial)
        known = {one.registry_id: f"{one.registry_id} {one.title}" for one in priors}
        known |= {key: key for key in written.predecessors if key not in known}
        self.fields["predecessors"].choices = list(known.items())  # type: ignore[attr-defined]  # a choice field

    def supposition(self) -> Supposition:
        """Give what was chosen; call it on a valid form."""
        chosen = self.cleaned_data
        return Supposition(
            plan_type=chosen["plan_type"],
            basis=chosen["basis"],
            predecessors=() if chosen["basis"] is BasisKind.NEW else tuple(chosen["predecessors"]),
            new_ground=chosen["new_ground"] if chosen["basis"] is BasisKind.NEW else None,
        )
