"""Score sheets as the rules of totals read them, round by round, in two statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from review.models import Assignment, PartScore, Round
from review.rules.totals import Entry, SheetState, part_score
from review.rules.weights import heaviest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Scores = dict[int, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Scored:
    """What was scored in one round: a sheet an entry, and how many sheets are still to come by case."""

    entries: tuple[Entry, ...]
    missing: Mapping[str, int]


def scored(rounds: Collection[int], *, with_parts: bool = True) -> dict[int, Scored]:
    """Give the entries of each round by primary key; reviewers and cases are keys as strings.

    A submitted sheet has its total; one that is being written counts for nothing until it is handed in. Without parts
    the entries do not tell the score in the heaviest one, and one statement does.
    """
    parts = _parts(rounds) if with_parts else {}
    entries: dict[int, list[Entry]] = defaultdict(list)
    missing: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Assignment.objects.filter(round__in=rounds).exclude(state=Assignment.State.PROPOSED).order_by("pk")
    for found, case, reviewer, state, sheet, total, rank, weights in rows.values_list(
        "round_id", "case_id", "reviewer_id", "state", "sheet", "sheet__total", "sheet__rank", "sheet__weights"
    ):
        entries[found].append(_entry(reviewer, case, state, total, rank, _heaviest(parts.get(sheet), weights)))
        if state in {Assignment.State.OFFERED, Assignment.State.ACCEPTED}:
            missing[found][str(case)] += 1
    return {one: Scored(tuple(entries[one]), missing[one]) for one in rounds}


def rounds_of(call_id: str) -> list[Round]:
    """Give the rounds of a call that have begun, in the order in which they were made; one statement."""
    return list(Round.objects.filter(call_id=call_id).exclude(state=Round.State.PREPARING).order_by("created_at", "pk"))


def _entry(
    reviewer: int, case: int, state: str, total: Decimal | None, rank: int | None, best: Fraction | None
) -> Entry:
    return Entry(str(reviewer), str(case), total, SheetState(state), best, rank)


def _heaviest(scores: Mapping[str, int] | None, weights: Mapping[str, int] | None) -> Fraction | None:
    return part_score(scores, heaviest(weights)) if scores and weights else None


def _parts(rounds: Collection[int]) -> Scores:
    found: Scores = defaultdict(dict)
    rows = PartScore.objects.filter(sheet__assignment__round__in=rounds).order_by()
    for sheet, part, score in rows.values_list("sheet_id", "part", "score"):
        found[sheet][part] = score
    return found
