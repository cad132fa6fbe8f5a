"""One part a field of a section: reads what was typed, gives the value as the document holds it, or its faults.

A part is bound to `data` (a POST) or shows what is stored. `value` is only there when the part is valid, so that a
section saves every part that can be read and keeps the others on the page as they were typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proposals.forms.words import TOPICS
from usr_portal.call.rules import digest
from usr_portal.kernel import richtext
from usr_portal.kernel.vocabulary import Issue, PlanType, Sdg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

_SEPARATORS = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a part may need to know of its proposal: type, years of the call, lead team, school, prior projects.

    `pictures` is the address to which the pictures of a text are sent, and below which they are shown.
    """

    plan_type: PlanType | None
    years: tuple[str, ...]
    team: tuple[tuple[str, str], ...] = ()
    priors: tuple[Any, ...] = ()
    school_code: str = ""
    pictures: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def language() -> str:
    """Give the reader's language for texts of the call's data files."""
    return get_language() or "zh-hant"


class Part:
    """A field of a section with its guidance. Subclasses say how it is drawn (`template`) and read."""

    template: ClassVar[str]
    wide: ClassVar[bool] = False  # whether its guidance stands above it, for the width

    def __init__(
        self,
        described: digest.Field,
        around: Surroundings,
        stored: Any,  # noqa: ANN401 - JSON
        data: QueryDict | None,
    ) -> None:
        self.described = described
        self.around = around
        self.stored = stored
        self.data = data
        self.form = self.build()

    @property
    def key(self) -> str:
        """The field's key in the document."""
        return self.described.key

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return self.described.title(language())

    @property
    def guidance(self) -> tuple[str, ...]:
        """Points of guidance in the reader's language."""
        return self.described.guidance(language())

    @property
    def hint(self) -> str:
        """An example, or nothing."""
        return self.described.hint(language()) if self.described.hint else ""

    def build(self) -> Any:  # noqa: ANN401 - a form or a formset
        """Make the form that reads and shows the part."""
        initial = {self.key: self.shown(self.stored)}
        return _single(self.key, self.make_field())(self.data, initial=initial)

    def make_field(self) -> forms.Field:
        """Make the form's field."""
        raise TypeError(self.key)

    def shown(self, stored: Any) -> Any:  # noqa: ANN401 - JSON
        """Turn the stored value into what the field shows."""
        return stored

    def read(self, cleaned: Any) -> Any:  # noqa: ANN401 - JSON
        """Turn the cleaned value into what is stored."""
        return cleaned

    @property
    def bound(self) -> Any:  # noqa: ANN401 - a bound field
        """The one field, to be drawn."""
        return self.form[self.key]

    def is_valid(self) -> bool:
        """Tell whether what was typed can be read."""
        return bool(self.form.is_valid())

    def was_sent(self) -> bool:
        """Tell whether the browser sent this part at all (an act of a script may send one part only)."""
        return self.data is not None and self.key in self.data

    @property
    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The value as the document holds it."""
        return self.read(self.form.cleaned_data[self.key])

    def faults(self) -> dict[str, list[str]]:
        """Give the faults by the name of the input."""
        return {self.form.add_prefix(name): list(errors) for name, errors in self.form.errors.items()}


def _single(key: str, made: forms.Field) -> type[forms.Form]:
    return type("PartForm", (forms.Form,), {key: made, "use_required_attribute": False})


class TextPart(Part):
    """A long text, plain or rich, with a live count; a limit is a suggestion of the section's settings, not a rule.

    The editor (static/js/rich-editor.js) sends a text that is more than lines as HTML. Whatever is sent is made anew here:
    what is stored is a canonical fragment (`usr_portal.kernel.richtext`), or lines as they were typed.
    """

    template = "proposals/parts/text.html"

    def make_field(self) -> forms.Field:
        """Lines are kept as typed."""
        attributes = {"rows": 9, "class": "form-control", "data-count": "1"}
        if self.around.pictures:
            attributes |= {"data-rich": "1", "data-pictures": self.around.pictures}
        if self.described.limit:
            attributes["data-limit"] = self.described.limit
        return forms.CharField(
            label=self.title, required=False, strip=False, widget=forms.Textarea(attrs=attributes), max_length=200_000
        )

    def read(self, cleaned: str) -> str:
        """Line ends are one character, and an empty box is empty."""
        typed = cleaned.replace("\r\n", "\n") if cleaned.strip() else ""
        return richtext.kept(typed) if self._was_touched() else typed

    def _was_touched(self) -> bool:
        """Tell whether it may be new: reading HTML costs more than a save, and a text that nobody touched is canonical.

        Were it not, it would be shown as lines.
        """
        touched = self.data.get("touched", "").split() if self.data is not None else []
        return not touched or self.key in touched


class LinePart(Part):
    """A short text."""

    template = "proposals/parts/line.html"

    def make_field(self) -> forms.Field:
        """At most 200 characters, as the column."""
        return forms.CharField(
            label=self.title, required=False, max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
        )


class ListPart(LinePart):
    """Short words in one line, parted by enumeration commas, commas or semicolons."""

    def make_field(self) -> forms.Field:
        """One line."""
        return forms.CharField(
            label=self.title, required=False, max_length=1000, widget=forms.TextInput(attrs={"class": "form-control"})
        )

    def shown(self, stored: Any) -> str:  # noqa: ANN401 - JSON
        """Join with the comma that the language uses."""
        return (", " if self.key.endswith("_en") else "、").join(stored or [])

    def read(self, cleaned: str) -> list[str]:
        """Part into words; empty ones and repetitions fall away."""
        words = (word.strip() for word in _SEPARATORS.split(cleaned))
        return list(dict.fromkeys(word for word in words if word))


class DeclarationPart(Part):
    """A statement that is made by ticking it."""

    template = "proposals/parts/declaration.html"

    def make_field(self) -> forms.Field:
        """A box."""
        return forms.BooleanField(
            label=self.title, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
        )

    def was_sent(self) -> bool:
        """An empty box is not sent: its companion is."""
        return self.data is not None and f"{self.key}-shown" in self.data


class IssuePart(Part):
    """One of the six issues (陸、二). The document holds a list, so that the rule can judge it."""

    template = "proposals/parts/issue.html"

    def make_field(self) -> forms.Field:
        """Radio buttons."""
        choices = [(str(issue.value), _(issue.label)) for issue in Issue]
        return forms.ChoiceField(label=self.title, required=False, choices=choices, widget=forms.RadioSelect)

    def shown(self, stored: Any) -> str:  # noqa: ANN401 - JSON
        """Show the first, where there is one only."""
        return str(stored[0]) if stored and len(stored) == 1 else ""

    def read(self, cleaned: str) -> list[int]:
        """A list of one, or none."""
        return [int(cleaned)] if cleaned else []

    def was_sent(self) -> bool:
        """An empty choice is not sent: its companion is."""
        return self.data is not None and f"{self.key}-shown" in self.data

    def choices(self) -> list[dict[str, Any]]:
        """Each issue with its meaning and scope, for the page."""
        scopes = {scope.issue: scope for scope in digest.issues()}
        chosen = self.bound.value()
        return [
            {
                "value": str(issue.value),
                "label": _(issue.label),
                "meaning": scopes[issue].meaning(language()),
                "scope": scopes[issue].scope(language()),
                "checked": str(issue.value) == str(chosen or ""),
            }
            for issue in Issue
        ]


class SdgsPart(IssuePart):
    """Three main SDGs of 1 to 16 (陸、二)."""

    template = "proposals/parts/sdgs.html"

    def make_field(self) -> forms.Field:
        """Boxes; how many is the rule's affair."""
        choices = [(str(sdg.value), _(sdg.label)) for sdg in Sdg]
        return forms.MultipleChoiceField(
            label=self.title, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def shown(self, stored: Any) -> list[str]:  # type: ignore[override]  # noqa: ANN401 - several
        """All that are stored."""
        return [str(number) for number in stored or []]

    def read(self, cleaned: list[str]) -> list[int]:  # type: ignore[override]
        """Numbers in order."""
        return sorted({int(number) for number in cleaned})

    def choices(self) -> list[dict[str, Any]]:
        """Each goal that may be a main one, with its name and colour."""
        chosen = {str(value) for value in self.bound.value() or []}
        shown = [sdg for sdg in Sdg if sdg.value != max(Sdg) or str(sdg.value) in chosen]
        return [
            {"value": str(sdg.value), "label": _(sdg.label), "colour": sdg.colour, "checked": str(sdg.value) in chosen}
            for sdg in shown
        ]


class TopicsPart(Part):
    """Topics of practice ethics that the project touches (玖、四 （十一）)."""

    template = "proposals/parts/boxes.html"

    def options(self) -> list[tuple[str, str]]:
        """Keys and words of the boxes."""
        return [(key, str(words)) for key, words in TOPICS]

    def make_field(self) -> forms.Field:
        """Boxes."""
        return forms.MultipleChoiceField(
            label=self.title, required=False, choices=self.options(), widget=forms.CheckboxSelectMultiple
        )

    def was_sent(self) -> bool:
        """Empty boxes are not sent: their companion is."""
        return self.data is not None and f"{self.key}-shown" in self.data

    def boxes(self) -> list[dict[str, Any]]:
        """Each box for the page."""
        chosen = set(self.bound.value() or [])
        return [{"value": key, "label": label, "checked": key in chosen} for key, label in self.options()]


class ChecklistPart(TopicsPart):
    """資料檢核表: each item is ticked; the rule asks for all."""

    template = "proposals/parts/checklist.html"

    def options(self) -> list[tuple[str, str]]:
        """The items of the type's checklist, or the school's."""
        items = digest.checklist(self.around.plan_type) if self.around.plan_type else digest.school_checklist()
        return [(item.key, item.words(language())) for item in items]


class YearlyNumberPart(Part):
    """A whole number in each year of the call."""

    template = "proposals/parts/yearly_number.html"

    def build(self) -> forms.Form:
        """One field a year, named `key-year`."""
        fields = {
            year: forms.IntegerField(
                label=_("{year} 年").format(year=year),
                required=False,
                min_value=0,
                max_value=999,
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
            )
            for year in self.around.years
        }
        made = type("YearsForm", (forms.Form,), {**fields, "use_required_attribute": False})
        return made(self.data, prefix=self.key, initial=self.stored or {})  # type: ignore[no-any-return]

    def was_sent(self) -> bool:
        """Any of the years was sent."""
        return self.data is not None and any(f"{self.key}-{year}" in self.data for year in self.around.years)

    @property
    def value(self) -> dict[str, int]:
        """Numbers by year; an empty one is 0."""
        return {year: number or 0 for year, number in self.form.cleaned_data.items()}


class YearsPart(Part):
    """From which year to which (成效評估年度)."""

    template = "proposals/parts/years.html"

    def build(self) -> forms.Form:
        """Two choices."""
        first, last = int(self.around.years[0]) - 2, int(self.around.years[-1])
        choices = [("", "—"), *((str(year), str(year)) for year in range(first, last + 1))]
        select = {"class": "form-select"}
        fields = {
            "from": forms.ChoiceField(
                label=_("起始年度"), required=False, choices=choices, widget=forms.Select(attrs=select)
            ),
            "to": forms.ChoiceField(
                label=_("結束年度"), required=False, choices=choices, widget=forms.Select(attrs=select)
            ),
        }
        stored = self.stored or ("", "")
        initial = {"from": stored[0], "to": stored[1]}
        made = type("SpanForm", (forms.Form,), {**fields, "use_required_attribute": False})
        return made(self.data, prefix=self.key, initial=initial)  # type: ignore[no-any-return]

    def was_sent(self) -> bool:
        """The start was sent."""
        return self.data is not None and f"{self.key}-from" in self.data

    @property
    def value(self) -> tuple[str, str]:
        """From and to; '' where not chosen."""
        return self.form.cleaned_data["from"], self.form.cleaned_data["to"]
