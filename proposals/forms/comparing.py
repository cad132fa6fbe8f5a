"""Two states of a section side by side, as a reader reads them: each part as lines of text, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _

from proposals.forms.parts import LinePart, TextPart
from usr_portal.kernel import richtext
from usr_portal.kernel.differences import Kind, Piece, text_difference

if TYPE_CHECKING:
    from django.http import QueryDict

    from proposals.forms.parts import Part
    from proposals.forms.section import SectionForm

CHOICE = "keep-"
THEIRS = "theirs"
NOT_SHOWN = frozenset({"DELETE", "ORDER"})


@dataclass(frozen=True, slots=True)
class Compared:
    """A part that two people wrote differently. `keeps_theirs` is what is chosen at first, or was."""

    key: str
    title: str
    pieces: tuple[Piece, ...]
    keeps_theirs: bool

    @property
    def theirs(self) -> list[Piece]:
        """The stored text, with what mine has not marked as removed."""
        return [piece for piece in self.pieces if piece.kind is not Kind.ADDED]

    @property
    def mine(self) -> list[Piece]:
        """My text, with what theirs has not marked as added."""
        return [piece for piece in self.pieces if piece.kind is not Kind.REMOVED]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one field between two states."""

    title: str
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether anything did."""
        return any(piece.kind is not Kind.SAME for piece in self.pieces)


def differences(old: SectionForm, new: SectionForm) -> list[Difference]:
    """Give what became of each field of a section, changed ones first; fields that are empty in both are left out."""
    before = {part.key: part for part in old.parts}
    found = [Difference(part.title, _pieces(before.get(part.key), part)) for part in new.parts]
    return sorted((one for one in found if one.pieces), key=lambda one: not one.is_changed)


def compared(theirs: SectionForm, mine: SectionForm, data: QueryDict) -> list[Compared]:
    """Give the parts of the section that differ. Those that I did not touch are theirs at first."""
    touched = data.get("touched", "").split()
    stored = {part.key: part for part in theirs.parts}
    found = []
    for part in mine.sent:
        pieces = _pieces(stored.get(part.key), part)
        if any(piece.kind is not Kind.SAME for piece in pieces):
            keeps_theirs = data.get(CHOICE + part.key) == THEIRS or (bool(touched) and part.key not in touched)
            found.append(Compared(part.key, part.title, pieces, keeps_theirs))
    return found


def stored_texts(theirs: SectionForm, mine: SectionForm, data: QueryDict) -> dict[str, str] | None:
    """Give the stored texts by their fields, where all that differs between the two is in texts; else None.

    A page that knows what it was opened with can tell by them who changed which text, and take in those that it did not.
    """
    texts = {
        part.key: str(part.bound.value() or "").replace("\r\n", "\n")
        for part in theirs.parts
        if isinstance(part, TextPart | LinePart)
    }
    differ = {one.key for one in compared(theirs, mine, data)}
    return texts if differ <= texts.keys() else None


def theirs_kept(data: QueryDict) -> frozenset[str]:
    """Give the parts of which the stored text was chosen."""
    return frozenset(name.removeprefix(CHOICE) for name in data if name.startswith(CHOICE) and data[name] == THEIRS)


def _pieces(old: Part | None, new: Part) -> tuple[Piece, ...]:
    """Compare a part as it is read; of texts with the same words and another form, say that."""
    pieces = text_difference(readable(old) if old else "", readable(new))
    same = all(piece.kind is Kind.SAME for piece in pieces)
    if same and isinstance(old, TextPart) and isinstance(new, TextPart) and _text(old) != _text(new):
        return (*pieces, Piece(Kind.ADDED, "\n" + _("〔文字相同，格式或圖片不同〕")))
    return pieces


def _text(part: TextPart) -> str:
    """Give a text as it would be stored."""
    return richtext.kept(str(part.bound.value() or "").replace("\r\n", "\n"))


def readable(part: Part) -> str:
    """Give a part as text: its one value, or a line for each field that holds something, and for each row."""
    if isinstance(part, TextPart):
        return richtext.plain(_text(part))
    shown = part.form
    if isinstance(shown, BaseFormSet):
        rows = [_fields(form) for form in _in_order(shown)]
        return "\n".join(f"{place}. {row}" for place, row in enumerate(filter(None, rows), start=1))
    if part.key in shown.fields and len(shown.fields) == 1:
        return _told(shown[part.key]).replace("\r\n", "\n")
    return _fields(shown, "\n")


def _in_order(rows: BaseFormSet[forms.Form]) -> list[forms.Form]:
    kept = [form for form in rows.forms if not form["DELETE"].value()]
    return sorted(kept, key=_place)


def _place(form: forms.Form) -> float:
    value = str(form["ORDER"].value() or "")
    return int(value) if value.isdecimal() else float("inf")


def _fields(form: forms.Form, between: str = "；") -> str:
    return between.join(_named(form))


def _named(form: forms.Form) -> Iterator[str]:
    for field in form.visible_fields():
        told = "" if field.name in NOT_SHOWN else _told(field)
        if told:
            yield _("{name}：{value}").format(name=field.label, value=told)


def _told(field: forms.BoundField) -> str:
    """Give what a field shows, in words: the names of what is chosen, not their keys."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return "☑" if value else ""
    if isinstance(field.field, forms.ChoiceField):
        chosen = value if isinstance(value, list) else [value]
        choices: Any = field.field.choices
        names = {str(key): str(name) for key, name in choices if not isinstance(name, list | tuple)}
        return "、".join(names.get(str(one), str(one)) for one in chosen if one not in {None, ""})
    return "" if value is None else str(value)
