"""What the data check may ask a school to mend: one kind of paper, or one field of a section of the form.

A field that the claim rests on (title, type, basis, predecessors, lead team, money) is no such item: to change it would
be another proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from usr_portal.call.rules.digest import Field, FieldKind, Words, sections
from usr_portal.kernel.vocabulary import PlanType

PAPER, FIELD = "paper:", "field:"
Json = Mapping[str, Any]

_PAPERS = "papers"
_KINDS = {"mou_papers": "mou"}  # fields of the form whose key is not the kind
_OF_KIND = frozenset({FieldKind.LINE, FieldKind.TEXT, FieldKind.LIST, FieldKind.DECLARATION, FieldKind.YEARLY})
_BY_KEY = frozenset({"contact", "sites"})
_CLOSED = frozenset({"title", "personnel_reason"})
_ETHICS = frozenset({"practice_statement", "academic_statement", "practicability"})
_ANY_PAPER = Words(zh="其他附件", en="Another attachment")


@dataclass(frozen=True, slots=True)
class Target:
    """One item. `key` is as a correction keeps it; `field` is what the form asks, None for another attachment."""

    key: str
    name: Words
    section: str
    field: Field | None

    @property
    def is_paper(self) -> bool:
        """Whether a PDF is handed in, rather than a field filled in."""
        return self.key.startswith(PAPER)

    @property
    def kind(self) -> str:
        """The kind of paper, or the field's key in the document."""
        return self.key.removeprefix(PAPER) if self.is_paper else self.key.rpartition(".")[2]


@cache
def targets(plan_type: PlanType) -> tuple[Target, ...]:
    """Return every item that a proposal of a type can be asked for: papers first, then the form's fields in order."""
    return (*_papers(plan_type), *_fields(plan_type))


def target(plan_type: PlanType, key: str) -> Target:
    """Return the item of this key; raises `LookupError` where a proposal of the type has none."""
    for one in targets(plan_type):
        if one.key == key:
            return one
    raise LookupError(key)


def suggested(plan_type: PlanType, finding: Json) -> tuple[Target, ...]:
    """Return the items to ask for that would mend a finding: the papers or the field that its path and rule name."""
    kinds = _MENDED_BY.get(finding["rule"], ())
    return tuple(one for one in targets(plan_type) if one.is_paper and one.kind in kinds)


def value_of(proposal: Json, field: str) -> Any:  # noqa: ANN401 - JSON
    """Return what the document's proposal holds in a field; None where it holds nothing."""
    return _holder(proposal, field).get(field)


def with_value(proposal: Json, field: str, value: object) -> dict[str, Any]:
    """Return the document's proposal with another value in one field; the one given stays as it is."""
    holder = _place(field, proposal)
    if holder is None:
        return {**proposal, field: value}
    return {**proposal, holder: {**(proposal.get(holder) or {}), field: value}}


def _papers(plan_type: PlanType) -> Iterator[Target]:
    for section in sections(plan_type):
        if section.key == _PAPERS:
            for field in section.fields:
                yield Target(f"{PAPER}{_KINDS.get(field.key, field.key)}", field.title, _PAPERS, field)
    yield Target(f"{PAPER}other", _ANY_PAPER, _PAPERS, None)


def _fields(plan_type: PlanType) -> Iterator[Target]:
    for section in sections(plan_type):
        for field in section.fields:
            if field.key not in _CLOSED and (field.kind in _OF_KIND or field.key in _BY_KEY):
                yield Target(f"{FIELD}{section.key}.{field.key}", field.title, section.key, field)


def _holder(proposal: Json, field: str) -> Json:
    place = _place(field, proposal)
    return proposal if place is None else proposal.get(place) or {}


def _place(field: str, proposal: Json) -> str | None:
    """Return the member of the proposal's object that holds a field; None for the object itself."""
    if field in _ETHICS:
        return "ethics"
    return None if field in proposal else "sections"


_MENDED_BY: Mapping[str, tuple[str, ...]] = {
    "DOC-PRIOR-RESULTS": ("prior_results_report", "prior_relation_statement"),
    "DOC-CLOSING-REPORT": ("closing_report",),
    "DOC-ELIGIBILITY": ("eligibility_evidence",),
    "ELIG-NEW-C-FIT": ("eligibility_evidence",),
}
