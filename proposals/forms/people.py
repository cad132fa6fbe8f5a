"""The form that invites somebody to a proposal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class InviteForm(forms.Form):
    """An address, a name for the greeting, and what the person may do: the greatest for the `first` who is invited."""

    email = forms.EmailField(
        label=_("電子郵件"),
        max_length=254,
        error_messages={"required": _("請輸入電子郵件。"), "invalid": _("這不像電子郵件，請檢查有沒有漏字。")},
    )
    name = forms.CharField(label=_("姓名"), max_length=80, required=False)
    access = forms.ChoiceField(label=_("權限"))

    def __init__(self, *args: Any, grants: list[tuple[str, str]], first: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        access = self.fields["access"]
        if isinstance(access, forms.ChoiceField):
            access.choices = grants
            access.initial = grants[0][0] if first else "editor"
