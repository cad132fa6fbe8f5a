"""Beginning a proposal, changing its type, giving a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms.words import PLAN_TYPES
from proposals.services.refusals import LONGEST_REASON
from usr_portal.kernel.texts import plain
from usr_portal.kernel.vocabulary import PlanType


class TypeForm(forms.Form):
    """Choose a plan type."""

    plan_type = forms.TypedChoiceField(
        label=_("計畫類型"),
        choices=PLAN_TYPES,
        coerce=PlanType,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class NewProposalForm(TypeForm):
    """A type, and a working title that may change."""

    title = forms.CharField(
        label=_("計畫名稱（可稍後再定）"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    field_order = ("plan_type", "title")

    def clean_title(self) -> str:
        """Take out what a title cannot hold."""
        return plain(str(self.cleaned_data["title"])).replace("\n", " ")


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"class": "form-control", "rows": 3})
    )
