"""The page of the announcement: what would be told and published, what is missing, and after it what was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count

from review.access import is_ministry, require_staff
from review.models import Announcement, Case
from review.models.cases import Outcome, Stage
from review.rules.stages import ANNOUNCE
from review.selectors.decided import Decided, DecidedCase, DecidedSchool, decided
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from usr_portal.accounts.models import Person
    from usr_portal.call.services import Moment


@dataclass(frozen=True, slots=True)
class Line:
    """A type's line (the school plans' and the sum's have no type): counts, and whole NT$ of what is funded."""

    plan_type: PlanType | None
    funded: int
    declined: int
    approved: Mapping[str, int] = field(hash=False)

    @property
    def total(self) -> int:
        """The sum over the years."""
        return sum(self.approved.values())


@dataclass(frozen=True, slots=True)
class AnnouncePage:
    """Everything of the page. `underway` counts open cases by the stage they are still in; `ended` by outcome."""

    moment: Moment
    announcement: Announcement | None
    found: Decided
    lines: tuple[Line, ...]
    plans: Line
    sum: Line
    underway: tuple[tuple[Stage, int], ...]
    ended: Mapping[str, int] = field(hash=False)
    cases: int = 0
    by_ministry: bool = False

    @property
    def may_announce(self) -> bool:
        """Whether nothing keeps it back but the ministry's word."""
        ready = self.announcement is None and self.cases > 0 and self.found.is_whole and self.moment.is_open
        return ready and self.by_ministry


def announce_page(person: Person) -> AnnouncePage:
    """Give the page for staff, or raise `Http404`; a fixed number of statements. Only the ministry acts on it."""
    require_staff(person)
    moment, found = call.moment(ANNOUNCE), decided(settings.USR_CALL)
    years = moment.parameters.years
    lines = tuple(_line(kind, [one for one in found.cases if one.case.plan_type == kind], years) for kind in PlanType)
    plans = _line(None, found.schools, years)
    stages = Counter(Stage(one.stage) for one in found.underway)
    outcomes = dict(
        Case.objects.filter(call_id=settings.USR_CALL).order_by().values_list("outcome").annotate(n=Count("pk"))
    )
    return AnnouncePage(
        moment=moment,
        announcement=Announcement.objects.defer("listing").filter(call_id=settings.USR_CALL).first(),
        found=found,
        lines=lines,
        plans=plans,
        sum=_sum((*lines, plans), years),
        underway=tuple((stage, stages[stage]) for stage in Stage if stages[stage]),
        ended={key.value: outcomes.get(key, 0) for key in (Outcome.STOPPED, Outcome.NOT_PASSED)},
        cases=sum(outcomes.values()),
        by_ministry=is_ministry(person),
    )


def _line(kind: PlanType | None, rows: Sequence[DecidedCase | DecidedSchool], years: Sequence[str]) -> Line:
    funded = [one for one in rows if one.is_funded]
    approved = {year: sum(one.approved.get(year, 0) for one in funded) for year in years}
    return Line(kind, len(funded), len(rows) - len(funded), approved)


def _sum(lines: Sequence[Line], years: Sequence[str]) -> Line:
    return Line(
        None,
        sum(one.funded for one in lines),
        sum(one.declined for one in lines),
        {year: sum(one.approved[year] for one in lines) for year in years},
    )
