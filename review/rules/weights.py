"""What each part of an application weighs in the written review (拾、二、（二）), by the basis of the proposal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import BasisKind


class Scheme(StrEnum):
    """The two tables of weights: the proposal's project ran before under the programme, or it is new."""

    RAN_BEFORE = "ran_before"
    NEW = "new"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _SCHEME_LABELS[self]


_SCHEME_LABELS = {
    Scheme.RAN_BEFORE: gettext_noop("曾執行本計畫之提案計畫"),
    Scheme.NEW: gettext_noop("新興計畫"),
}

_PART_LABELS = {
    "prior_results": gettext_noop("前期計畫成果"),
    "school_plan": gettext_noop("大學社會責任納入中長程校務發展規劃"),
    "proposal": gettext_noop("個案計畫"),
}


def scheme(basis: BasisKind) -> Scheme:
    """Return which table counts: a continuation or advancement ran before, whatever is new is new."""
    return Scheme.NEW if basis is BasisKind.NEW else Scheme.RAN_BEFORE


def criteria(parameters: CallParameters) -> dict[str, dict[str, int]]:
    """Return both tables, percent by part, by `Scheme`: what a round freezes when it opens."""
    weights = parameters.weights
    return {Scheme.RAN_BEFORE.value: dict(weights.ran_before), Scheme.NEW.value: dict(weights.new)}


def weights_of(frozen: Mapping[str, Mapping[str, int]], basis: BasisKind) -> dict[str, int]:
    """Return the weights in percent by part for a basis, from a round's frozen `criteria`."""
    return dict(frozen[scheme(basis).value])


def heaviest(weights: Mapping[str, int]) -> tuple[str, ...]:
    """Return the part of the highest weight; several where they weigh the same, none where there are no weights."""
    most = max(weights.values(), default=0)
    return tuple(part for part, weight in weights.items() if weight == most)


def part_label(part: str) -> str:
    """Return the part's Chinese name, a msgid; its key where a later call has a part that we have no name for."""
    return _PART_LABELS.get(part, part)
