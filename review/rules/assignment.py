"""A whole round of review assigned at once, as one optimisation. The model is told in docs/scoring.md.

In this order, each before the next: every case gets its reviewers; loads are as even as can be; as little as possible
changes from what was proposed before; expertise is as high as can be. Never: a conflict, more than a reviewer's most, a
set of reviewers that are all from one school. What is fixed stays. The result is a proven optimum, and the same each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from review.rules.expertise import Candidate, Subject, Taste, Why, why
from review.rules.flow import Network
from review.rules.shortage import Shortage, shortage

Pair = tuple[str, str]
SOURCE, SINK = "source", "sink"
FEWEST_SCHOOLS = 2


@dataclass(frozen=True, slots=True)
class Assigned:
    """A reviewer for a case, and why. `fixed`: it was given; `kept`: it was so before."""

    case: str
    reviewer: str
    why: Why
    fixed: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """A round's proposal, in order of case and reviewer.

    `dropped` are fixed pairs that a conflict forbids; `one_school` cases whose reviewers, for what was fixed or is short,
    are all of one school; `loads` counts cases by reviewer; `changes` pairs that were not there before (0 where nothing was).
    """

    pairs: tuple[Assigned, ...]
    shortages: tuple[Shortage, ...]
    dropped: tuple[Pair, ...]
    one_school: tuple[str, ...]
    loads: Mapping[str, int]
    changes: int

    @property
    def uneven_by(self) -> int:
        """The highest load less the lowest: the least that is possible; above 1 only where limits leave no other way."""
        return max(self.loads.values(), default=0) - min(self.loads.values(), default=0)

    @property
    def expertise(self) -> int:
        """The sum of all pairs' points."""
        return sum(pair.why.points for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be assigned.

    `barred` holds (case, reviewer) pairs in conflict; `fixed` pairs stay, `previous` ones are kept where that costs
    nothing that comes before it. Pairs whose case or reviewer is no longer there have fallen out and count for nothing.
    """

    cases: Sequence[Subject]
    reviewers: Sequence[Candidate]
    per_case: int
    barred: Container[Pair] = frozenset()
    fixed: Iterable[Pair] = ()
    previous: Iterable[Pair] = ()
    taste: Taste = field(default_factory=Taste)


def assign(order: Order) -> Assignment:
    """Assign a round. Cases that can't be filled come with what binds them; nothing is raised for those."""
    desk = _Desk.of(order)
    chosen = _chosen(desk)
    taken = {*desk.fixed, *chosen}
    return Assignment(
        pairs=tuple(_assigned(desk, pair) for pair in sorted(taken)),
        shortages=tuple(_shortages(desk, chosen)),
        dropped=desk.dropped,
        one_school=tuple(_one_school(desk, taken)),
        loads=_count(desk.reviewers, (reviewer for _, reviewer in taken)),
        changes=len(taken - desk.previous) if desk.previous else 0,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """The order laid out by id, sorted, so that the answer does not hang on the order of rows."""

    cases: dict[str, Subject]
    reviewers: dict[str, Candidate]
    per_case: int
    taste: Taste
    eligible: dict[str, list[str]]
    fixed: frozenset[Pair]
    previous: frozenset[Pair]
    dropped: tuple[Pair, ...]
    held: dict[str, list[str]]
    fixed_loads: dict[str, int]

    @classmethod
    def of(cls, order: Order) -> _Desk:
        cases = {case.id: case for case in sorted(order.cases, key=lambda case: case.id)}
        reviewers = {one.id: one for one in sorted(order.reviewers, key=lambda one: one.id)}
        there = {pair for pair in order.fixed if pair[0] in cases and pair[1] in reviewers}
        fixed = frozenset(pair for pair in there if pair not in order.barred)
        held: dict[str, list[str]] = {case: [] for case in cases}
        for case, reviewer in sorted(fixed):
            held[case].append(reviewer)
        return cls(
            cases=cases,
            reviewers=reviewers,
            per_case=order.per_case,
            taste=order.taste,
            eligible={case.id: _eligible(case, reviewers, order.barred, held[case.id]) for case in cases.values()},
            fixed=fixed,
            previous=frozenset(pair for pair in order.previous if pair[0] in cases and pair[1] in reviewers),
            dropped=tuple(sorted(there - fixed)),
            held=held,
            fixed_loads=_count(reviewers, (reviewer for _, reviewer in fixed)),
        )

    def limit(self, reviewer: Candidate) -> int:
        """How many cases the reviewer can have: their most, and no more than there are."""
        return min(reviewer.most, len(self.cases))

    def wanted(self, case: str) -> int:
        """How many reviewers the case still needs."""
        return max(0, self.per_case - len(self.held[case]))

    def by_school(self, case: str) -> dict[str, list[str]]:
        """The case's eligible reviewers by school of origin."""
        found: dict[str, list[str]] = defaultdict(list)
        for reviewer in self.eligible[case]:
            found[self.reviewers[reviewer].school].append(reviewer)
        return found

    def room(self, case: str, school: str) -> int:
        """How many of one school the case can still take, so that not all of its reviewers are of that school."""
        held = [self.reviewers[reviewer].school for reviewer in self.held[case]]
        if self.per_case < FEWEST_SCHOOLS or any(other != school for other in held):
            return self.wanted(case)
        return max(0, self.wanted(case) - 1)


def _eligible(case: Subject, reviewers: Iterable[str], barred: Container[Pair], held: Container[str]) -> list[str]:
    pool = [reviewer for reviewer in reviewers if case.pool is None or reviewer in case.pool]
    return [reviewer for reviewer in pool if reviewer not in held and (case.id, reviewer) not in barred]


def _count(keys: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    loads = dict.fromkeys(keys, 0)
    for key in found:
        loads[key] += 1
    return loads


@dataclass(frozen=True, slots=True)
class _Prices:
    """Costs that keep the order of aims.

    Any improvement can be cut into simple cycles, and one of those passes each reviewer at most once, so that a step of
    one aim outweighs all that it can cost in those below it where its price exceeds (reviewers x the price below).
    """

    change: int
    load: int
    unfilled: int

    @classmethod
    def of(cls, desk: _Desk) -> _Prices:
        """Reckon them from the size of the round."""
        passes = len(desk.reviewers) + 1
        change = passes * desk.taste.most if desk.previous else 0
        load = passes * (change + desk.taste.most) + 1
        highest = max(map(desk.limit, desk.reviewers.values()), default=0)
        return cls(change, load, 2 * (highest + 1) * load + passes * (change + desk.taste.most))


def _chosen(desk: _Desk) -> set[Pair]:
    """Solve: source → case → (school, where it could fill the set) → reviewer → sink, one unit for each pair."""
    network, prices = Network(), _Prices.of(desk)
    arcs = {arc: pair for case in desk.cases for arc, pair in _lay_case(network, desk, case, prices)}
    for reviewer in desk.reviewers.values():
        _lay_loads(network, reviewer, range(desk.fixed_loads[reviewer.id], desk.limit(reviewer)), prices.load)
    flows = network.cheapest(SOURCE, SINK, sum(desk.wanted(case) for case in desk.cases))
    return {pair for arc, pair in arcs.items() if flows[arc]}


def _lay_case(network: Network, desk: _Desk, case: str, prices: _Prices) -> Iterable[tuple[int, Pair]]:
    node, wanted = ("case", case), desk.wanted(case)
    network.arc(SOURCE, node, wanted)
    network.arc(node, SINK, wanted, prices.unfilled)
    for school, reviewers in desk.by_school(case).items():
        room, start = desk.room(case, school), node
        if len(reviewers) > room:
            start = ("school", f"{case} {school}")
            network.arc(node, start, room)
        for reviewer in reviewers:
            yield network.arc(start, ("reviewer", reviewer), 1, _price(desk, case, reviewer, prices)), (case, reviewer)


def _price(desk: _Desk, case: str, reviewer: str, prices: _Prices) -> int:
    points = why(desk.cases[case], desk.reviewers[reviewer], desk.taste).points
    return desk.taste.most - points + (0 if (case, reviewer) in desk.previous else prices.change)


def _lay_loads(network: Network, reviewer: Candidate, loads: range, price: int) -> None:
    """One more case on a load of k costs 2k + 1: the least sum is the least sum of squared loads, the most even way."""
    for load in loads:
        network.arc(("reviewer", reviewer.id), SINK, 1, price * (2 * load + 1))


def _assigned(desk: _Desk, pair: Pair) -> Assigned:
    case, reviewer = pair
    reason = why(desk.cases[case], desk.reviewers[reviewer], desk.taste)
    return Assigned(case, reviewer, reason, fixed=pair in desk.fixed, kept=pair in desk.previous)


def _shortages(desk: _Desk, chosen: Iterable[Pair]) -> Iterable[Shortage]:
    found = _count(desk.cases, (case for case, _ in chosen))
    for case in desk.cases:
        missing = desk.wanted(case) - found[case]
        if missing:
            rooms = ((len(mine), desk.room(case, school)) for school, mine in desk.by_school(case).items())
            yield shortage(case, missing, desk.wanted(case), list(rooms))


def _one_school(desk: _Desk, taken: Iterable[Pair]) -> Iterable[str]:
    schools: dict[str, list[str]] = defaultdict(list)
    for case, reviewer in taken:
        schools[case].append(desk.reviewers[reviewer].school)
    return sorted(case for case, mine in schools.items() if len(mine) >= FEWEST_SCHOOLS > len(set(mine)))
