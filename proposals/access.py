"""The only way a view or service gets an application or a proposal: for a person, or not at all.

Who may: the project team by its participations, the school's windows, and staff (reading only). Anyone else gets 404:
not even the existence of another school's work is told.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404

from proposals.models import Application, Participation, Proposal, Submission

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

Access = Participation.Access


class Need(IntEnum):
    """What a page or an act needs of a proposal, from least to most.

    READ: team, windows, staff. EDIT: lead and editors. MANAGE: the lead and the school's windows (who has access).
    WINDOW: the school's windows (take, return, send).
    """

    READ = 1
    EDIT = 2
    MANAGE = 3
    WINDOW = 4


def visible_proposals(person: Person, *, removed: bool = False) -> QuerySet[Proposal]:
    """Give every proposal that the person may read, with their own access and whether a sending is in force."""
    standing = person.standing
    mine = Participation.objects.filter(proposal=OuterRef("pk"), person=person)
    rows = (
        Proposal.objects.filter(application__call_id=settings.USR_CALL)
        .select_related("application__school")
        .annotate(  # type: ignore[no-redef]  # the model names them, so that readers and types know them
            my_access=Subquery(mine.values("access")[:1], output_field=CharField(null=True)),
            is_sent=sent_now(),
        )
    )
    if not removed:
        rows = rows.filter(removed_at=None)
    if standing.is_staff:
        return rows
    return rows.filter(Q(my_access__isnull=False) | Q(application__school__in=standing.window_schools))


def get_proposal(person: Person, number: str, need: Need = Need.READ, *, lock: bool = False) -> Proposal:
    """Give the proposal of that number, or raise `Http404`.

    The row carries `my_access`, `is_sent` and `application.school`. With `lock`, its row is locked until the
    transaction ends; `is_sent` is then as it was before waiting for the lock (`is_sent_now` is not).
    """
    rows = visible_proposals(person).filter(number=number)
    if lock:
        rows = rows.select_for_update(of=("self",))
    proposal = rows.first()
    if proposal is None or not may(person, proposal, need):
        raise Http404
    return proposal


def sent_now() -> Exists:
    """Give the condition that a sending in force holds the proposal of the row."""
    return Exists(
        Submission.objects.filter(
            application=OuterRef("application"),
            withdrawn_at=None,
            superseded_at=None,
            proposals__proposal=OuterRef("pk"),
        )
    )


def is_sent_now(proposal: Proposal) -> bool:
    """Tell whether a sending with a proposal is in force, also one that was committed while its lock was waited for."""
    in_force = Submission.objects.filter(withdrawn_at=None, superseded_at=None, proposals__proposal=proposal)
    return in_force.exists()


def may(person: Person, proposal: Proposal, need: Need) -> bool:
    """Tell whether the person may do this with a proposal that they can see."""
    access = getattr(proposal, "my_access", None)
    is_window = proposal.application.school_id in person.standing.window_schools
    if need is Need.READ:
        return True
    if need is Need.EDIT:
        return access in {Access.LEAD, Access.EDITOR}
    if need is Need.MANAGE:
        return access == Access.LEAD or is_window
    return is_window


def visible_applications(person: Person) -> QuerySet[Application]:
    """Give the applications that the person may read as a whole: their own schools', or all for staff."""
    rows = Application.objects.filter(call_id=settings.USR_CALL).select_related("school", "plan")
    if person.standing.is_staff:
        return rows.annotate(may_write=Value(value=False))
    return rows.filter(school__in=person.standing.window_schools).annotate(may_write=Value(value=True))


def get_application(
    person: Person, school_code: str | None = None, *, need: Need = Need.READ, lock: bool = False
) -> Application:
    """Give the application of a school (the window's own where no code is given), or raise `Http404`."""
    rows = visible_applications(person)
    if school_code is not None:
        rows = rows.filter(school__code=school_code)
    elif person.standing.is_staff and not person.standing.is_window:
        raise Http404
    if need is not Need.READ:
        rows = rows.filter(school__in=person.standing.window_schools)
    if lock:
        rows = rows.select_for_update(of=("self",))
    application = rows.order_by("school__code").first()
    if application is None:
        raise Http404
    return application
