"""A section's form: its parts in order, what could be read, and the faults of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proposals.forms import eligibility, parts, tables, team
from usr_portal.call.rules.digest import FieldKind
from usr_portal.kernel.texts import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from proposals.forms.parts import Part, Surroundings
    from usr_portal.call.rules.digest import Field, Section

BY_KEY: dict[str, type[Part]] = {
    "issue": parts.IssuePart,
    "sdgs": parts.SdgsPart,
    "topics": parts.TopicsPart,
    "sites": tables.SitesPart,
    "mous": tables.MousPart,
    "contact": tables.ContactPart,
    "disclosure": tables.DisclosurePart,
    "team": team.TeamPart,
    "basis": eligibility.BasisPart,
    "predecessors": eligibility.PredecessorsPart,
    "new_ground": eligibility.NewGroundPart,
    "ground_a": eligibility.GroundAPart,
    "ground_b": eligibility.GroundBPart,
    "ground_c": eligibility.GroundCPart,
}
BY_KIND: dict[FieldKind, type[Part]] = {
    FieldKind.LINE: parts.LinePart,
    FieldKind.TEXT: parts.TextPart,
    FieldKind.LIST: parts.ListPart,
    FieldKind.DECLARATION: parts.DeclarationPart,
    FieldKind.YEARS: parts.YearsPart,
    FieldKind.YEARLY: tables.YearlyPart,
    FieldKind.YEARLY_NUMBER: parts.YearlyNumberPart,
    FieldKind.CHECKLIST: parts.ChecklistPart,
}
GROUNDS = {"A": "ground_a", "B": "ground_b", "C": "ground_c"}


class SectionForm:
    """The parts of one section, bound to what a browser sent or showing what is stored."""

    def __init__(
        self, section: Section, around: Surroundings, stored: Mapping[str, Any], data: QueryDict | None = None
    ) -> None:
        self.section = section
        typed = None if data is None else legible(data)
        self.parts = [
            made(field, around, _stored(field, stored), typed) for field in section.fields if (made := part_of(field))
        ]
        self.sent = [part for part in self.parts if part.was_sent()]
        self._valid = {part.key: part.is_valid() for part in self.sent}

    @property
    def has_texts(self) -> bool:
        """Tell whether the page needs an editor."""
        return any(isinstance(part, parts.TextPart) for part in self.parts)

    @property
    def is_valid(self) -> bool:
        """Tell whether every part that was sent could be read."""
        return all(self._valid.values())

    def values(self) -> dict[str, Any]:
        """Give the values that could be read, by field key; the facts of the grounds become one `ground`."""
        values = {part.key: part.value for part in self.sent if self._valid[part.key]}
        chosen = GROUNDS.get(values.get("new_ground", ""))
        grounds = {key: values.pop(key) for key in GROUNDS.values() if key in values}
        if chosen in grounds:
            values["ground"] = grounds[chosen]
        return values

    def faults(self) -> dict[str, list[str]]:
        """Give the faults by the name of the input."""
        found: dict[str, list[str]] = {}
        for part in self.sent:
            if not self._valid[part.key]:
                found.update(part.faults())
        return found


def legible(data: QueryDict) -> QueryDict:
    """Give what was sent with its texts made plain: one pasted tab would make the whole application unreadable."""
    made = data.copy()
    for name, values in data.lists():
        made.setlist(name, [plain(str(value)) for value in values])
    return made


def part_of(field: Field) -> type[Part] | None:
    """Give the part that reads a field; None for those with pages of their own (budget, papers)."""
    return BY_KEY.get(field.key) or BY_KIND.get(field.kind)


def _stored(field: Field, stored: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return stored.get("ground") if field.key in GROUNDS.values() else stored.get(field.key)
