"""Forms of accounts: one's own page, and the first name and password of somebody new."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from usr_portal.accounts.models import Person


class SignInForm(LoginForm):  # type: ignore[misc] # allauth has no types
    """Address and password; the page itself links to a forgotten password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        """Leave out allauth's own link."""
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg] # Django has it without a parameter
    """What a person keeps up to date themselves."""

    language = forms.ChoiceField(label=_("語言"), choices=[("zh-hant", _("正體中文")), ("en", _("英文"))])

    class Meta:
        model = Person
        fields = ["name", "unit", "title", "phone", "language"]


class FirstPasswordForm(forms.Form):
    """Name and password of somebody who comes by an invitation."""

    name = forms.CharField(label=_("姓名"), max_length=80, error_messages={"required": _("請輸入姓名。")})
    password = forms.CharField(
        label=_("密碼"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 12 個字元，不能太常見，也不能與姓名或電子郵件相近。"),
        error_messages={"required": _("請設定密碼。")},
    )
    again = forms.CharField(
        label=_("再輸入一次密碼"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("請再輸入一次密碼。")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Check the password against the rules and its repetition, each at its field."""
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("兩次輸入的密碼不一樣。"))
        if password:
            self._check(password, data.get("name", ""))
        return data

    def _check(self, password: str, name: str) -> None:
        try:
            validate_password(password, Person(email=self.email, name=name))
        except ValidationError as problem:
            self.add_error("password", problem)
