"""A schedule of presentations (拾、二、（三）1): proposed as one optimisation, and what is wrong with a place in it.

Never: a reviewer or PI in two places, two presentations in a room, a day that a reviewer can't, a half day that the
school did not offer. First as many as can be, then as early as can be. The result is the same each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ortools.sat.python import cp_model

from review.rules.talks import Half, Noon
from usr_portal.kernel.messages import Message, gettext_noop

NOON = time(12, 0)
EFFORT = 20.0  # of the solver's own clock, so that the machine's speed does not change the answer


@dataclass(frozen=True, slots=True, order=True)
class Attendee:
    """Somebody who must be there; `key` is the same wherever the same person is meant."""

    key: str
    name: str
    is_reviewer: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """A presentation to be placed: its case, its panel, who must be there, and the half days that its school offered.

    Without any, every half day is as good as another: staff arrange it with the school.
    """

    case: str
    panel: int
    people: frozenset[Attendee]
    offered: frozenset[Half]


@dataclass(frozen=True, slots=True)
class Placed:
    """A presentation in its place; both ends aware."""

    talk: Talk
    starts_at: datetime
    ends_at: datetime
    room: str


@dataclass(frozen=True, slots=True)
class Frame:
    """When and where presentations can be: days, first starts of morning and afternoon, how many each, rooms."""

    days: tuple[date, ...]
    rooms: tuple[str, ...]
    minutes: int
    pause: int
    morning: time
    afternoon: time
    in_morning: int
    in_afternoon: int
    zone: ZoneInfo

    def spots(self) -> tuple[tuple[datetime, datetime], ...]:
        """Return the times of presentations in order; they never overlap each other within a half day."""
        return tuple(spot for day in self.days for spot in self._of(day))

    def _of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for first, count in ((self.morning, self.in_morning), (self.afternoon, self.in_afternoon)):
            for place in range(count):
                starts = datetime.combine(day, first, self.zone) + place * timedelta(minutes=self.minutes + self.pause)
                yield starts, starts + timedelta(minutes=self.minutes)

    @property
    def overlaps(self) -> bool:
        """Tell whether the morning's last presentation runs into the afternoon, or either leaves its half day."""
        if not self.days:
            return False
        spots = list(self._of(self.days[0]))
        early, late = spots[: self.in_morning], spots[self.in_morning :]
        wrong_half = any(half_of(start, self.zone).noon is Noon.PM for start, _ in early)
        next_day = any(end.date() != self.days[0] for _, end in spots)
        return wrong_half or next_day or bool(early and late and early[-1][1] > late[0][0])


class Wrong(StrEnum):
    """What can be wrong with a place."""

    ROOM = "room"
    REVIEWER = "reviewer"
    PI = "pi"
    AWAY = "away"
    NOT_OFFERED = "not_offered"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that is wrong with a place, for staff; `case` is the other presentation, where there is one."""

    wrong: Wrong
    message: Message
    case: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A presentation without a place, and what binds it."""

    talk: Talk
    why: Message


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed schedule, in order of time and room; what is left over comes with its reason."""

    placed: tuple[Placed, ...]
    left: tuple[Left, ...]


Away = Mapping[str, frozenset[date]]


def half_of(moment: datetime, zone: ZoneInfo) -> Half:
    """Return the half day that a moment lies in."""
    local = moment.astimezone(zone)
    return Half(local.date(), Noon.AM if local.time() < NOON else Noon.PM)


def overlap(one: Placed, other: Placed) -> bool:
    """Tell whether two presentations share a moment."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clashes(
    wanted: Placed, others: Iterable[Placed], away: Away, days: Iterable[date], zone: ZoneInfo
) -> tuple[Clash, ...]:
    """Return everything that is wrong with a place beside others; nothing where it is fine.

    `away` gives the days on which a person can't, by key; `days` are those of the window.
    """
    found = list(_alone(wanted, away, frozenset(days), zone))
    for other in others:
        if other.talk.case != wanted.talk.case and overlap(wanted, other):
            found += _beside(wanted, other)
    return tuple(found)


def _alone(wanted: Placed, away: Away, days: frozenset[date], zone: ZoneInfo) -> Iterator[Clash]:
    half, offered = half_of(wanted.starts_at, zone), wanted.talk.offered
    if half.day not in days:
        yield Clash(Wrong.OUTSIDE, Message(gettext_noop("這一天不在這一階段的審查期間內。")))
    if offered and half not in offered:
        yield Clash(Wrong.NOT_OFFERED, Message(gettext_noop("學校沒有提供這個時段。")))
    for person in sorted(wanted.talk.people):
        if half.day in away.get(person.key, frozenset()):
            text = gettext_noop("{name}委員當日不克出席。")
            yield Clash(Wrong.AWAY, Message(text, {"name": person.name}))


def _beside(wanted: Placed, other: Placed) -> Iterator[Clash]:
    case = other.talk.case
    if wanted.room == other.room:
        yield Clash(Wrong.ROOM, Message(gettext_noop("這個地點同一時間已排了 {case}。"), {"case": case}), case)
    for person in sorted(wanted.talk.people & other.talk.people):
        if person.is_reviewer:
            text = gettext_noop("{name}委員同一時間要出席 {case}。")
            yield Clash(Wrong.REVIEWER, Message(text, {"name": person.name, "case": case}), case)
        else:
            text = gettext_noop("計畫主持人 {name} 同一時間要出席 {case}。")
            yield Clash(Wrong.PI, Message(text, {"name": person.name, "case": case}), case)


def propose(talks: Sequence[Talk], frame: Frame, away: Away, kept: Sequence[Placed] = ()) -> Plan:
    """Place every presentation that can be, around those that stay (`kept`)."""
    spots = frame.spots()
    held = {one.talk.case for one in kept}
    wanted = sorted((one for one in talks if one.case not in held), key=lambda one: one.case)
    rooms = [_free_rooms(spot, frame.rooms, kept) for spot in spots]
    possible = {one.case: list(_possible(one, spots, rooms, away, kept, frame.zone)) for one in wanted}
    chosen = _solve(wanted, possible, [len(free) for free in rooms])
    placed = _in_rooms([(one, chosen[one.case]) for one in wanted if one.case in chosen], spots, rooms)
    left = tuple(Left(one, _why(one, possible, spots, away, frame)) for one in wanted if one.case not in chosen)
    return Plan(tuple(sorted(placed, key=lambda one: (one.starts_at, one.room))), left)


def _free_rooms(spot: tuple[datetime, datetime], rooms: Sequence[str], kept: Iterable[Placed]) -> list[str]:
    taken = {one.room for one in kept if one.starts_at < spot[1] and spot[0] < one.ends_at}
    return [room for room in dict.fromkeys(rooms) if room not in taken]


def _possible(
    talk: Talk,
    spots: Sequence[tuple[datetime, datetime]],
    rooms: Sequence[Sequence[str]],
    away: Away,
    kept: Sequence[Placed],
    zone: ZoneInfo,
) -> Iterator[int]:
    """Give the spots that the school offered and where everybody can be."""
    gone = _gone(talk, away)
    busy = [
        (one.starts_at, one.ends_at) for one in kept if one.talk.people & talk.people or one.talk.panel == talk.panel
    ]
    for place, (starts, ends) in enumerate(spots):
        half = half_of(starts, zone)
        meets = any(start < ends and starts < end for start, end in busy)
        if rooms[place] and not meets and half.day not in gone and (not talk.offered or half in talk.offered):
            yield place


def _gone(talk: Talk, away: Away) -> frozenset[date]:
    return frozenset(day for person in talk.people for day in away.get(person.key, ()))


def _solve(talks: Sequence[Talk], possible: Mapping[str, list[int]], rooms: Sequence[int]) -> dict[str, int]:
    """Choose a spot for each presentation: as many as can be, then as early as can be; one worker, one seed."""
    model = cp_model.CpModel()
    at = {(talk.case, place): model.new_bool_var("") for talk in talks for place in possible[talk.case]}
    hint = _greedy(talks, possible, rooms)
    for talk in talks:
        model.add_at_most_one(at[talk.case, place] for place in possible[talk.case])
    for (_person, _place), cases in _shared(talks, possible).items():
        model.add_at_most_one(at[case, _place] for case in cases)
    by_place: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (case, place), chosen in at.items():
        by_place[place].append(chosen)
        model.add_hint(chosen, hint.get(case) == place)
    for place, all_at in by_place.items():
        model.add(sum(all_at) <= rooms[place])
    worth = len(talks) * len(rooms) + 1
    model.maximize(sum((worth - place) * chosen for (_case, place), chosen in at.items()))
    return _solved(model, at, hint)


def _solved(
    model: cp_model.CpModel, at: Mapping[tuple[str, int], cp_model.IntVar], hint: dict[str, int]
) -> dict[str, int]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = EFFORT
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return hint
    return {case: place for (case, place), chosen in at.items() if solver.boolean_value(chosen)}


def _needs(talk: Talk) -> Iterator[str]:
    """Give what a presentation takes up at its time: everybody who is there, and its panel."""
    yield f"panel:{talk.panel}"
    yield from (person.key for person in talk.people)


def _shared(talks: Sequence[Talk], possible: Mapping[str, list[int]]) -> dict[tuple[str, int], list[str]]:
    """Give, by person and spot, the presentations that would meet there, where there are two or more."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for talk in talks:
        for need in _needs(talk):
            for place in possible[talk.case]:
                found[need, place].append(talk.case)
    return {key: cases for key, cases in found.items() if len(cases) > 1}


def _greedy(talks: Sequence[Talk], possible: Mapping[str, list[int]], rooms: Sequence[int]) -> dict[str, int]:
    """Place those with the fewest choices first: where the solver begins, and what stands if its time runs out."""
    free, taken, found = list(rooms), set[tuple[str, int]](), dict[str, int]()
    for talk in sorted(talks, key=lambda one: (len(possible[one.case]), one.case)):
        needs = list(_needs(talk))
        fits = (at for at in possible[talk.case] if free[at] and not any((need, at) in taken for need in needs))
        place = next(fits, None)
        if place is not None:
            found[talk.case] = place
            free[place] -= 1
            taken |= {(need, place) for need in needs}
    return found


def _in_rooms(
    chosen: Iterable[tuple[Talk, int]], spots: Sequence[tuple[datetime, datetime]], rooms: Sequence[Sequence[str]]
) -> Iterator[Placed]:
    """Give each its room: a panel stays where it was, as far as that room is free."""
    used: defaultdict[int, set[str]] = defaultdict(set)
    last: dict[int, str] = {}
    for talk, place in sorted(chosen, key=lambda pair: (pair[1], pair[0].panel, pair[0].case)):
        free = [room for room in rooms[place] if room not in used[place]]
        room = last[talk.panel] if last.get(talk.panel) in free else free[0]
        used[place].add(room)
        last[talk.panel] = room
        yield Placed(talk, *spots[place], room)


def _why(
    talk: Talk, possible: Mapping[str, list[int]], spots: Sequence[tuple[datetime, datetime]], away: Away, frame: Frame
) -> Message:
    if possible[talk.case]:
        return Message(gettext_noop("可行的時段都已排滿；可增加地點、場次或日期。"))
    halves = {half_of(starts, frame.zone) for starts, _ends in spots}
    offered = halves & talk.offered if talk.offered else halves
    if not offered:
        return Message(gettext_noop("學校提供的時段不在這次排程的日期裡。"))
    if all(half.day in _gone(talk, away) for half in offered):
        return Message(gettext_noop("學校提供的日期，小組都有委員不克出席。"))
    return Message(gettext_noop("學校提供的時段，委員、主持人或地點已有其他簡報。"))
