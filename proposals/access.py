"""The only way a view or service gets an application or a proposal: for a person, or not at all.

Who may: the project team by its participations, the school's windows, and staff (reading only). Anyone else gets 404:
not even the existence of another school's work is told.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import CharField, DateTimeField, Exists, Field, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404

from proposals.models import Application, Participation, Proposal, Submission
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

Row = TypeVar("Row", bound=Model)

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
    proposal = _row(person, number, lock=lock)
    if proposal is None or not may(person, proposal, need):
        raise Http404
    return proposal


# What `visible_proposals` says, written out: composing it took the ORM ten times as long as the database takes to answer,
# and every page and save of a proposal asks it. A test holds the two together.
ROW = """
SELECT {columns}, (
    SELECT mine.access FROM proposals_participation mine WHERE mine.proposal_id = proposal.id AND mine.person_id = %s
) AS my_access, EXISTS (
    SELECT 1 FROM proposals_submission sending
    JOIN proposals_submittedproposal holds ON holds.submission_id = sending.id AND holds.proposal_id = proposal.id
    WHERE sending.application_id = proposal.application_id
    AND sending.withdrawn_at IS NULL AND sending.superseded_at IS NULL
) AS is_sent
FROM proposals_proposal proposal
JOIN proposals_application application ON application.id = proposal.application_id
JOIN schools_school school ON school.id = application.school_id
WHERE proposal.number = %s AND proposal.removed_at IS NULL AND application.call_id = %s
"""
# Its key is not changed, so rows that refer to it may be written meanwhile: a save that waited for a sending, and it for
# the save, would wait for ever.
LOCK = "FOR NO KEY UPDATE OF proposal"
BESIDE: dict[str, type[Model]] = {"application": Application, "school": School}


def _row(person: Person, number: str, *, lock: bool) -> Proposal | None:
    standing = person.standing
    statement = ROW.format(columns=_columns())
    if lock and connection.features.has_select_for_update:
        statement += LOCK
    for proposal in Proposal.objects.raw(statement, [person.pk, number, settings.USR_CALL]):
        application = _beside(proposal, "application", Application)
        application.school = _beside(proposal, "school", School)
        proposal.application = application
        proposal.is_sent = bool(proposal.is_sent)
        is_own = proposal.my_access is not None or application.school_id in standing.window_schools
        return proposal if is_own or standing.is_staff else None
    return None


@cache
def _columns() -> str:
    own = [f"proposal.{field.column}" for field in Proposal._meta.concrete_fields]  # noqa: SLF001 - public in all but name
    beside = [
        f'{table}.{field.column} AS "{table}__{field.attname}"'
        for table, model in BESIDE.items()
        for field in _fields(model)
    ]
    return ", ".join(own + beside)


@cache
def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    """Give the columns that are read beside a proposal: not its times, which SQLite gives as texts; they are deferred."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, DateTimeField)]  # noqa: SLF001


def _beside(proposal: Proposal, table: str, model: type[Row]) -> Row:
    """Take one of the rows that came beside a proposal off it."""
    fields = _fields(model)
    values = [field.to_python(proposal.__dict__.pop(f"{table}__{field.attname}")) for field in fields]
    return model.from_db(proposal._state.db, [field.attname for field in fields], values)  # noqa: SLF001


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
        rows = rows.select_for_update(of=("self",), no_key=True)
    application = rows.order_by("school__code").first()
    if application is None:
        raise Http404
    return application
