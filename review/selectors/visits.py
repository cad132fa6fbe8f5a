"""Site visits as staff and the case's reviewers may see them; what schools read is in `selectors.schedule`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import Http404

from review.access import get_case_for_staff, require_staff
from review.facts.visits import Journeys, journeys
from review.models import Case, Offer, Visit, VisitPhoto
from review.rules.schedule import Clash, clashes
from review.rules.talks import days
from usr_portal.call import services as call

if TYPE_CHECKING:
    from review.models import Assignment
    from usr_portal.accounts.models import Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the staff's list of visits; `visit` is None before it is placed."""

    case: Case
    visit: Visit | None
    offer: Offer | None
    has_panel: bool
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The staff's list of visits, with counts."""

    page: Page[Line]
    lines: tuple[Line, ...]

    @property
    def placed(self) -> int:
        """How many have a time and place."""
        return sum(one.visit is not None for one in self.lines)

    @property
    def published(self) -> int:
        """How many schools were told."""
        return sum(one.visit is not None and one.visit.published_at is not None for one in self.lines)

    @property
    def recorded(self) -> int:
        """How many have minutes."""
        return sum(one.visit is not None and bool(one.visit.minutes) for one in self.lines)


def board(person: Person, page: str = "1") -> Board:
    """Give all visits for staff, in a fixed number of statements; `Http404` for anyone else."""
    require_staff(person)
    found = journeys()
    wrong = _wrong(found)
    lines = tuple(
        Line(
            case,
            found.visits.get(number),
            found.offers.get(case.proposal_id),
            number in found.talks,
            wrong.get(number, ()),
        )
        for number, case in sorted(found.cases.items())
    )
    return Board(Paginator(lines, PAGE).get_page(page), lines)


def visit_of(person: Person, project_number: str) -> Line:
    """Give one case's visit for staff, or `Http404` for a case that has none."""
    require_staff(person)
    found = journeys()
    case = found.cases.get(project_number)
    if case is None:
        raise Http404
    offer = found.offers.get(case.proposal_id)
    return Line(case, found.visits.get(project_number), offer, project_number in found.talks, ())


def photos_of(visit: Visit | None) -> list[VisitPhoto]:
    """Give the photos of a visit."""
    return [] if visit is None else list(visit.photos.select_related("added_by").order_by("pk"))


def photo_for_staff(person: Person, project_number: str, photo_id: int) -> VisitPhoto:
    """Give one photo for staff, or `Http404`."""
    return _photo(get_case_for_staff(person, project_number).pk, photo_id)


def for_reviewer(assignment: Assignment) -> Visit | None:
    """Give the visit of a reviewer's case once it has minutes; `assignment` comes from `review.access`, which judged it."""
    return Visit.objects.filter(case=assignment.case_id).exclude(minutes="").first()


def photo_for_reviewer(assignment: Assignment, photo_id: int) -> VisitPhoto:
    """Give one photo of a visit that the reviewer may read, or `Http404`."""
    if for_reviewer(assignment) is None:
        raise Http404
    return _photo(assignment.case_id, photo_id)


def _photo(case_id: int, photo_id: int) -> VisitPhoto:
    photo = VisitPhoto.objects.filter(visit__case=case_id, pk=photo_id).first()
    if photo is None:
        raise Http404
    return photo


def _wrong(found: Journeys) -> dict[str, tuple[Clash, ...]]:
    parameters = call.in_force()
    open_days = days(parameters.window("site_visit"), parameters.zone)
    placed = found.placed()
    return {one.talk.case: clashes(one, placed, found.away, open_days, parameters.zone) for one in placed}
