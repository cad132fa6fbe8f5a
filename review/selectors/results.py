"""The results as they may be read: by everybody the published list, by a school what it is told. Nothing before.

All of it reads rows that only the announcement makes (`Announcement`, `ResultLetter`): before, there is nothing to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from review.access import get_case_for_school
from review.models import Announcement, Case, Correction, Reply, ResultLetter, Slot, Visit
from review.models.cases import Outcome, Stage
from review.rules.results import Listing, from_json
from review.rules.stages import ANNOUNCE
from review.rules.standing import Outcome as OutcomeRule
from review.rules.standing import Stage as StageRule
from review.rules.told import Told, ToldAll
from review.rules.told import from_json as told_from
from review.rules.visibility import Asked, SchoolView, for_school
from usr_portal.call import services as call

if TYPE_CHECKING:
    from datetime import datetime

    from proposals.models import Proposal
    from usr_portal.accounts.models import Person


def published() -> Listing | None:
    """Give the published list, or None before the announcement; one statement that reads no list again."""
    key = Announcement.objects.filter(call_id=settings.USR_CALL).values_list("pk", "at").first()
    return _listing(*key) if key else None


def published_json() -> dict[str, Any]:
    """Give the list as it was frozen, or raise `Http404` before the announcement. Do not change it."""
    key = Announcement.objects.filter(call_id=settings.USR_CALL).values_list("pk", "at").first()
    if key is None:
        raise Http404
    return _frozen(*key)


@lru_cache(maxsize=4)
def _listing(key: int, at: datetime) -> Listing:
    return from_json(_frozen(key, at))


@lru_cache(maxsize=4)
def _frozen(key: int, _at: datetime) -> dict[str, Any]:
    """Read one announcement's list. It never changes, so it is read once a process."""
    listing: dict[str, Any] = Announcement.objects.values_list("listing", flat=True).get(pk=key)
    return listing


def announced_by() -> datetime | None:
    """Give the end of the window in which the results are announced; None where no call is loaded."""
    try:
        return call.moment(ANNOUNCE).closes_at
    except LookupError:
        return None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What a team or window reads of one case; `letter` is its letter's key."""

    told: Told
    letter: int
    letter_number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SchoolResults:
    """What a school's window reads: all its cases, its plan, and the letters of each by project number."""

    school: Any
    told: ToldAll
    letter: int
    letter_number: str
    at: datetime


def result_page(person: Person, number: str) -> ResultPage:
    """Give a proposal's result for its team and its school's windows; `Http404` for others and before."""
    case = get_case_for_school(person, number)
    letter = _letters().filter(case=case.pk).first()
    if letter is None:
        raise Http404
    return ResultPage(told_from(letter.content).cases[0], letter.pk, letter.number, letter.announcement.at)


def school_results(person: Person, school_code: str | None = None) -> SchoolResults:
    """Give a school's results for its windows (the first school where no code is given); `Http404` otherwise."""
    rows = _letters().filter(case=None, school__in=person.standing.window_schools).select_related("school")
    if school_code is not None:
        rows = rows.filter(school__code=school_code)
    letter = rows.order_by("school__code").first()
    if letter is None:
        raise Http404
    return SchoolResults(letter.school, told_from(letter.content), letter.pk, letter.number, letter.announcement.at)


def readable_letter(person: Person, letter_id: int) -> int:
    """Give the key back where the person may read the letter: staff, the school's windows, the case's team; or 404."""
    rows = ResultLetter.objects.filter(pk=letter_id)
    if not person.standing.is_staff:
        rows = rows.filter(_mine(person))
    if not rows.exists():
        raise Http404
    return letter_id


def letters_for_staff(person: Person) -> QuerySet[ResultLetter]:
    """Give every school's letter, for staff; `Http404` for anyone else."""
    if not person.standing.is_staff:
        raise Http404
    rows = ResultLetter.objects.filter(case=None, announcement__call_id=settings.USR_CALL)
    return rows.select_related("school").defer("content").order_by("school__code")


@dataclass(frozen=True, slots=True)
class News:
    """A result that a person may read: of a school (`school_code`), or of a proposal (`number`)."""

    school_code: str
    school_name: str
    number: str
    title: str


def news(person: Person) -> tuple[News, ...]:
    """Give the results that concern a person: a window's schools, a team's proposals; one statement."""
    own = Q(case=None, school__in=person.standing.window_schools) | Q(case__proposal__participations__person=person)
    rows = ResultLetter.objects.filter(own, announcement__call_id=settings.USR_CALL).order_by("school__code", "number")
    read = rows.select_related("school", "case__proposal").defer("content", "case__proposal__ground")
    return tuple(_news(one) for one in read)


def _news(letter: ResultLetter) -> News:
    case = letter.case
    return News(
        school_code=letter.school.code,
        school_name=letter.school.name,
        number=case.proposal.number if case else "",
        title=case.title if case else "",
    )


def has_results(school_id: int) -> bool:
    """Tell whether a school has been told its results; one statement."""
    return ResultLetter.objects.filter(case=None, school=school_id, announcement__call_id=settings.USR_CALL).exists()


def status_of(proposal: Proposal, now: datetime) -> SchoolView | None:
    """Give what a school reads of a proposal under review (`rules.visibility`); None where it is not under review.

    One statement, and one for each stage whose questions wait for an answer.
    """
    row = _asked_of(proposal, now).first()
    if row is None:
        return None
    outcome, announced, corrections, slot, visit, *waiting = row
    replies = frozenset(
        StageRule(stage) for stage, due in zip(_REPLIES, waiting, strict=True) if due and _is_open(stage, proposal)
    )
    asked = Asked(int(corrections), replies, slot_published=slot, visit_published=visit)
    return for_school(OutcomeRule(outcome), asked, announced=announced)


_REPLIES = (Stage.WRITTEN_REPLY, Stage.PRESENTATION_REPLY)


def _asked_of(proposal: Proposal, now: datetime) -> QuerySet[Case, tuple[Any, ...]]:
    of_case = {"case": OuterRef("pk")}
    waiting = {
        f"waits_{stage.value}": Exists(
            Reply.objects.filter(**of_case, stage=stage, released_at__isnull=False, answered_at=None)
        )
        for stage in _REPLIES
    }
    in_check = Q(case__stage=Stage.DATA_CHECK, case__outcome=Outcome.OPEN)
    asked = Correction.objects.filter(in_check, **of_case, state=Correction.State.ASKED, due_at__gte=now)
    return (
        Case.objects.filter(proposal=proposal.pk)
        .annotate(
            announced=Exists(Announcement.objects.filter(call_id=OuterRef("call_id"))),
            corrections_asked=Exists(asked),
            slot_told=Exists(Slot.objects.filter(**of_case, published_at__isnull=False, ends_at__gte=now)),
            visit_told=Exists(Visit.objects.filter(**of_case, published_at__isnull=False, ends_at__gte=now)),
            **waiting,
        )
        .values_list("outcome", "announced", "corrections_asked", "slot_told", "visit_told", *waiting)
    )


def _is_open(stage: Stage, proposal: Proposal) -> bool:
    return call.moment(stage, proposal.application.school_id).is_open


def _letters() -> QuerySet[ResultLetter]:
    rows = ResultLetter.objects.filter(announcement__call_id=settings.USR_CALL)
    return rows.select_related("announcement").defer("announcement__listing")


def _mine(person: Person) -> Q:
    team = Q(case__proposal__participations__person=person)
    return Q(school__in=person.standing.window_schools) | team
