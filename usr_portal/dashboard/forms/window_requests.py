"""The form by which a school asks for its window's account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.services.paper_inspection import PaperRefused, inspect
from usr_portal.schools.models import School

MOST_BYTES = 5 * 1024 * 1024


class WindowRequestForm(forms.Form):
    """Who asks, for which school, with which letter."""

    use_required_attribute = False
    school = forms.CharField(
        label=gettext_lazy("學校"),
        max_length=80,
        help_text=gettext_lazy("校名或代碼。"),
        widget=forms.TextInput(attrs={"list": "schools", "autocomplete": "off"}),
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=80)
    unit = forms.CharField(label=gettext_lazy("單位"), max_length=120)
    title = forms.CharField(label=gettext_lazy("職稱"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("電子郵件"), help_text=gettext_lazy("請用學校的信箱；連結會寄到這裡。"))
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=40)
    replaces = forms.CharField(
        label=gettext_lazy("接替哪一位校窗口"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("職務交接時填原校窗口的姓名；新增一位窗口則免填。"),
    )
    letter = forms.FileField(
        label=gettext_lazy("用印的公函或證明（PDF）"),
        help_text=gettext_lazy("掃描成 PDF，5 MB 以內，寫明申請人與職務，並有學校用印。"),
    )
    agree = forms.BooleanField(label=gettext_lazy("我已閱讀上面的說明，同意為審核與聯絡之目的提供這些資料。"))
    # A field that people do not see: what fills in everything is no person.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def clean_school(self) -> School:
        """Find the school by its name or code, written either way (臺, 台)."""
        typed = str(self.cleaned_data["school"]).strip()
        words = {typed, typed.replace("台", "臺"), typed.split(" ")[0]}
        found = School.objects.filter(code__in=words).first() or School.objects.filter(name_zh__in=words).first()
        if found is None:
            raise ValidationError(_("找不到「{typed}」；請從清單選擇學校。").format(typed=typed))
        return found

    def clean_letter(self) -> Any:  # noqa: ANN401 - Django's upload
        """Judge the letter as papers are judged: name, first bytes and a real parse."""
        upload = self.cleaned_data["letter"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("檔案超過 5 MB，請降低掃描解析度。"))
        try:
            inspect(upload)
        except PaperRefused as refused:
            raise ValidationError(str(refused)) from refused
        return upload

    def clean(self) -> dict[str, Any]:
        """Take nothing from what is no person."""
        if self.cleaned_data.get("website"):
            raise ValidationError(_("申請沒有送出，請重新填寫。"))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Give what the request holds."""
        return {
            name: self.cleaned_data[name] for name in ("school", "name", "unit", "title", "email", "phone", "replaces")
        }
