"""Acts of the staff on people: inviting by role, taking roles, closing accounts; each recorded with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from usr_portal.accounts import services as accounts
from usr_portal.accounts.models import Invitation, Person, Role, RoleGrant
from usr_portal.audit.services import record
from usr_portal.dashboard.refusals import Refused, given_reason
from usr_portal.notices.letters import compose
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from collections.abc import Callable

ROLE = Invitation.Purpose.ROLE
# The center runs the call with schools and reviewers; its own people and the ministry's are the ministry's to name.
GIVES: dict[str, frozenset[Role]] = {
    Role.CENTER: frozenset({Role.WINDOW, Role.REVIEWER}),
    Role.MINISTRY: frozenset({Role.WINDOW, Role.REVIEWER, Role.CENTER, Role.MINISTRY}),
    Role.ADMIN: frozenset(Role) - {Role.TEAM},
}


def gives(actor: Person) -> list[Role]:
    """Give the roles that the actor may give and take."""
    given: frozenset[Role] = frozenset().union(*(GIVES.get(role, frozenset()) for role in actor.standing.roles))
    return [role for role in Role if role in given]


@transaction.atomic
def invite(
    *,
    actor: Person,
    email: str,
    name: str,
    role: Role,
    school_id: int | None,
    reason: str,
    link: Callable[[str], str],
) -> Invitation:
    """Invite an address to a role by a one-time link; one that waits for the same is replaced. Raises `Refused`."""
    _check_invitation(actor, email, role, school_id)
    waiting = Invitation.objects.filter(
        purpose=ROLE, email=accounts.normal(email), role=role, used_at=None, revoked_at=None
    )
    waiting = waiting.filter(school=None) if school_id is None else waiting.filter(school_id=school_id)
    for old in waiting.select_for_update():
        accounts.withdraw(invitation=old)
    return _send(actor, email, name, role, school_id, reason, link)


@transaction.atomic
def resend(*, actor: Person, invitation_id: int, link: Callable[[str], str]) -> Invitation:
    """Send a new link in place of one that waits or has run out."""
    old = _waiting(actor, invitation_id)
    accounts.withdraw(invitation=old)
    return _send(actor, old.email, old.name, Role(old.role), old.school_id, "", link)


@transaction.atomic
def withdraw(*, actor: Person, invitation_id: int) -> None:
    """Make a link that was not used useless."""
    old = _waiting(actor, invitation_id)
    accounts.withdraw(invitation=old)
    _record(actor, "invitation_revoked", f"invitation:{old.email}", old.school_id, "", role=old.role)


def look_up(token: str, *, lock: bool = False) -> Invitation:
    """Give the invitation of a role's link, or raise `InvitationRefused`.

    Who invited must still be able to give the role: what a person could once promise ends with their own standing.
    """
    invitation = accounts.look_up(token, ROLE, lock=lock)
    inviter = invitation.invited_by
    if inviter is None or not inviter.is_active or Role(invitation.role) not in gives(inviter):
        raise accounts.InvitationRefused(accounts.Refusal.INVITER, invitation)
    return invitation


@transaction.atomic
def accept(*, token: str, person: Person | None, name: str = "", password: str = "") -> tuple[Person, str]:
    """Use a role's link once; give the person and where they go on to. Raises `InvitationRefused`."""
    look_up(token, lock=True)
    invitation, guest = accounts.redeem(token=token, purpose=ROLE, person=person, name=name, password=password)
    detail = {"role": invitation.role, "invited_by": str(invitation.invited_by_id)}
    _record(guest, "role_given", f"person:{guest.pk}", invitation.school_id, "", **detail)
    return guest, reverse("home")


@transaction.atomic
def revoke_role(*, actor: Person, grant_id: int, reason: str) -> RoleGrant:
    """Take a role away, with a reason. Nobody takes their own: somebody must stay to give it back."""
    held = RoleGrant.objects.filter(pk=grant_id, revoked_at=None).first()
    if held is None:
        raise Http404
    if Role(held.role) not in gives(actor) or held.person_id == actor.pk:
        raise Refused(_("您不能收回這個角色。"))
    told = given_reason(reason)
    if accounts.revoke(grant_id=grant_id) is None:  # somebody else took it in between
        raise Http404
    _record(actor, "role_taken", f"person:{held.person_id}", held.school_id, told, role=held.role)
    return held


@transaction.atomic
def set_active(*, actor: Person, person_id: int, active: bool, reason: str) -> None:
    """Close an account or open it again, with a reason."""
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Http404
    if not may_close(actor, person):
        raise Refused(_("您不能停用或恢復這個帳號。"))
    told = given_reason(reason)
    if accounts.set_active(person=person, active=active):
        _record(actor, "opened" if active else "closed", f"person:{person.pk}", None, told)


def may_close(actor: Person, person: Person) -> bool:
    """Tell whether the actor may close an account: not their own, and none that stands above what they could give."""
    given = gives(actor)
    above = (person.is_staff or person.is_superuser) and Role.ADMIN not in given
    return person.pk != actor.pk and not above and person.standing.roles <= {*given, Role.TEAM}


def _check_invitation(actor: Person, email: str, role: Role, school_id: int | None) -> None:
    if role not in gives(actor):
        raise Refused(_("您不能給這個角色。"), "role")
    if (role is Role.WINDOW) != (school_id is not None):
        raise Refused(_("校窗口須選擇學校，其他角色不必選。"), "school")
    held = RoleGrant.objects.filter(person__email__iexact=email.strip(), role=role, revoked_at=None)
    held = held.filter(school=None) if school_id is None else held.filter(school_id=school_id)
    if held.exists():
        raise Refused(_("這個人已經有這個角色。"), "email")


def _waiting(actor: Person, invitation_id: int) -> Invitation:
    rows = Invitation.objects.select_for_update().filter(purpose=ROLE, used_at=None, revoked_at=None)
    invitation = rows.filter(pk=invitation_id).first()
    if invitation is None:
        raise Http404
    if Role(invitation.role) not in gives(actor):
        raise Refused(_("您不能處理這個邀請。"))
    return invitation


def _send(
    actor: Person, email: str, name: str, role: Role, school_id: int | None, reason: str, link: Callable[[str], str]
) -> Invitation:
    invitation, token = accounts.invite(email=email, role=role, invited_by=actor, school_id=school_id, name=name)
    known = accounts.known_person(invitation)
    values = {"invitation": invitation, "link": link(token)}
    subject, body = compose("role_invitation", known.language if known else "zh-hant", values)
    post(key=f"invitation:{invitation.pk}", to=invitation.email, subject=subject, body=body, confidential=True)
    _record(actor, "invited", f"invitation:{invitation.email}", school_id, reason, role=role)
    return invitation


def _record(actor: Person, act: str, subject: str, school_id: int | None, reason: str, /, **detail: str) -> None:
    record(
        actor=actor,
        action=f"accounts.{act}",
        subject=subject[:120],
        school_id=school_id,
        reason=reason.strip(),
        detail=detail,
    )
