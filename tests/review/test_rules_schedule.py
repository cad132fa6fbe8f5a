"""The schedule of presentations: nobody in two places, whatever is asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.rules.schedule import Attendee, Frame, Placed, Talk, Wrong, clashes, half_of, overlap, propose
from review.rules.standing import Stage
from review.rules.talks import Half, Noon, brings_slides, days, halves, has_visit
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.vocabulary import PlanType

FIRST = date(2024, 10, 23)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(3))
HALVES = [Half(day, noon) for day in DAYS for noon in Noon]


def frame(rooms: tuple[str, ...] = ("甲", "乙"), days_of: tuple[date, ...] = DAYS, **more: object) -> Frame:
    fields: dict[str, object] = {
        "days": days_of,
        "rooms": rooms,
        "minutes": 30,
        "pause": 5,
        "morning": time(9),
        "afternoon": time(13, 30),
        "in_morning": 2,
        "in_afternoon": 2,
        "zone": TAIPEI,
    }
    return Frame(**(fields | more))  # type: ignore[arg-type]


def reviewer(n: int) -> Attendee:
    return Attendee(f"reviewer:{n}", f"委員{n}", is_reviewer=True)


def leader(n: int) -> Attendee:
    return Attendee(f"pi:{n}", f"主持人{n}", is_reviewer=False)


def talk(case: str, panel: int = 1, people: tuple[Attendee, ...] = (), offered: tuple[Half, ...] = ()) -> Talk:
    return Talk(case, panel, frozenset(people), frozenset(offered))


def at(one: Talk, hour: int, room: str = "甲", day: date = FIRST, minutes: int = 30) -> Placed:
    starts = datetime.combine(day, time(hour), TAIPEI)
    return Placed(one, starts, starts + timedelta(minutes=minutes), room)


people = st.integers(0, 5).map(reviewer) | st.integers(0, 4).map(leader)
talks = st.builds(
    lambda panel, who, offered: (panel, frozenset(who), frozenset(offered)),
    st.integers(1, 4),
    st.lists(people, max_size=4),
    st.lists(st.sampled_from(HALVES), max_size=4),
)
absences = st.dictionaries(
    st.integers(0, 5).map(lambda n: f"reviewer:{n}"), st.frozensets(st.sampled_from(DAYS), max_size=2)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(talks, max_size=14), absences, st.integers(1, 3), st.integers(0, 3))
def test_nobody_is_ever_in_two_places(
    drawn: list[tuple[int, frozenset[Attendee], frozenset[Half]]],
    away: dict[str, frozenset[date]],
    rooms: int,
    kept_count: int,
) -> None:
    wanted = [Talk(f"C{n:02}", *one) for n, one in enumerate(drawn)]
    kept = [at(one, 9 + 2 * n, f"固定{n}", minutes=50) for n, one in enumerate(wanted[:kept_count])]

    plan = propose(wanted, frame(tuple("甲乙丙"[:rooms])), away, kept)

    every = [*plan.placed, *kept]
    assert {one.talk.case for one in plan.placed} | {one.talk.case for one in plan.left} == {
        one.case for one in wanted[kept_count:]
    }
    for one, other in combinations(every, 2):
        if overlap(one, other) and not (one in kept and other in kept):
            assert one.room != other.room
            assert not one.talk.people & other.talk.people
            assert one.talk.panel != other.talk.panel
    for one in plan.placed:
        assert clashes(one, every, away, DAYS, TAIPEI) == ()


def test_as_many_as_can_be_are_placed_where_the_greedy_way_fails() -> None:
    early, late = Half(FIRST, Noon.AM), Half(FIRST, Noon.PM)
    small = frame(("甲",), (FIRST,), in_morning=1, in_afternoon=1)
    wanted = [talk("A", 1, offered=(early, late)), talk("B", 2, offered=(early,))]

    plan = propose(wanted, small, {})

    assert [(one.talk.case, half_of(one.starts_at, TAIPEI)) for one in plan.placed] == [("B", early), ("A", late)]
    assert plan.left == ()


def test_a_panel_stays_in_its_room_and_the_answer_is_always_the_same() -> None:
    wanted = [talk(f"C{n}", n % 2, (reviewer(n % 2),)) for n in range(8)]

    plan = propose(wanted, frame(), {})

    assert {(one.talk.panel, one.room) for one in plan.placed} == {(0, "甲"), (1, "乙")}
    assert plan == propose(list(reversed(wanted)), frame(), {})
    assert {one.starts_at.astimezone(TAIPEI).date() for one in plan.placed} == {FIRST}


@pytest.mark.parametrize(
    ("offered", "away", "rooms", "words"),
    [
        ((Half(date(2024, 12, 1), Noon.AM),), {}, ("甲",), "不在這次排程的日期裡"),
        ((HALVES[0],), {"reviewer:1": frozenset({FIRST})}, ("甲",), "不克出席"),
        ((HALVES[0],), {}, (), "已有其他簡報"),
    ],
)
def test_what_is_left_over_says_why(
    offered: tuple[Half, ...], away: dict[str, frozenset[date]], rooms: tuple[str, ...], words: str
) -> None:
    plan = propose([talk("A", people=(reviewer(1),), offered=offered)], frame(rooms), away)

    assert plan.placed == ()
    assert words in plan.left[0].why.render()


def test_a_full_schedule_says_so() -> None:
    plan = propose([talk("A", 1), talk("B", 2)], frame(("甲",), (FIRST,), in_morning=1, in_afternoon=0), {})

    assert len(plan.placed) == len(plan.left) == 1
    assert "排滿" in plan.left[0].why.render()


def test_each_clash_is_named() -> None:
    both = (reviewer(1), leader(1))
    other = at(talk("B", people=both), 9)
    wanted = at(talk("A", people=both, offered=(HALVES[1],)), 9)

    found = clashes(wanted, [other, wanted], {"reviewer:1": frozenset({FIRST})}, DAYS[1:], TAIPEI)

    assert {one.wrong for one in found} == set(Wrong)
    assert all(one.message.render() for one in found)
    assert clashes(at(talk("A", people=both), 11), [other], {}, DAYS, TAIPEI) == ()


@pytest.mark.parametrize(
    ("more", "bad"),
    [
        ({}, False),
        ({"in_morning": 7}, True),
        ({"afternoon": time(10)}, True),
        ({"in_afternoon": 20}, True),
        ({"in_morning": 0, "in_afternoon": 0}, False),
    ],
)
def test_a_frame_knows_when_it_overlaps(more: dict[str, object], bad: bool) -> None:  # noqa: FBT001 - a parameter
    assert frame(**more).overlaps is bad  # type: ignore[arg-type]
    assert frame(days_of=(), **more).overlaps is False  # type: ignore[arg-type]


def test_the_days_of_the_call() -> None:
    call = bundled("usr-4")
    found = days(call.window("presentation"), call.zone)
    assert (found[0], found[-1], len(found)) == (date(2024, 10, 23), date(2024, 10, 31), 8)
    assert date(2024, 10, 26) in found  # the Saturday that the call names
    assert len(halves(call.window("presentation"), call.zone)) == 16
    assert Half.read(HALVES[1].key) == HALVES[1]
    assert [one for one in PlanType if has_visit(one)] == [
        PlanType.DEEP,
        PlanType.INTERNATIONAL,
        PlanType.DISTINCTIVE,
    ]


def test_who_brings_slides() -> None:
    assert all(brings_slides(Stage.WRITTEN_REPLY, one) for one in PlanType)
    assert not brings_slides(Stage.PRESENTATION_REPLY, PlanType.SPROUT)
    assert brings_slides(Stage.PRESENTATION_REPLY, PlanType.DEEP)
    assert not brings_slides(Stage.DECISION, PlanType.DEEP)
