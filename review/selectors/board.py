"""The board of the decision meeting: every case with all figures, what is asked and approved, the pot and what is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404

from review.access import require_staff
from review.facts import board as lights_of
from review.facts.board import CONFIRMED, DRAFT, UNDECIDED, Light
from review.facts.rulings import Subject, case_subjects, opinions_of, recused_of, school_subjects
from review.facts.scores import Scored, rounds_of, scored
from review.models import Announcement, Case, Meeting
from review.rules.awards import Pot, Share, most, pots, shares
from review.rules.figures import Figures, figures
from review.rules.standing import Verdict
from usr_portal.call import services as call
from usr_portal.kernel.names import folded
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.kernel.whole import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from review.models import Round
    from usr_portal.accounts.models import Person
    from usr_portal.schools.models import School

PAGE = 50
FIGURES = ("mean", "trimmed_mean", "standardised_sum", "standardised_mean", "rank_sum", "spread", "count")
ORDER = {plan_type.value: place for place, plan_type in enumerate(PlanType)}
Years = dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the board; unknown values are as none. `sort`: `number`, `asked`, `approved`, or `mean-12`.

    `numbers` are the very rows to give, whatever else is asked.
    """

    plan_type: str = ""
    state: str = ""
    apart: bool = False
    words: str = ""
    sort: str = ""
    down: bool = False
    page: str = "1"
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board; `figures` stand in the order of the rounds, None where a round had nothing of the case."""

    subject: Subject
    state: str
    approved: Years
    most: Years
    figures: tuple[Figures | None, ...] = ()
    recused: tuple[str, ...] = ()
    cases: tuple[Light, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a meeting: the pot with all drafts, and with what is confirmed; what each kind asks and is given."""

    pots: tuple[Pot, ...]
    confirmed: tuple[Pot, ...]
    shares: Mapping[str, Share]
    whole: Years

    @property
    def is_over(self) -> bool:
        """Tell whether the drafts are more than the pot."""
        return any(one.is_over for one in self.pots)


@dataclass(frozen=True, slots=True)
class Board:
    """The board as staff see it. `counts` are of all cases by state, `kinds` by plan type."""

    meeting: Meeting
    meetings: tuple[Meeting, ...]
    is_open: bool
    years: tuple[str, ...]
    money: Money
    page: Page[Row]
    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with its figures by round."""

    row: Row
    rounds: tuple[tuple[Round, Figures | None], ...]
    is_open: bool


def meetings_of(person: Person) -> list[Meeting]:
    """Give the call's meetings, the latest first; staff only."""
    require_staff(person)
    return list(Meeting.objects.filter(call_id=settings.USR_CALL))


def get_meeting(person: Person, meeting_id: int) -> Meeting:
    """Give a meeting for staff, or raise `Http404`."""
    require_staff(person)
    rows = Meeting.objects.filter(pk=meeting_id, call_id=settings.USR_CALL).select_related("created_by", "changed_by")
    found = rows.first()
    if found is None:
        raise Http404
    return found


def is_announced() -> bool:
    """Tell whether the results were announced: then nothing of the decision changes any more."""
    return Announcement.objects.filter(call_id=settings.USR_CALL).exists()


def board(person: Person, meetings: Sequence[Meeting], meeting: Meeting, wanted: Wanted) -> Board:
    """Give a page of the cases; the same statements for any number of them."""
    require_staff(person)
    lights, schools = lights_of.lights()
    rounds = rounds_of(settings.USR_CALL)
    sheets = _scored(rounds)
    every = _figures(sheets) if wanted.apart or wanted.sort.partition("-")[0] in FIGURES else {}
    shown = _ordered(_filtered(lights, wanted, every), wanted, every)
    page: Page[Any] = Paginator(shown, PAGE).get_page(wanted.page)
    mine = frozenset(str(one.key) for one in page.object_list)
    page.object_list = _rows(list(page.object_list), rounds, every or _figures(sheets, mine))
    return _board(meeting, meetings, lights, [*lights, *schools], page, tuple(rounds))


def school_board(person: Person, meetings: Sequence[Meeting], meeting: Meeting, wanted: Wanted) -> Board:
    """Give a page of the school plans of schools with a case at the decision; the same statements for any number."""
    require_staff(person)
    lights, drafted = lights_of.lights()
    rows = lights_of.cases().order_by("school__code").select_related("school")
    schools = list({one.school_id: one.school for one in rows}.values())
    plans = lights_of.plans(schools, drafted)
    shown = [one for one in plans if _fits(one, wanted, {})]
    page: Page[Any] = Paginator(shown, PAGE).get_page(wanted.page)
    page.object_list = _school_rows(list(page.object_list), schools, lights)
    return _board(meeting, meetings, plans, [*lights, *drafted], page, ())


def case_page(person: Person, project_number: str) -> CasePage:
    """Give one case at the decision, or decided, with all figures; `Http404` where it is none."""
    require_staff(person)
    case = lights_of.cases().filter(project_number=project_number).first()
    if case is None:
        raise Http404
    rounds = rounds_of(settings.USR_CALL)
    lights, _schools = lights_of.lights(case.pk)
    row = _rows(lights, rounds, _figures(_scored(rounds), frozenset({str(case.pk)})))[0]
    return CasePage(row, tuple(zip(rounds, row.figures, strict=True)), not is_announced())


def proposed_opinions(subject: Subject) -> str:
    """Give what the reviewers wrote to the school, merged without names."""
    return opinions_of([subject.case]).get(subject.case.pk, "") if subject.case else ""


def _scored(rounds: Iterable[Round]) -> dict[int, Scored]:
    """Give the sheets of each round; one statement for all rounds."""
    keys = [one.pk for one in rounds]
    return scored(keys, with_parts=False) if keys else {}


def _figures(sheets: Mapping[int, Scored], only: frozenset[str] | None = None) -> dict[int, dict[str, Figures]]:
    """Give the figures of each round by case: of all cases, which takes its time, or of some."""
    return {key: figures(one.entries, only=only) for key, one in sheets.items()}


def _filtered(lights: Iterable[Light], wanted: Wanted, found: Mapping[int, Mapping[str, Figures]]) -> list[Light]:
    return [one for one in lights if _fits(one, wanted, found)]


def _fits(one: Light, wanted: Wanted, found: Mapping[int, Mapping[str, Figures]]) -> bool:
    if wanted.numbers:
        return one.number in wanted.numbers
    apart = any(mine[str(one.key)].far_apart for mine in found.values() if str(one.key) in mine)
    return (
        wanted.plan_type in {"", one.plan_type}
        and wanted.state in {"", one.state}
        and (apart or not wanted.apart)
        and all(folded(word) in one.words for word in wanted.words.split())
    )


def _ordered(lights: list[Light], wanted: Wanted, found: Mapping[int, Mapping[str, Figures]]) -> list[Light]:
    """Order within each plan type; cases without the figure come last, whichever way."""
    known = [(value, one) for one in lights if (value := _value(one, wanted.sort, found)) is not None]
    known.sort(key=lambda pair: (pair[0], pair[1].number), reverse=wanted.down)
    kept = {one.key for _value_, one in known}
    ordered = [one for _value_, one in known] + [one for one in lights if one.key not in kept]
    return sorted(ordered, key=lambda one: ORDER.get(one.plan_type, len(ORDER)))


def _value(one: Light, sort: str, found: Mapping[int, Mapping[str, Figures]]) -> Any:  # noqa: ANN401 - a number or text
    name, _dash, key = sort.partition("-")
    if name == "asked":
        return sum(one.asked.values())
    if name == "approved":
        return sum(one.approved.values())
    if name in FIGURES:
        held = found.get(whole(key) or 0, {}).get(str(one.key))
        return getattr(held, name) if held else None
    return one.number


def _rows(lights: Sequence[Light], rounds: Sequence[Round], found: Mapping[int, Mapping[str, Figures]]) -> list[Row]:
    cases = Case.objects.select_related("school").in_bulk([one.key for one in lights])
    subjects = {one.case.pk: one for one in case_subjects(list(cases.values()), with_names=False) if one.case}
    recused, parameters = recused_of(list(cases.values())), call.in_force()
    return [
        Row(
            subject=subjects[one.key],
            state=one.state,
            approved=one.approved,
            most=most(subjects[one.key].plan_type, one.asked, parameters),
            figures=tuple(found.get(turn.pk, {}).get(str(one.key)) for turn in rounds),
            recused=recused.get(one.key, ()),
        )
        for one in lights
    ]


def _school_rows(plans: Sequence[Light], schools: Iterable[School], lights: Iterable[Light]) -> list[Row]:
    keys, parameters = {one.key for one in plans}, call.in_force()
    subjects = school_subjects(settings.USR_CALL, [one for one in schools if one.pk in keys])
    by_school: dict[int, list[Light]] = defaultdict(list)
    owners = dict(lights_of.cases().filter(school__in=keys).values_list("pk", "school"))
    for one in lights:
        if one.key in owners:
            by_school[owners[one.key]].append(one)
    return [
        Row(
            subject=subject,
            state=plan.state,
            approved=plan.approved,
            most=most(None, subject.asked, parameters),
            cases=tuple(by_school[plan.key]),
        )
        for plan, subject in zip(plans, subjects, strict=True)
    ]


def _board(
    meeting: Meeting,
    meetings: Sequence[Meeting],
    listed: Sequence[Light],
    every: Sequence[Light],
    page: Page[Row],
    rounds: tuple[Round, ...],
) -> Board:
    counts, kinds = Counter(one.state for one in listed), Counter(one.plan_type for one in listed)
    return Board(
        meeting=meeting,
        meetings=tuple(meetings),
        is_open=not is_announced(),
        years=call.in_force().years,
        money=_money(meeting, every),
        page=page,
        counts={state: counts[state] for state in (UNDECIDED, DRAFT, CONFIRMED)},
        kinds=kinds,
        rounds=rounds,
    )


def _money(meeting: Meeting, every: Sequence[Light]) -> Money:
    years = call.in_force().years
    mine = [one for one in every if one.meeting == meeting.pk]
    whole = shares([one.award for one in every], years)
    drafted = _sum(mine, years)
    confirmed = _sum([one for one in mine if one.state == CONFIRMED], years)
    in_order = sorted(whole, key=lambda kind: ORDER.get(kind, len(ORDER)))
    return Money(
        pots(meeting.pot, drafted, years),
        pots(meeting.pot, confirmed, years),
        {kind: whole[kind] for kind in in_order},
        drafted,
    )


def _sum(lights: Iterable[Light], years: Sequence[str]) -> Years:
    funded = [one for one in lights if one.verdict == Verdict.FUND]
    return {year: sum(one.approved.get(year, 0) for one in funded) for year in years}
