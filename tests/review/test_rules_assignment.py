"""Assigning a round: what may never be, what comes before what, and the optimum against trying everything."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.rules.assignment import Assignment, Order, Pair, assign
from review.rules.expertise import Candidate, Subject, Taste, Why, why
from review.rules.flow import Network
from review.rules.shortage import Binds
from tests.review.rounds import round_of
from usr_portal.kernel.vocabulary import PlanType

TASTE = Taste()


def case(name: str, issue: int | None = None, sdgs: Iterable[int] = (), pool: Iterable[str] | None = None) -> Subject:
    return Subject(name, PlanType.DEEP, issue, frozenset(sdgs), None if pool is None else frozenset(pool))


def reviewer(
    name: str, school: str = "", issues: Iterable[int] = (), sdgs: Iterable[int] = (), most: int = 12
) -> Candidate:
    return Candidate(name, school, frozenset(issues), frozenset(sdgs), frozenset(), most)


def pairs(found: Assignment) -> set[Pair]:
    return {(pair.case, pair.reviewer) for pair in found.pairs}


def of_case(found: Assignment, name: str) -> set[str]:
    return {pair.reviewer for pair in found.pairs if pair.case == name}


# ---------------------------------------------------------------- the aims, one by one


def test_the_expert_gets_the_case() -> None:
    found = assign(Order([case("c", issue=2)], [reviewer("far", issues=[1]), reviewer("near", issues=[2])], 1))

    assert pairs(found) == {("c", "near")}
    assert (found.expertise, found.shortages, found.uneven_by) == (TASTE.issue, (), 1)


def test_even_loads_come_before_expertise() -> None:
    cases = [case(f"c{number}", issue=2) for number in range(4)]

    found = assign(Order(cases, [reviewer("far"), reviewer("near", issues=[2])], 1))

    assert found.loads == {"far": 2, "near": 2}


def test_a_reviewer_takes_no_more_than_their_most_and_the_others_stay_even() -> None:
    cases = [case(f"c{number}") for number in range(9)]

    found = assign(Order(cases, [reviewer("few", most=1), reviewer("a"), reviewer("b")], 1))

    assert found.loads == {"few": 1, "a": 4, "b": 4}
    assert found.uneven_by == 3


def test_no_pair_in_conflict_however_good() -> None:
    order = Order([case("c", issue=2)], [reviewer("a", issues=[2]), reviewer("b")], 1, barred={("c", "a")})

    assert pairs(assign(order)) == {("c", "b")}


def test_the_reviewers_of_a_case_come_from_two_schools() -> None:
    same = [reviewer(name, "0001", issues=[2]) for name in ("a", "b", "c")]

    found = assign(Order([case("x", issue=2)], [*same, reviewer("d", "0002")], 3))

    assert "d" in of_case(found, "x")
    assert found.one_school == ()


def test_reviewers_of_no_school_are_each_their_own() -> None:
    found = assign(Order([case("x")], [reviewer("a"), reviewer("b")], 2))

    assert (len(found.pairs), found.one_school) == (2, ())


def test_one_reviewer_a_case_needs_no_second_school() -> None:
    assert len(assign(Order([case("x")], [reviewer("a", "0001")], 1)).pairs) == 1


def test_a_case_keeps_to_its_panel() -> None:
    found = assign(Order([case("x", issue=2, pool=["a"])], [reviewer("a"), reviewer("b", issues=[2])], 1))

    assert pairs(found) == {("x", "a")}


def test_nothing_to_assign() -> None:
    empty = assign(Order([], [], 3))
    nobody = assign(Order([case("x")], [], 3))

    assert (empty.pairs, empty.loads, empty.uneven_by) == ((), {}, 0)
    assert [(one.case, one.missing, one.binds) for one in nobody.shortages] == [("x", 3, Binds.CONFLICTS)]


# ---------------------------------------------------------------- what is fixed, what was before


def test_what_is_fixed_stays_and_counts() -> None:
    people = [reviewer("a"), reviewer("b", issues=[2]), reviewer("c", issues=[2])]

    found = assign(Order([case("x", issue=2)], people, 2, fixed=[("x", "a")]))

    assert ("x", "a") in pairs(found)
    assert [pair.fixed for pair in found.pairs] == [True, False]


def test_a_fixed_reviewer_stays_beyond_their_most_and_gets_nothing_more() -> None:
    cases = [case("x"), case("y"), case("z")]

    found = assign(Order(cases, [reviewer("a", most=1), reviewer("b")], 1, fixed=[("x", "a"), ("y", "a")]))

    assert found.loads == {"a": 2, "b": 1}


def test_more_fixed_than_asked_for_is_no_fault() -> None:
    found = assign(Order([case("x")], [reviewer("a"), reviewer("b")], 1, fixed=[("x", "a"), ("x", "b")]))

    assert (of_case(found, "x"), found.shortages) == ({"a", "b"}, ())


def test_a_fixed_pair_in_conflict_is_dropped_and_told() -> None:
    order = Order([case("x")], [reviewer("a"), reviewer("b")], 1, barred={("x", "a")}, fixed=[("x", "a")])

    found = assign(order)

    assert (pairs(found), found.dropped) == ({("x", "b")}, (("x", "a"),))


def test_fixed_reviewers_of_one_school_ask_for_another() -> None:
    people = [*(reviewer(name, "0001", issues=[2]) for name in ("a", "b", "c")), reviewer("d", "0002")]

    completed = assign(Order([case("x", issue=2)], people, 3, fixed=[("x", "a"), ("x", "b")]))
    whole = assign(Order([case("x")], people, 2, fixed=[("x", "a"), ("x", "b")]))
    mixed = assign(Order([case("x", issue=2)], people, 3, fixed=[("x", "a"), ("x", "d")]))

    assert of_case(completed, "x") == {"a", "b", "d"}
    assert whole.one_school == ("x",)
    assert len(mixed.pairs) == 3


def test_one_who_falls_out_is_replaced_and_nothing_else_changes() -> None:
    order = round_of(cases=30, reviewers=20)
    before = assign(order)
    gone = before.pairs[0].reviewer

    after = assign(replace(order, reviewers=[one for one in order.reviewers if one.id != gone], previous=pairs(before)))

    kept = {pair for pair in pairs(before) if pair[1] != gone}
    assert kept <= pairs(after)
    assert after.changes == len(pairs(before)) - len(kept)
    assert after.uneven_by <= 1


def test_the_same_again_changes_nothing_even_where_others_would_do_as_well() -> None:
    order = round_of(cases=12, reviewers=9)
    before = assign(order)

    again = assign(replace(order, previous=pairs(before)))

    assert (pairs(again), again.changes) == (pairs(before), 0)
    assert all(pair.kept for pair in again.pairs)


def test_the_order_of_the_rows_changes_nothing() -> None:
    order = round_of(cases=25, reviewers=18)

    turned = replace(order, cases=order.cases[::-1], reviewers=order.reviewers[::-1])

    assert assign(turned) == assign(order)


# ---------------------------------------------------------------- what binds


def test_what_binds_a_case_is_told() -> None:
    people = [reviewer("a", "0001", most=1), reviewer("b", "0001", most=1), reviewer("c", "0002", most=1)]
    barred = {("conflict", "a"), ("conflict", "b")}
    school = case("school", pool=["a", "b"])
    [conflict] = assign(Order([case("conflict")], people, 2, barred=barred)).shortages
    [one_school] = assign(Order([school], people, 2)).shortages
    limits = assign(Order([case("p"), case("q")], people, 2)).shortages

    assert (conflict.missing, conflict.binds) == (1, Binds.CONFLICTS)
    assert (one_school.missing, one_school.binds) == (1, Binds.SCHOOLS)
    assert [(one.missing, one.binds) for one in limits] == [(1, Binds.LIMITS)]
    assert conflict.message.render() == "還缺 1 位：沒有迴避事由的委員只有 1 位。"
    assert "2 位" in one_school.message.render()
    assert "3 位" in limits[0].message.render()


# ---------------------------------------------------------------- why


def test_a_pair_says_what_it_has_in_common() -> None:
    one = Candidate("r", "", frozenset({2}), frozenset({4, 11, 12, 13}), frozenset({PlanType.DEEP}))

    found = why(case("c", issue=2, sdgs=[11, 4, 1]), one, TASTE)

    assert found == Why(6 + 2 * 2 + 3, 2, (4, 11), PlanType.DEEP)
    assert Why.of_json(found.as_json()) == found
    assert [message.render() for message in found.messages()] == [
        "議題相同：環境永續",
        "共同的 SDGs：SDG 4 優質教育、SDG 11 永續城市與社區",
        "可審類型：大學特色類深耕型",
    ]


def test_a_pair_with_nothing_in_common_says_so() -> None:
    found = why(case("c"), reviewer("r"), TASTE)

    assert (found.points, len(found.messages())) == (0, 1)
    assert Why.of_json({}) == found


# ---------------------------------------------------------------- against trying everything


@st.composite
def small_orders(draw: st.DrawFn) -> Order:
    ids = [f"r{number}" for number in range(draw(st.integers(1, 4)))]
    names = [f"c{number}" for number in range(draw(st.integers(1, 3)))]
    people = [
        reviewer(
            name,
            draw(st.sampled_from(["", "0001", "0002"])),
            draw(st.sets(st.integers(1, 2))),
            draw(st.sets(st.integers(1, 3))),
            draw(st.integers(0, 3)),
        )
        for name in ids
    ]
    cases = [case(name, draw(st.integers(1, 2)), draw(st.sets(st.integers(1, 3), max_size=3))) for name in names]
    everything = st.sampled_from([(name, one) for name in names for one in ids])
    return Order(
        cases,
        people,
        draw(st.integers(1, 3)),
        barred=draw(st.frozensets(everything, max_size=4)),
        fixed=draw(st.frozensets(everything, max_size=2)),
        previous=draw(st.frozensets(everything, max_size=4)),
    )


def every_way(order: Order) -> Iterator[set[Pair]]:
    """Every set of pairs that keeps what must be kept."""
    fixed = {pair for pair in order.fixed if pair not in order.barred}
    choices = [list(ways_of(order, one.id, {name for case, name in fixed if case == one.id})) for one in order.cases]
    for picked in itertools.product(*choices):
        found = set().union(*picked)
        loads, given = (Counter(name for _, name in some) for some in (found, fixed))
        if all(loads[one.id] <= max(one.most, given[one.id]) for one in order.reviewers):
            yield found


def ways_of(order: Order, name: str, fixed: set[str]) -> Iterator[set[Pair]]:
    """Every set of reviewers for a case beside the fixed ones; not all of one school where two or more are to be."""
    school = {one.id: one.school for one in order.reviewers}
    free = [one.id for one in order.reviewers if (name, one.id) not in order.barred and one.id not in fixed]
    wanted = max(0, order.per_case - len(fixed))
    for size in range(wanted + 1):
        for more in itertools.combinations(free, size):
            schools = [school[one] for one in (*more, *fixed)]
            full_of_one = size == wanted > 0 and len(schools) > 1 and len(set(schools)) == 1
            if not full_of_one:
                yield {(name, one) for one in (*more, *fixed)}


def score(order: Order, found: set[Pair]) -> tuple[int, int, int, int]:
    """The aims in their order, smaller is better: unfilled, uneven (sum of squares), changed, expertise missed."""
    cases, people = {one.id: one for one in order.cases}, {one.id: one for one in order.reviewers}
    loads = Counter(name for _, name in found)
    points = sum(why(cases[name], people[one], TASTE).points for name, one in found)
    changed = len(found - set(order.previous)) if set(order.previous) else 0
    return -len(found), sum(load * load for load in loads.values()), changed, -points


@given(small_orders())
@settings(max_examples=60, deadline=None)
def test_no_other_way_is_better(order: Order) -> None:
    found = assign(order)
    ways = list(every_way(order))
    best = min(score(order, way) for way in ways)
    loads = [
        [sum(name == one.id for _, name in way) for one in order.reviewers] for way in ways if -len(way) == best[0]
    ]

    assert pairs(found) in ways
    assert score(order, pairs(found)) == best
    assert found.uneven_by == min(max(each) - min(each) for each in loads)
    assert sum(one.missing for one in found.shortages) == sum(
        max(0, order.per_case - len(of_case(found, one.id))) for one in order.cases
    )


# ---------------------------------------------------------------- a large one, and the solver


def test_a_whole_round_holds_every_promise_in_reasonable_time() -> None:
    order = round_of(cases=140, reviewers=40)
    school = {one.id: one.school for one in order.reviewers}
    start = time.process_time()

    found = assign(order)

    assert time.process_time() - start < 10  # far above what it takes, so that only a change of order of growth fails
    assert found.shortages == ()
    assert found.uneven_by <= 1
    assert not any(pair in order.barred for pair in pairs(found))
    assert all(len({school[name] for name in of_case(found, one.id)}) >= 2 for one in order.cases)
    assert Counter(pair.case for pair in found.pairs) == {one.id: 3 for one in order.cases}


def test_a_flow_that_cannot_be_is_an_error() -> None:
    network = Network()
    network.arc("a", "b", 1)

    with pytest.raises(RuntimeError, match="no flow of 2"):
        network.cheapest("a", "b", 2)
