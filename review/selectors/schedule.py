"""Presentations and visits as each side may see them: staff all, a school its own once published, a reviewer theirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import Http404

from review.access import LIVE, mine, require_staff
from review.facts import conflicts
from review.facts.schedule import Agenda, agenda
from review.models import Case, Slot, Visit
from review.rules.schedule import Clash, Placed, clashes
from review.rules.standing import Stage
from review.rules.talks import days
from review.selectors.replies import case_or_none
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from zoneinfo import ZoneInfo

    from proposals.models import Proposal
    from usr_portal.accounts.models import Person

PAGE = 50
SHOWN = (Stage.PRESENTATION, Stage.SITE_VISIT)


@dataclass(frozen=True, slots=True)
class Line:
    """A presentation in the staff's schedule, with what is wrong with its place."""

    slot: Slot
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The staff's schedule: what is placed in order of time, what is not, and which cases have no panel yet."""

    lines: tuple[Line, ...]
    page: Page[Line]
    unplaced: tuple[Case, ...]
    without_panel: tuple[Case, ...]
    days: tuple[date, ...]

    @property
    def unpublished(self) -> int:
        """How many the schools have not been told."""
        return sum(line.slot.published_at is None for line in self.lines)

    @property
    def clashing(self) -> int:
        """How many have something wrong."""
        return sum(bool(line.clashes) for line in self.lines)


def board(person: Person, page: str = "1") -> Board:
    """Give the schedule of presentations for staff, in a fixed number of statements; `Http404` for anyone else."""
    require_staff(person)
    found, parameters = agenda(), call.in_force()
    window_days = days(parameters.window("presentation"), parameters.zone)
    wrong = _all_wrong(found, window_days, parameters.zone)
    lines = tuple(
        Line(slot, wrong.get(slot.case.project_number, ()))
        for slot in sorted(found.slots.values(), key=lambda one: (one.starts_at, one.room, one.pk))
    )
    open_cases = [number for number in found.talks if number not in found.slots]
    return Board(
        lines,
        Paginator(lines, PAGE).get_page(page),
        tuple(found.cases[number] for number in open_cases),
        tuple(found.cases[number] for number in found.without_panel),
        window_days,
    )


def presentation_days() -> tuple[date, ...]:
    """Give the days on which presentations are."""
    parameters = call.in_force()
    return days(parameters.window("presentation"), parameters.zone)


def talk_of(person: Person, project_number: str) -> tuple[Case, Slot | None, tuple[str, ...]]:
    """Give a case to be placed by hand for staff: its slot, if any, and the half days its school offered; or `Http404`."""
    require_staff(person)
    found = agenda()
    case = found.cases.get(project_number)
    if case is None or project_number not in found.talks:
        raise Http404
    offered = tuple(half.key for half in sorted(found.talks[project_number].offered))
    return case, found.slots.get(project_number), offered


@dataclass(frozen=True, slots=True)
class Appointment:
    """A presentation or visit as a school or a reviewer reads it: which, when, where. Never before whom."""

    case: Case
    stage: Stage
    row: Slot | Visit

    @property
    def place(self) -> str:
        """A room, a link or an address."""
        return self.row.room if isinstance(self.row, Slot) else self.row.place

    @property
    def is_visit(self) -> bool:
        """Tell whether it is a visit."""
        return self.stage is Stage.SITE_VISIT


def of_school(person: Person, number: str) -> tuple[Proposal, list[Appointment]]:
    """Give what was published of a proposal's presentation and visit to its team or school's windows; or `Http404`.

    Before anything is published, and where there is no case, it is empty alike.
    """
    proposal, case = case_or_none(person, number)
    return proposal, [] if case is None else _published([case.pk], SHOWN)


def of_reviewer(person: Person) -> list[Appointment]:
    """Give a reviewer's own published presentations and visits, in order of time; nothing where a conflict bars a case.

    Empty for anybody who is not a reviewer.
    """
    rows = list(mine(person).filter(state__in=LIVE, round__stage__in=SHOWN))
    barred = conflicts.barred(rows, call.now())
    by_stage = {
        stage: [one.case_id for one in rows if one.round.stage == stage and one.pk not in barred] for stage in SHOWN
    }
    found = [one for stage, cases in by_stage.items() for one in _published(cases, (stage,))]
    return sorted(found, key=lambda one: (one.row.starts_at, one.case.project_number))


def _published(cases: Iterable[int], stages: Iterable[Stage]) -> list[Appointment]:
    keys, wanted = list(cases), set(stages)
    found: list[Appointment] = []
    for stage, model in ((Stage.PRESENTATION, Slot), (Stage.SITE_VISIT, Visit)):
        if keys and stage in wanted:
            rows = model.objects.filter(case__in=keys).exclude(published_at=None).select_related("case__school")
            found += [Appointment(one.case, stage, one) for one in rows]
    return found


def _all_wrong(found: Agenda, window_days: tuple[date, ...], zone: ZoneInfo) -> dict[str, tuple[Clash, ...]]:
    """Give what is wrong with each place, by case; only those of one day are compared."""
    by_day: defaultdict[date, list[Placed]] = defaultdict(list)
    for one in found.placed():
        by_day[one.starts_at.astimezone(zone).date()].append(one)
    return {
        one.talk.case: clashes(one, same_day, found.away, window_days, zone)
        for same_day in by_day.values()
        for one in same_day
    }
