"""Places and rank sums (序位法), with the chain that settles ties and the record of how. Formulas: docs/scoring.md.

A tie goes to the higher score in the part of the highest weight; then to a further round; then to lots. The chain never
guesses: where a step has not been held, the cases stay tied and the place says what is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from review.rules.totals import Entry
from usr_portal.kernel.messages import gettext_noop

Number = int | Decimal | Fraction


class Step(StrEnum):
    """What put a case before another."""

    RANK_SUM = "rank_sum"
    HEAVIEST = "heaviest"
    FURTHER_ROUND = "further_round"
    LOTS = "lots"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _STEP_LABELS[self]


_STEP_LABELS = {
    Step.RANK_SUM: gettext_noop("序位和"),
    Step.HEAVIEST: gettext_noop("配分最高項目之得分"),
    Step.FURTHER_ROUND: gettext_noop("再次評分"),
    Step.LOTS: gettext_noop("抽籤"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One step of the record: what each of the tied cases had."""

    step: Step
    values: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A case's place, 1 first; cases still tied share it, and `needs` says what settles them.

    `record` holds every comparison that the case went through, in order; the last one decided.
    """

    case: str
    place: int
    tied_with: tuple[str, ...]
    needs: Step | None
    record: tuple[Comparison, ...]


def places(values: Mapping[str, Number], *, highest_first: bool = True) -> dict[str, int]:
    """Return the place of each key, 1 first: one more than the number of better ones (1, 2, 2, 4)."""
    ordered = sorted(values.values(), reverse=highest_first)
    first: dict[Number, int] = {}
    for position, value in enumerate(ordered, start=1):
        first.setdefault(value, position)
    return {key: first[value] for key, value in values.items()}


def rank_sums(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the sum of ranks by case over the sheets that count; lowest is best.

    A reviewer's ranks are the ones given by hand where each of their sheets has one, else the places of their totals.
    """
    by_reviewer: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.counts:
            by_reviewer[entry.reviewer].append(entry)
    sums: dict[str, int] = defaultdict(int)
    for mine in by_reviewer.values():
        for case, rank in _ranks(mine).items():
            sums[case] += rank
    return dict(sums)


def _ranks(mine: Sequence[Entry]) -> dict[str, int]:
    given = {entry.case: entry.rank for entry in mine if entry.rank is not None}
    if len(given) == len(mine):
        return given
    return places({entry.case: entry.total for entry in mine if entry.total is not None})


def ranking(
    sums: Mapping[str, int],
    heaviest: Mapping[str, Fraction],
    further_rounds: Sequence[Mapping[str, Decimal]] = (),
    lots: Mapping[str, int] | None = None,
) -> tuple[Place, ...]:
    """Return the cases in order: lowest rank sum, then the chain.

    `heaviest` is the mean score in the part of the highest weight; a further round counts for a tie that it scored
    whole (higher first); `lots` are numbers drawn (lower first), and count only once a further round left a tie.
    """
    chain = (
        _Criterion(Step.RANK_SUM, sums, highest_first=False),
        _Criterion(Step.HEAVIEST, heaviest),
        *(_Criterion(Step.FURTHER_ROUND, scored) for scored in further_rounds),
        _Criterion(Step.LOTS, lots or {}, highest_first=False),
    )
    found: list[Place] = []
    for group, record in _settle(sorted(sums), chain, ()):
        place, needs = len(found) + 1, _needs(group, record)
        found += [Place(case, place, tuple(other for other in group if other != case), needs, record) for case in group]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A step of the chain with what each case has in it."""

    step: Step
    values: Mapping[str, Number]
    highest_first: bool = True

    def split(self, group: Sequence[str]) -> list[list[str]]:
        """Cut the group by value, best first."""
        by_value: dict[Number, list[str]] = defaultdict(list)
        for case in group:
            by_value[self.values[case]].append(case)
        return [by_value[value] for value in sorted(by_value, reverse=self.highest_first)]


def _settle(
    group: list[str], chain: Sequence[_Criterion], record: tuple[Comparison, ...]
) -> Iterator[tuple[list[str], tuple[Comparison, ...]]]:
    if len(group) < 2 or not chain:  # noqa: PLR2004 - a tie takes two
        yield from [(group, record)] if group else []
        return
    first, rest = chain[0], chain[1:]
    if not _held(first, group, record):
        yield from _settle(group, rest, record)
        return
    compared = Comparison(first.step, tuple((case, first.values[case]) for case in group))
    for part in first.split(group):
        yield from _settle(part, rest, (*record, compared))


def _held(criterion: _Criterion, group: list[str], record: tuple[Comparison, ...]) -> bool:
    """Whether every tied case has a value in it; lots count only after a further round."""
    early = criterion.step is Step.LOTS and not _scored_again(record)
    return not early and all(case in criterion.values for case in group)


def _scored_again(record: tuple[Comparison, ...]) -> bool:
    return any(comparison.step is Step.FURTHER_ROUND for comparison in record)


def _needs(group: list[str], record: tuple[Comparison, ...]) -> Step | None:
    if len(group) == 1:
        return None
    return Step.LOTS if _scored_again(record) else Step.FURTHER_ROUND


def draw(cases: Iterable[str], seed: str) -> dict[str, int]:
    """Draw lots: a number from 1 for each case, by SHA-256 of the seed and the case's number.

    Whoever knows the seed (said aloud and kept with the record) can draw again and find the same.
    """
    ordered = sorted(cases, key=lambda case: sha256(f"{seed}\n{case}".encode()).hexdigest())
    return {case: number for number, case in enumerate(ordered, start=1)}
