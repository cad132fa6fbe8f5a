"""Parts that are tables or groups: field sites, agreements, milestones by year, contact, disclosure."""

from __future__ import annotations

import secrets
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from proposals.forms.parts import Part, language
from proposals.forms.words import COUNTIES, MOU_KINDS, NATURES
from usr_portal.kernel import roc

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ROWS = 60
MOST_SENT = 4 * MOST_ROWS  # rows that were taken away are sent too, until the page is left
TAIWAN = "TW"
CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
BOX = {"class": "form-check-input"}


def line(label: Any, *, most: int = 200, **attributes: str) -> forms.CharField:  # noqa: ANN401 - a lazy text
    """Make a short text field."""
    return forms.CharField(
        label=label, required=False, max_length=most, widget=forms.TextInput(attrs={**CONTROL, **attributes})
    )


def choice(label: Any, choices: Any, *, blank: bool = True) -> forms.ChoiceField:  # noqa: ANN401 - lazy texts
    """Make a choice, with an empty one first."""
    offered = (("", "—"), *choices) if blank else tuple(choices)
    return forms.ChoiceField(label=label, required=False, choices=offered, widget=forms.Select(attrs=SELECT))


def box(label: Any) -> forms.BooleanField:  # noqa: ANN401 - a lazy text
    """Make a box to tick."""
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs=BOX))


@lru_cache(maxsize=4)
def country_names(_language: str) -> dict[str, str]:
    """Give the countries' names in a language by their codes, our own first."""
    return {TAIWAN: _("臺灣"), **{code: str(name) for code, name in countries if code != TAIWAN}}


def country_list() -> list[str]:
    """Give what the shared list of countries offers: `JP 日本`."""
    return [f"{code} {name}" for code, name in country_names(language()).items()]


class CountryField(forms.CharField):
    """A country by code or name, from one list that all rows share; stored as its code."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        widget = forms.TextInput(attrs={**CONTROL, "list": "countries"})
        super().__init__(required=False, max_length=80, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show code and name; what was typed stays as it was."""
        name = country_names(language()).get(value)
        return f"{value} {name}" if name else value

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        """Give the code."""
        typed = super().clean(value).strip()
        if not typed:
            return ""
        names = country_names(language())
        code = typed.split(" ")[0].upper()
        found = code if code in names else next((key for key, name in names.items() if name == typed), None)
        if found is None:
            raise ValidationError(_("找不到「{typed}」；請從清單選擇國家。").format(typed=typed))
        return found


class RocDateField(forms.CharField):
    """A day, in ROC or common-era writing; stored as ISO 8601."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        widget = forms.TextInput(attrs={**CONTROL, "placeholder": "113/03/01", "inputmode": "numeric"})
        super().__init__(required=False, max_length=20, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show a stored day in ROC writing, in English as it is stored; what was typed stays as it was."""
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            return value
        return value if language() == "en" else roc.short_date(day)

    def clean(self, value: Any) -> str | None:  # noqa: ANN401 - Django's signature
        """Give the ISO day, or None."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return roc.parse_roc_date(text).isoformat()
        except roc.RocDateError as fault:
            raise ValidationError(fault.reason.render(_)) from fault


class RowForm(forms.Form):
    """One row of a table. A row with nothing typed in it is no row."""

    use_required_attribute = False
    ignored: ClassVar[frozenset[str]] = frozenset()

    def is_blank(self) -> bool:
        """Tell whether nothing was typed."""
        return not any(
            value for name, value in self.cleaned_data.items() if name not in {*self.ignored, "DELETE", "ORDER"}
        )


class SiteForm(RowForm):
    """A field site (玖、四 （一））."""

    ignored = frozenset({"country", "nature"})
    country = CountryField(label=gettext_lazy("國家"), initial=TAIWAN)
    nature = choice(gettext_lazy("性質"), NATURES)
    county = line(gettext_lazy("縣市（國外：省州、城市）"), list="counties")
    township = line(gettext_lazy("鄉鎮市區"))
    name = line(gettext_lazy("場域名稱"))


class MouForm(RowForm):
    """An agreement with a foreign partner (柒、二、（二）2（1）B)."""

    ignored = frozenset({"id", "kind", "country"})
    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    partner = line(gettext_lazy("合作對象"))
    country = CountryField(label=gettext_lazy("國家"))
    kind = choice(gettext_lazy("文件種類"), MOU_KINDS)
    signed_on = RocDateField(label=gettext_lazy("簽署日期"))
    addendum_on = RocDateField(label=gettext_lazy("附加條文簽署日期（無則免填）"))
    partner_ok = box(gettext_lazy("對方為教育部認可之國外大學，或有立案且常態運作的專業組織"))
    signer_level_ok = box(gettext_lazy("雙方由一級單位以上主管或法定代表人簽署"))
    for_this_project = box(gettext_lazy("以本 USR 計畫（或所延續的第三期國際合作型計畫）為前提簽署"))
    still_valid_evidence = box(gettext_lazy("原簽署文件於本期仍有效，並已備妥佐證"))

    def clean_id(self) -> str:
        """Each agreement keeps a key, by which its papers find it."""
        return self.cleaned_data["id"] or secrets.token_hex(6)


class ResourceForm(RowForm):
    """An outside resource that is disclosed (玖、三、（四）)."""

    source = line(gettext_lazy("來源（機關或單位、計畫名稱）"))
    amount = forms.IntegerField(
        label=gettext_lazy("金額（新臺幣元）"),
        required=False,
        localize=False,
        min_value=0,
        max_value=10**12,
        widget=forms.TextInput(attrs={**CONTROL, "inputmode": "numeric"}),
    )

    def is_blank(self) -> bool:
        """An amount of 0 with no source is no row."""
        return not self.cleaned_data.get("source") and self.cleaned_data.get("amount") is None


class RowsFormSet(BaseFormSet):  # type: ignore[type-arg]
    """Rows that can be added, taken away and moved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        words = {
            "missing_management_form": _("表格資料不完整，請重新整理頁面後再存。"),
            "too_many_forms": too_many_rows(),
        }
        kwargs.setdefault("error_messages", words)
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        """Rows that were taken away or are empty do not count."""
        if len(self._kept()) > MOST_ROWS:
            raise ValidationError(too_many_rows())

    def rows(self) -> list[dict[str, Any]]:
        """Give the filled rows in their order."""
        kept = sorted(self._kept(), key=lambda form: form.cleaned_data.get("ORDER") or MOST_SENT)
        return [_row(form) for form in kept]

    def _kept(self) -> list[RowForm]:
        return [form for form in self.forms if not form.cleaned_data.get("DELETE") and not form.is_blank()]


def too_many_rows() -> str:
    """Give the words for a table that is too long."""
    return _("最多 {most} 列；請刪去多的列，或合併後再存。").format(most=MOST_ROWS)


def _row(form: RowForm) -> dict[str, Any]:
    """Give a row's values; a choice that was not made is None, as in the document."""
    return {
        name: None if value == "" and isinstance(form.fields[name], forms.ChoiceField) else value
        for name, value in form.cleaned_data.items()
        if name not in {"DELETE", "ORDER"}
    }


class TablePart(Part):
    """A table with a form a row."""

    template = "proposals/parts/table.html"
    row_form: ClassVar[type[RowForm]]
    blank_rows: ClassVar[int] = 1

    def build(self) -> Any:  # noqa: ANN401 - a formset
        """Bind the rows that were sent, or show those that are stored and an empty one."""
        rows = self.to_rows(self.stored)
        extra = 0 if rows else self.blank_rows
        made = formset_factory(
            self.row_form,
            formset=RowsFormSet,
            extra=extra,
            can_delete=True,
            can_order=True,
            max_num=MOST_ROWS,
            absolute_max=MOST_SENT,
        )
        return made(self.data, prefix=self.key, initial=rows, form_kwargs=dict(self.row_options()))

    def row_options(self) -> Mapping[str, Any]:
        """Give what each row's form is made with."""
        return {}

    def to_rows(self, stored: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        """Give the rows to show."""
        return list(stored or [])

    def from_rows(self, rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - JSON
        """Give what is stored for rows."""
        return rows

    def was_sent(self) -> bool:
        """The table's frame was sent."""
        return self.data is not None and f"{self.key}-TOTAL_FORMS" in self.data

    @property
    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The filled rows."""
        return self.from_rows(self.form.rows())

    def faults(self) -> dict[str, list[str]]:
        """Give the faults by the name of the cell."""
        shown = [row for row in self.form.forms if not row.cleaned_data.get("DELETE")]
        found = {row.add_prefix(name): list(errors) for row in shown for name, errors in row.errors.items()}
        if self.form.non_form_errors():
            found[self.key] = list(self.form.non_form_errors())
        return found


class SitesPart(TablePart):
    """Field sites: up to about thirty."""

    row_form = SiteForm

    @property
    def lists(self) -> dict[str, list[str]]:
        """The lists that the rows share, by the id of the list."""
        return {"counties": list(COUNTIES), "countries": country_list()}


class MousPart(TablePart):
    """Agreements; one is a card, for its many questions."""

    template = "proposals/parts/cards.html"
    wide = True
    row_form = MouForm

    @property
    def lists(self) -> dict[str, list[str]]:
        """The list that the rows share."""
        return {"countries": country_list()}


class YearlyPart(TablePart):
    """Short texts by year: a row runs across the years. Stored as lists by year."""

    template = "proposals/parts/yearly.html"
    blank_rows = 2

    @property
    def row_form(self) -> type[RowForm]:  # type: ignore[override]
        """A text a year."""
        fields = {
            f"y{year}": forms.CharField(
                label=_("{year} 年").format(year=year),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
            )
            for year in self.around.years
        }
        return type("YearlyRow", (RowForm,), fields)

    def to_rows(self, stored: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        """Lay the lists side by side."""
        lists = [(stored or {}).get(year) or [] for year in self.around.years]
        most = max((len(texts) for texts in lists), default=0)
        return [
            {
                f"y{year}": texts[place] if place < len(texts) else ""
                for year, texts in zip(self.around.years, lists, strict=True)
            }
            for place in range(most)
        ]

    def from_rows(self, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
        """Take each year's column; empty cells at its end fall away."""
        return {year: _column([(row.get(f"y{year}") or "").strip() for row in rows]) for year in self.around.years}


def _column(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


class ContactForm(RowForm):
    """Who answers for the proposal."""

    name = line(gettext_lazy("姓名"), most=80, autocomplete="off")
    unit = line(gettext_lazy("單位與職稱"))
    phone = line(gettext_lazy("電話"), most=40)
    email = forms.EmailField(label=gettext_lazy("電子郵件"), required=False, widget=forms.EmailInput(attrs=CONTROL))


class GroupPart(Part):
    """Several fields that make one value."""

    template = "proposals/parts/group.html"
    group_form: ClassVar[type[RowForm]]

    def build(self) -> Any:  # noqa: ANN401 - a form
        """Bind or show the group."""
        return self.group_form(self.data, prefix=self.key, initial=self.stored or {})

    def was_sent(self) -> bool:
        """Any input of the group was sent."""
        return self.data is not None and any(name.startswith(f"{self.key}-") for name in self.data)

    @property
    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The group, or None where nothing was typed."""
        return None if self.form.is_blank() else dict(self.form.cleaned_data)


class ContactPart(GroupPart):
    """The contact."""

    group_form = ContactForm


class DisclosurePart(TablePart):
    """Outside resources, or the declaration that there are none."""

    template = "proposals/parts/disclosure.html"
    row_form = ResourceForm

    def build(self) -> Any:  # noqa: ANN401 - a formset
        """The declaration stands beside the rows."""
        initial = {"none": bool((self.stored or {}).get("none"))}
        made = type(
            "NoneForm", (forms.Form,), {"none": box(_("本計畫沒有其他外部資源")), "use_required_attribute": False}
        )
        self.declared = made(self.data, prefix="disclosure", initial=initial)
        return super().build()

    def to_rows(self, stored: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        """The resources."""
        return list((stored or {}).get("resources") or [])

    def from_rows(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Both together."""
        self.declared.is_valid()
        return {"none": self.declared.cleaned_data["none"], "resources": rows}
