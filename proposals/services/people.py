"""Letting people into a proposal, changing what they may do, and taking it away.

A window gives any access to its school's proposals; a lead (計畫主持人) invites editors and readers of their own, and
cannot touch another lead. These acts wait for no window of the calendar: they write nothing of the application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals import access
from proposals.access import Need
from proposals.models import Participation, Proposal, TeamInvitation
from proposals.selectors.people import grantable, invited_to, is_window
from proposals.services.refusals import Refused
from usr_portal.accounts import services as accounts
from usr_portal.accounts.models import Invitation, Person, Role
from usr_portal.audit.services import record
from usr_portal.notices.letters import compose
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

Access = Participation.Access
TEAM = Invitation.Purpose.TEAM


class AlreadyIn(Refused):
    """The invited address has access already."""


@transaction.atomic
def invite(
    *, actor: Person, number: str, email: str, name: str, given: str, link: Callable[[str], str]
) -> TeamInvitation:
    """Invite an address to a proposal by a one-time link, sent by mail.

    An invitation of the same address that waits is replaced. `link` turns the token into an address. Raises `Http404`
    for who may not, `AlreadyIn`, and `Refused` for an access that the actor cannot give.
    """
    proposal = access.get_proposal(actor, number, Need.MANAGE, lock=True)
    email = accounts.normal(email)
    _require_grantable(actor, proposal, given)
    if Participation.objects.filter(proposal=proposal, person__email__iexact=email).exists():
        raise AlreadyIn(_("{email} 已經可以使用這件計畫，要改權限請在名單上改。").format(email=email))
    for waiting in _waiting(proposal).filter(invitation__email=email):
        accounts.withdraw(invitation=waiting.invitation)
    team = _write_invitation(actor, proposal, email, name, given, link)
    _record(actor, proposal, "invited", email=email, access=given)
    return team


@transaction.atomic
def resend(*, actor: Person, number: str, invitation_id: int, link: Callable[[str], str]) -> TeamInvitation:
    """Send a new link in place of one that waits or has run out; the old one lets nobody in any more."""
    proposal, waiting = _locked_invitation(actor, number, invitation_id)
    accounts.withdraw(invitation=waiting.invitation)
    old = waiting.invitation
    team = _write_invitation(actor, proposal, old.email, old.name, waiting.access, link)
    _record(actor, proposal, "invited_again", email=old.email, access=waiting.access)
    return team


@transaction.atomic
def revoke_invitation(*, actor: Person, number: str, invitation_id: int) -> None:
    """Make a link that was not used useless."""
    proposal, waiting = _locked_invitation(actor, number, invitation_id)
    accounts.withdraw(invitation=waiting.invitation)
    _record(actor, proposal, "invitation_revoked", email=waiting.invitation.email, access=waiting.access)


@transaction.atomic
def change_access(*, actor: Person, number: str, participation_id: int, given: str) -> None:
    """Change what a person may do with the proposal."""
    proposal, row = _locked_row(actor, number, participation_id)
    _require_grantable(actor, proposal, given)
    was, row.access = row.access, given
    row.save(update_fields=["access"])
    _record(actor, proposal, "access_changed", email=row.person.email, access=given, was=was)


@transaction.atomic
def remove(*, actor: Person, number: str, participation_id: int) -> None:
    """Take a person's access away; what they wrote stays."""
    proposal, row = _locked_row(actor, number, participation_id)
    row.delete()
    _record(actor, proposal, "access_removed", email=row.person.email, was=row.access)


def look_up(token: str, *, lock: bool = False) -> TeamInvitation:
    """Give what a team's link gives, or raise `InvitationRefused`: also where who invited may not give it any more."""
    invitation = accounts.look_up(token, TEAM, lock=lock)
    team = invited_to(invitation)
    if team.proposal.removed_at:
        raise accounts.InvitationRefused(accounts.Refusal.REVOKED, invitation)
    if not _may_still_give(invitation.invited_by, team):
        raise accounts.InvitationRefused(accounts.Refusal.INVITER, invitation)
    return team


@transaction.atomic
def accept(*, token: str, person: Person | None, name: str = "", password: str = "") -> tuple[Person, Proposal]:
    """Use a team's link once: the person gets a role and the access. Raises `InvitationRefused`."""
    team = look_up(token, lock=True)
    invitation, guest = accounts.redeem(token=token, purpose=TEAM, person=person, name=name, password=password)
    Participation.objects.update_or_create(
        proposal=team.proposal,
        person=guest,
        defaults={"access": team.access, "granted_by": invitation.invited_by},
    )
    _record(guest, team.proposal, "invitation_accepted", email=guest.email, access=team.access)
    return guest, team.proposal


def _may_still_give(inviter: Person | None, team: TeamInvitation) -> bool:
    if inviter is None or not inviter.is_active:
        return False
    window = is_window(inviter, team.proposal)
    mine = Participation.objects.filter(proposal=team.proposal, person=inviter, access=Access.LEAD)
    return team.access in dict(grantable(window=window)) and (window or mine.exists())


def _require_grantable(actor: Person, proposal: Proposal, given: str) -> None:
    if given not in dict(grantable(window=is_window(actor, proposal))):
        raise Refused(_("您不能給這個權限。計畫主持人的權限由校窗口給。"))


def _locked_row(actor: Person, number: str, participation_id: int) -> tuple[Proposal, Participation]:
    """Give one person's access where the actor may change it: a lead's belongs to the window alone."""
    proposal = access.get_proposal(actor, number, Need.MANAGE, lock=True)
    row = Participation.objects.select_related("person").filter(proposal=proposal, pk=participation_id).first()
    if row is None:
        raise Http404
    _require_grantable(actor, proposal, row.access)
    return proposal, row


def _locked_invitation(actor: Person, number: str, invitation_id: int) -> tuple[Proposal, TeamInvitation]:
    proposal = access.get_proposal(actor, number, Need.MANAGE, lock=True)
    waiting = _waiting(proposal).filter(pk=invitation_id).first()
    if waiting is None:
        raise Http404
    _require_grantable(actor, proposal, waiting.access)
    return proposal, waiting


def _waiting(proposal: Proposal) -> QuerySet[TeamInvitation]:
    rows = TeamInvitation.objects.filter(proposal=proposal, invitation__used_at=None, invitation__revoked_at=None)
    return rows.select_related("invitation")


def _write_invitation(
    actor: Person, proposal: Proposal, email: str, name: str, given: str, link: Callable[[str], str]
) -> TeamInvitation:
    invitation, token = accounts.invite(email=email, role=Role.TEAM, invited_by=actor, purpose=TEAM, name=name)
    team = TeamInvitation.objects.create(invitation=invitation, proposal=proposal, access=given)
    known = accounts.known_person(invitation)
    values = {"invitation": invitation, "team": team, "proposal": proposal, "link": link(token)}
    subject, body = compose("team_invitation", known.language if known else "zh-hant", values)
    post(key=f"invitation:{invitation.pk}", to=email, subject=subject, body=body, confidential=True)
    return team


def _record(actor: Person, proposal: Proposal, act: str, **detail: str) -> None:
    record(
        actor=actor,
        action=f"people.{act}",
        subject=f"proposal:{proposal.number}",
        school_id=proposal.application.school_id,
        detail=detail,
    )
