"""Forms of what schools answer and offer, and of the staff's questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from review.rules.talks import Half, Noon
from usr_portal.kernel import roc
from usr_portal.kernel.texts import plain

if TYPE_CHECKING:
    from review.models import Offer

CONTROL = {"class": "form-control"}
LONGEST = 5000
MOST_QUESTIONS = 60


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the grid: its name and a box for each half of it, checked or not."""

    label: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the grid."""

    value: str
    label: str
    checked: bool


class OfferForm(forms.Form):
    """When a team can present; when and where it can be visited. An incomplete one is kept, and the page says so."""

    use_required_attribute = False
    times = forms.MultipleChoiceField(label=_("可出席簡報的時段"), required=False)
    visit_dates = forms.MultipleChoiceField(label=_("可接受訪查的日期"), required=False)
    visit_place = forms.CharField(
        label=_("訪查地點"),
        required=False,
        max_length=300,
        help_text=_("實踐場域的地址與集合地點，例如「臺南市左鎮區岡林里活動中心」。"),
        widget=forms.TextInput(attrs=CONTROL),
    )
    contact = forms.CharField(
        label=_("現場聯絡人及電話"), required=False, max_length=120, widget=forms.TextInput(attrs=CONTROL)
    )

    def __init__(self, *args: Any, halves: Iterable[Half], visit_days: Iterable[date], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Offer the half days of presentations and the days of visits; without days, nothing is asked of a visit."""
        super().__init__(*args, **kwargs)
        self.halves, self.visit_days = tuple(halves), tuple(visit_days)
        self._choices("times", ((half.key, half.key) for half in self.halves))
        self._choices("visit_dates", ((day.isoformat(), day.isoformat()) for day in self.visit_days))
        if not self.visit_days:
            for name in ("visit_dates", "visit_place", "contact"):
                del self.fields[name]

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        field.choices = list(choices)
        field.error_messages["invalid_choice"] = gettext("只能選擇表上的日期；日程可能剛剛調整過，請重新整理後再選。")

    def time_rows(self) -> Iterator[DayRow]:
        """Give the grid of half days, a row a day."""
        chosen = set(self["times"].value() or ())
        for day in dict.fromkeys(half.day for half in self.halves):
            pairs = [Half(day, noon) for noon in Noon]
            boxes = (Box(half.key, gettext(half.noon.label), half.key in chosen) for half in pairs)
            yield DayRow(day_label(day), tuple(boxes))

    def visit_boxes(self) -> Iterator[Box]:
        """Give the days of a visit."""
        chosen = set(self["visit_dates"].value() or ())
        for day in self.visit_days:
            yield Box(day.isoformat(), day_label(day), day.isoformat() in chosen)


def day_label(day: date) -> str:
    """Write a day with its weekday, in the reader's language."""
    return f"{day:%a %-d %b %Y}" if (get_language() or "").startswith("en") else roc.long_date(day)


def initial_of(offer: Offer | None) -> dict[str, Any]:
    """Give what the form shows of a kept offer."""
    if offer is None:
        return {}
    return {
        "times": offer.presentation_times,
        "visit_dates": offer.visit_dates,
        "visit_place": offer.visit_place,
        "contact": offer.contact,
    }


class AnswersForm(forms.Form):
    """One answer for each question, in the order of the questions; an empty one is not answered yet."""

    use_required_attribute = False

    def __init__(self, *args: Any, questions: list[str], answers: list[str], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Make a field for each question, showing the answer kept so far."""
        super().__init__(*args, **kwargs)
        for place, question in enumerate(questions):
            self.fields[f"answer_{place}"] = forms.CharField(
                label=question,
                required=False,
                strip=False,
                max_length=LONGEST,
                initial=answers[place] if place < len(answers) else "",
                widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
            )

    def values(self) -> tuple[str, ...]:
        """Give the answers as they are kept."""
        return tuple(plain(self.cleaned_data[name]).strip() for name in self.fields)


class QuestionsForm(forms.Form):
    """The merged questions of a case as staff edit them: one a paragraph, parted by empty lines."""

    use_required_attribute = False
    questions = forms.CharField(
        label=_("待釐清問題"),
        required=False,
        strip=False,
        help_text=_("每題一段，題與題之間空一行。送出後學校逐題回覆，問題不能再改。"),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 14}),
    )

    def clean_questions(self) -> tuple[str, ...]:
        """Part the questions; each not longer than an answer, and not more than a page can hold."""
        parts = plain(self.cleaned_data["questions"]).split("\n\n")
        found = tuple(text for part in parts if (text := part.strip()))
        if len(found) > MOST_QUESTIONS:
            raise forms.ValidationError(gettext("最多 {most} 題，請合併相近的問題。").format(most=MOST_QUESTIONS))
        if any(len(text) > LONGEST for text in found):
            raise forms.ValidationError(gettext("每題最多 {most:,} 字，請精簡或分成兩題。").format(most=LONGEST))
        return found
