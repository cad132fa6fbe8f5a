"""What a confirmation would confirm: each draft with its amounts, what stands in the way, and the pot after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from review.access import require_staff
from review.facts.rulings import Ruling, Subject, approved_of, at_decision, case_subjects, key_of, school_subjects
from review.models import Decision, Meeting, SchoolDecision
from review.rules.awards import Pot, Share, overdrawn, pots, shares
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from usr_portal.accounts.models import Person
    from usr_portal.kernel.messages import Message

Years = dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A draft that is to be confirmed; `why` says why it cannot be, by this person or now."""

    subject: Subject
    ruling: Ruling | None
    approved: Years
    why: str

    @property
    def total(self) -> int:
        """The sum over the years."""
        return sum(self.approved.values())


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be confirmed: lines, sums by plan type, and the meeting's pot with everything confirmed till now."""

    ready: tuple[Line, ...]
    barred: tuple[Line, ...]
    shares: Mapping[str, Share]
    pots: tuple[Pot, ...]
    over: tuple[Message, ...]


def preview(
    person: Person,
    meeting: Meeting,
    chosen: tuple[Collection[str], Collection[str]] | None,
    barrier: Callable[[Subject], str],
    confirmed: Mapping[str, int],
) -> Preview:
    """Give what a confirmation of these cases and school plans would do; of every draft of the meeting where None.

    `barrier` and `confirmed` (sums by year) are the service's, so that both judge alike. Staff only.
    """
    require_staff(person)
    numbers, codes = chosen if chosen is not None else _waiting(meeting)
    subjects = _subjects(numbers, codes)
    approved = approved_of([one.ruling for one in subjects if one.ruling])
    lines = [_line(one, approved, barrier(one)) for one in subjects]
    ready = tuple(one for one in lines if not one.why)
    years = call.in_force().years
    sums = Counter(confirmed)
    for one in ready:
        sums.update(one.approved)
    after = pots(meeting.pot, sums, years)
    return Preview(
        ready,
        tuple(one for one in lines if one.why),
        shares([one.subject.award(one.ruling.verdict, one.approved, "") for one in ready if one.ruling], years),
        after,
        overdrawn(after),
    )


def _line(subject: Subject, approved: Mapping[tuple[str, int], Years], why: str) -> Line:
    held = approved.get(key_of(subject.ruling), {}) if subject.ruling else {}
    return Line(subject, subject.ruling, held, why)


def _waiting(meeting: Meeting) -> tuple[list[str], list[str]]:
    """Give every draft of a meeting that nobody has confirmed; two statements."""
    cases = Decision.objects.filter(meeting=meeting, confirmed_by=None).order_by("case__project_number")
    schools = SchoolDecision.objects.filter(meeting=meeting, confirmed_by=None).order_by("school__code")
    return (
        list(cases.values_list("case__project_number", flat=True)),
        list(schools.values_list("school__code", flat=True)),
    )


def _subjects(numbers: Collection[str], codes: Collection[str]) -> Sequence[Subject]:
    here = at_decision(settings.USR_CALL)
    cases = list(here.filter(project_number__in=numbers).order_by("project_number")) if numbers else []
    rows = here.filter(school__code__in=codes).order_by("school__code") if codes else []
    schools = list({one.school_id: one.school for one in rows}.values())
    return [
        *(case_subjects(cases) if cases else []),
        *(school_subjects(settings.USR_CALL, schools) if schools else []),
    ]
