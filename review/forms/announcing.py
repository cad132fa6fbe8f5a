"""The form of the announcement: the call's name typed as a confirmation, and a reason."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from proposals.services.refusals import LONGEST_REASON
from usr_portal.kernel.texts import plain

CONTROL = {"class": "form-control"}


class AnnounceForm(forms.Form):
    """What the ministry types before it announces: nothing that one does by a slip of the hand."""

    use_required_attribute = False
    # What was read, as a digest: where it is missing or another one, nothing is announced
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    confirmation = forms.CharField(
        label=_("徵件代號"),
        max_length=40,
        error_messages={"required": _("請輸入徵件代號，確認要公告。")},
        widget=forms.TextInput({**CONTROL, "autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("公告依據或理由"),
        max_length=LONGEST_REASON,
        help_text=_("例如核定公文的日期與文號；會記入每一件的階段紀錄。"),
        error_messages={"required": _("請填寫理由。")},
        widget=forms.Textarea({**CONTROL, "rows": 3}),
    )

    def __init__(self, *arguments: object, **more: object) -> None:
        super().__init__(*arguments, **more)  # type: ignore[arg-type]  # as Django's own
        self.fields["confirmation"].help_text = _now("請輸入「{call}」。").format(call=settings.USR_CALL)

    def show(self, digest: str) -> None:
        """Go with what the page shows now; what was typed stays."""
        self.data = {**self.data.dict(), "seen": digest} if isinstance(self.data, QueryDict) else self.data

    def clean_confirmation(self) -> str:
        """Refuse anything but the call's own name."""
        typed = plain(self.cleaned_data["confirmation"]).strip()
        if typed != settings.USR_CALL:
            raise forms.ValidationError(_now("與徵件代號不符，請輸入「{call}」。").format(call=settings.USR_CALL))
        return typed

    def clean_reason(self) -> str:
        """Keep the reason in the writing that the log can hold."""
        return plain(self.cleaned_data["reason"]).strip()
