"""Who may do what with a proposal, and who is invited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from proposals import access
from proposals.access import Need
from proposals.models import Participation, Proposal, TeamInvitation
from usr_portal.accounts.models import Invitation
from usr_portal.call.services import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from usr_portal.accounts.models import Person

Access = Participation.Access
RANKS = {Access.LEAD: 0, Access.EDITOR: 1, Access.READER: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One person with access; `changeable` where the reader of the page may change it."""

    participation: Participation
    changeable: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """One invitation that nobody used yet; `expired` where its time is over."""

    team: TeamInvitation
    expired: bool
    changeable: bool


@dataclass(frozen=True, slots=True)
class People:
    """The page of a proposal's people, as one person may see it."""

    proposal: Proposal
    is_window: bool
    rows: list[Row]
    pending: list[Pending]
    grants: list[tuple[str, str]]


def people_of(person: Person, number: str) -> People:
    """Give the people of a proposal for its lead or its school's window; anyone else gets `Http404`."""
    proposal = access.get_proposal(person, number, Need.MANAGE)
    window = is_window(person, proposal)
    participations = Participation.objects.filter(proposal=proposal).select_related("person")
    rows = [Row(row, window or row.access != Access.LEAD) for row in participations]
    return People(
        proposal=proposal,
        is_window=window,
        rows=sorted(rows, key=lambda row: (RANKS[Access(row.participation.access)], row.participation.pk)),
        pending=_pending(proposal, now(), window=window),
        grants=grantable(window=window),
    )


def removable(person: Person, number: str, participation_id: int) -> tuple[Participation, Proposal]:
    """Give the access that the person may take away, or raise `Http404`."""
    people = people_of(person, number)
    for row in people.rows:
        if row.participation.pk == participation_id and row.changeable:
            return row.participation, people.proposal
    raise Http404


def is_window(person: Person, proposal: Proposal) -> bool:
    """Tell whether the person is a window of the proposal's school."""
    return proposal.application.school_id in person.standing.window_schools


def grantable(*, window: bool) -> list[tuple[str, str]]:
    """Give what may be given: a window gives everything, a lead nothing as great as their own."""
    return [(choice.value, str(choice.label)) for choice in Access if window or choice is not Access.LEAD]


def invited_to(invitation: Invitation) -> TeamInvitation:
    """Give what a team's invitation gives, with its proposal and school."""
    return TeamInvitation.objects.select_related("proposal__application__school").get(invitation=invitation)


def _pending(proposal: Proposal, moment: datetime, *, window: bool) -> list[Pending]:
    waiting = TeamInvitation.objects.filter(
        proposal=proposal, invitation__used_at=None, invitation__revoked_at=None
    ).select_related("invitation__invited_by")
    return [
        Pending(team, team.invitation.expires_at < moment, window or team.access != Access.LEAD)
        for team in waiting.order_by("-pk")
    ]


def writers_of(proposal_id: int) -> list[Person]:
    """Give the lead and the editors of a proposal."""
    rows = Participation.objects.filter(proposal_id=proposal_id, access__in=[Access.LEAD, Access.EDITOR])
    return [row.person for row in rows.filter(person__is_active=True).select_related("person").order_by("pk")]


def members_of(proposals: Collection[int]) -> dict[int, list[Person]]:
    """Give everybody with access to each of these proposals (by primary key), readers too; one statement."""
    rows = Participation.objects.filter(proposal__in=proposals, person__is_active=True).select_related("person")
    found: dict[int, list[Person]] = {}
    for one in rows.order_by("pk"):
        found.setdefault(one.proposal_id, []).append(one.person)
    return found


def written_by(person: Person) -> QuerySet[Participation]:
    """Give the participations by which a person may write, for a condition on proposals."""
    return Participation.objects.filter(person=person, access__in=[Access.LEAD, Access.EDITOR])
