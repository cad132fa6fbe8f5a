"""Forms of the people pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from usr_portal.accounts.models import Role
from usr_portal.schools.models import School


class InviteRoleForm(forms.Form):
    """Whom, as what, for which school, and why."""

    email = forms.EmailField(
        label=_("電子郵件"),
        error_messages={"required": _("請輸入電子郵件。"), "invalid": _("這不像電子郵件，請檢查有沒有漏字。")},
    )
    name = forms.CharField(label=_("姓名"), max_length=80, required=False)
    role = forms.ChoiceField(label=_("角色"))
    school = forms.ModelChoiceField(
        label=_("學校"),
        queryset=School.objects.all(),
        to_field_name="code",
        empty_label=_("不選學校"),
        required=False,
        help_text=_("只有校窗口需要選。"),
    )
    reason = forms.CharField(
        label=_("理由或依據"), max_length=500, help_text=_("例如學校來函的日期與文號。"), required=False
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer only the roles that the reader of the page may give."""
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(each.value, each.label) for each in roles]
