"""The form of a score sheet: every part that can be read is kept, the others stay on the page as they were typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from review.rules.weights import part_label
from review.services.sheets import Writing
from usr_portal.kernel.whole import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

HIGHEST = 100
MOST_CASES = 1000
LONGEST = 20_000
BLANK_QUESTIONS = 2
PREFIX = "score-"
PARTS = ("prior_results", "school_plan", "proposal")


@dataclass(frozen=True, slots=True)
class Score:
    """One part of the sheet as it is drawn. `value` is what was typed, `fault` what is wrong with it."""

    part: str
    label: str
    weight: int
    value: str
    fault: str

    @property
    def name(self) -> str:
        """The input's name."""
        return f"{PREFIX}{self.part}"


class CommentsForm(forms.Form):
    """The two comments, apart: what the school reads (merged, without a name), and what the panel reads."""

    use_required_attribute = False
    to_school = forms.CharField(
        label=gettext_lazy("給學校的意見"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    to_panel = forms.CharField(
        label=gettext_lazy("給審查小組的意見"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea,
    )


class RankForm(forms.Form):
    """The place that the reviewer gives the case among theirs (序位), where they give one."""

    use_required_attribute = False
    rank = forms.IntegerField(
        label=gettext_lazy("序位"),
        required=False,
        min_value=1,
        max_value=MOST_CASES,
        error_messages={"invalid": gettext_lazy("序位請填整數；1 是最優先。")},
    )


class QuestionForm(forms.Form):
    """One question to the school."""

    use_required_attribute = False
    text = forms.CharField(
        label=gettext_lazy("問題"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
    )


QuestionSet: type[BaseFormSet[QuestionForm]] = formset_factory(
    QuestionForm, extra=BLANK_QUESTIONS, can_order=True, can_delete=True
)


class SheetForm:
    """A sheet's form, showing what is stored or bound to what was sent. `weights` gives parts and their percents."""

    def __init__(
        self,
        weights: Mapping[str, int],
        scores: Mapping[str, int],
        comments: Mapping[str, str],
        questions: list[str],
        rank: int | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.data = data
        self.weights = weights
        self.stored = scores
        self.comments = CommentsForm(data, initial=dict(comments))
        self.rank = RankForm(data, initial={"rank": rank})
        self.questions = QuestionSet(data, prefix="questions", initial=[{"text": text} for text in questions])
        self.scores = [self._score(part) for part in weights]

    @property
    def is_valid(self) -> bool:
        """Tell whether everything that was sent can be read."""
        return not self.faults()

    def writing(self) -> Writing:
        """Give what could be read."""
        self.comments.is_valid()
        comments = self.comments.cleaned_data
        return Writing(
            scores={one.part: _number(one.value) for one in self.scores if not one.fault and self._sent(one)},
            to_school=_lines(comments.get("to_school")),
            to_panel=_lines(comments.get("to_panel")),
            questions=self._asked() if self.questions.is_valid() else None,
            rank=self._rank(),
        )

    def faults(self) -> dict[str, list[str]]:
        """Give the faults by the name of the input."""
        found = {one.name: [one.fault] for one in self.scores if one.fault}
        for plain in (self.comments, self.rank):
            found |= {name: [str(one) for one in errors] for name, errors in plain.errors.items()}
        for form in self.questions.forms if self.data is not None else ():
            found |= {form.add_prefix(name): [str(one) for one in errors] for name, errors in form.errors.items()}
        return found

    def _asked(self) -> tuple[str, ...]:
        rows = [form.cleaned_data for form in self.questions.forms if not form.cleaned_data.get("DELETE")]
        rows.sort(key=lambda row: row.get("ORDER") or len(rows))
        return tuple(text for row in rows if (text := (row.get("text") or "").strip()))

    def _rank(self) -> int | None:
        """Give the place: 0 where it was emptied, None where it was not sent or cannot be read."""
        if self.data is None or "rank" not in self.data or not self.rank.is_valid():
            return None
        return self.rank.cleaned_data["rank"] or 0

    def _sent(self, score: Score) -> bool:
        return self.data is not None and score.name in self.data

    def _score(self, part: str) -> Score:
        stored = self.stored.get(part)
        typed = None if self.data is None else self.data.get(f"{PREFIX}{part}")
        value = typed.strip() if typed is not None else ("" if stored is None else str(stored))
        return Score(part, _(part_label(part)), self.weights[part], value, _fault(value))


def typed(data: QueryDict) -> SheetForm:
    """Read what was sent, before the sheet itself is read: parts that it has not are not looked at when saving."""
    parts = [name.removeprefix(PREFIX) for name in data if name.startswith(PREFIX)]
    return SheetForm(dict.fromkeys(parts, 0), {}, {}, [], data=data)


def in_order(weights: Mapping[str, int]) -> dict[str, int]:
    """Give the parts in the order of the call's form; the database keeps none."""
    places = {part: place for place, part in enumerate(PARTS)}
    return dict(sorted(weights.items(), key=lambda item: (places.get(item[0], len(places)), item[0])))


def _fault(value: str) -> str:
    if not value or whole(value, HIGHEST) is not None:
        return ""
    return _("請填 0 到 100 的整數；還沒決定可以留空。")


def _number(value: str) -> int | None:
    return int(value) if value else None


def _lines(text: Any) -> str | None:  # noqa: ANN401 - a cleaned value, or nothing where it could not be read
    return None if text is None else str(text).replace("\r\n", "\n").strip()
