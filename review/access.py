"""The only way a view or service gets a case: for a person, or not at all. Closed by default: anything else is 404.

Staff reach every case of the call. A school's window and a proposal's own team reach the case of their proposal, and
of it only what the school pages select. A reviewer's way in is by an assignment of theirs.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404

from proposals.access import Need, get_proposal
from review.facts import conflicts
from review.models import Assignment, Case, Round
from usr_portal.accounts.models import Role
from usr_portal.call import services as call

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from usr_portal.accounts.models import Person


def require_staff(person: Person) -> None:
    """Raise `Http404` for anyone who is not of the promotion center, the ministry or the administrators."""
    if not person.standing.is_staff:
        raise Http404


def is_ministry(person: Person) -> bool:
    """Tell whether somebody is of the ministry."""
    return Role.MINISTRY in person.standing.roles


def require_ministry(person: Person) -> None:
    """Raise `Http404` for anyone who is not of the ministry: the announcement is its own."""
    if not is_ministry(person):
        raise Http404


def cases_for_staff(person: Person) -> QuerySet[Case]:
    """Give every case of the call with its school, for staff; `Http404` for anyone else."""
    require_staff(person)
    return Case.objects.filter(call_id=settings.USR_CALL).select_related("school")


def get_case_for_staff(person: Person, project_number: str, *, lock: bool = False) -> Case:
    """Give a case by its project number (`USR4-0003-S01`) for staff, or raise `Http404`.

    With `lock`, its row is locked until the transaction ends.
    """
    rows = cases_for_staff(person).filter(project_number=project_number)
    if lock:
        rows = rows.select_for_update(of=("self",))
    case = rows.first()
    if case is None:
        raise Http404
    return case


def get_case_for_school(person: Person, number: str, need: Need = Need.READ, *, lock: bool = False) -> Case:
    """Give the case of the proposal with this readable number for its team or school's window, or raise `Http404`.

    `need` is as in `proposals.access`. Staff have pages of their own: here they get 404 like anybody else. Where there
    is no case yet it is 404 too: whether one was opened tells a school nothing.
    """
    proposal = get_proposal(person, number, need)
    is_window = proposal.application.school_id in person.standing.window_schools
    if proposal.my_access is None and not is_window:
        raise Http404
    rows = Case.objects.filter(proposal=proposal.pk).select_related("school")
    if lock:
        rows = rows.select_for_update(of=("self",))
    case = rows.first()
    if case is None:
        raise Http404
    return case


def get_case_for_answer(person: Person, number: str, *, lock: bool = False) -> Case:
    """Give the case for somebody who may answer for the proposal: its lead and editors, its school's windows; or 404."""
    proposal = get_proposal(person, number)
    is_window = proposal.application.school_id in person.standing.window_schools
    return get_case_for_school(person, number, Need.READ if is_window else Need.EDIT, lock=lock)


State = Assignment.State
LIVE = (State.OFFERED, State.ACCEPTED, State.SUBMITTED)


class Opening(IntEnum):
    """What a reviewer opens of an assignment. OFFER: title, school and lead team, enough to see a conflict.

    FILES: text, papers and the own sheet, once the round's statement is signed and the assignment accepted.
    """

    OFFER = 1
    FILES = 2


def mine(person: Person) -> QuerySet[Assignment]:
    """Give a reviewer's own assignments in the call; none for anyone else. Opening one takes `get_assignment`."""
    if not person.standing.is_reviewer:
        return Assignment.objects.none()
    return Assignment.objects.filter(
        reviewer__person=person, reviewer__is_active=True, round__call_id=settings.USR_CALL
    ).select_related("round", "case__school", "reviewer", "sheet")


def get_assignment(
    person: Person, assignment_id: int, opening: Opening = Opening.OFFER, *, lock: bool = False
) -> Assignment:
    """Give a reviewer's own assignment of a running round, or raise `Http404`; four statements.

    Conflicts of interest are looked for at each opening: where there is one, nothing opens. `asked_at` is the portal's
    time of it. With `lock`, its row is locked until the transaction ends, and the clock is read after that.
    """
    rows = mine(person).filter(pk=assignment_id, round__state=Round.State.OPEN, state__in=LIVE)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.first()
    if found is None:
        raise Http404
    found.reviewer.person, found.asked_at = person, call.now()
    if conflicts.barred([found], found.asked_at) or not _opens(found, opening):
        raise Http404
    return found


def _opens(assignment: Assignment, opening: Opening) -> bool:
    if opening is Opening.OFFER:
        return True
    return assignment.is_signed and assignment.state in {State.ACCEPTED, State.SUBMITTED}
