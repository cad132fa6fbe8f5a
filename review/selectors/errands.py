"""What the review waits for from a reviewer or a school, for their home page: counted, with the time it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from proposals.selectors.people import written_by
from review.access import mine
from review.models import Assignment, Reply, Round, Slot, Statement, Visit
from review.models.cases import Outcome
from review.rules.standing import Stage
from review.rules.talks import brings_slides
from usr_portal.call import services as call
from usr_portal.call.extensions import Windows
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

State = Assignment.State


@dataclass(frozen=True, slots=True)
class ToReview:
    """A running round of a reviewer's: how many cases wait for an answer, how many for a sheet, until when.

    `is_signed`: the round's statement as it is now has been signed; nothing opens before.
    """

    round_id: int
    name: str
    offered: int
    accepted: int
    due_at: datetime | None
    is_signed: bool


@dataclass(frozen=True, slots=True)
class ToAttend:
    """A presentation or visit of a proposal that its school was told of and that is still to come."""

    number: str
    title: str
    stage: Stage
    starts_at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class ToReply:
    """A proposal whose questions are not all answered, or whose slides are missing; `due_at` is the window's end."""

    number: str
    title: str
    due_at: datetime


def reviews_of(person: Person) -> tuple[ToReview, ...]:
    """Give the running rounds in which something waits for the person, the most urgent first; one statement."""
    rows = mine(person).filter(round__state=Round.State.OPEN, state__in=(State.OFFERED, State.ACCEPTED))
    counts = {state: Count("pk", filter=Q(state=state)) for state in (State.OFFERED, State.ACCEPTED)}
    signed = Exists(
        Statement.objects.filter(
            round=OuterRef("round"), reviewer=OuterRef("reviewer"), version=OuterRef("round__statement_version")
        )
    )
    grouped = (
        rows.order_by().annotate(has_signed=signed).values_list("round", "round__name", "round__due_at", "has_signed")
    )
    found = grouped.annotate(**counts).order_by("round__due_at", "round")
    return tuple(
        ToReview(key, name, offered, accepted, due, is_signed) for key, name, due, is_signed, offered, accepted in found
    )


def replies_of(person: Person) -> tuple[ToReply, ...]:
    """Give the proposals that a person answers for and that owe a reply in time; four statements at most."""
    ours = Q(case__proposal__participations__in=written_by(person)) | Q(case__school__in=person.standing.window_schools)
    rows = Reply.objects.filter(ours, stage=F("case__stage"), case__outcome=Outcome.OPEN).exclude(released_at=None)
    owed = [one for one in rows.select_related("case__proposal").distinct() if not _is_whole(one)]
    if not owed:
        return ()
    windows, now = Windows(call.in_force()), call.now()
    found = [_to_reply(one, windows) for one in owed]
    return tuple(sorted((one for one in found if one.due_at >= now), key=lambda one: (one.due_at, one.number)))


def appointments_of(person: Person, now: datetime) -> tuple[ToAttend, ...]:
    """Give the presentations and visits that a person's proposals were told of and that are to come; two statements."""
    ours = Q(case__proposal__participations__person=person) | Q(case__school__in=person.standing.window_schools)
    found: list[ToAttend] = []
    for stage, model, place in ((Stage.PRESENTATION, Slot, "room"), (Stage.SITE_VISIT, Visit, "place")):
        rows = model.objects.filter(ours, published_at__isnull=False, ends_at__gte=now).distinct()
        read = rows.order_by("starts_at").values_list("case__proposal__number", "case__title", "starts_at", place)
        found += [ToAttend(number, title, stage, starts, where) for number, title, starts, where in read]
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.number)))


def _is_whole(reply: Reply) -> bool:
    answered = len(reply.answers) == len(reply.questions) and all(reply.answers)
    needs_slides = brings_slides(Stage(reply.stage), PlanType(reply.case.plan_type))
    return answered and (reply.slides_id is not None or not needs_slides)


def _to_reply(reply: Reply, windows: Windows) -> ToReply:
    case = reply.case
    return ToReply(case.proposal.number, case.title, windows.of(case.school_id)[reply.stage].closes_at)
