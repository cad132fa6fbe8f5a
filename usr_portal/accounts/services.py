"""Acts on people: inviting, letting in, giving and taking roles.

They write rows only. The log and the mail stand above accounts, so whoever calls these (staff pages, a proposal's
people) records and posts, in the same transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from usr_portal.accounts.models import Invitation, Person, Role, RoleGrant
from usr_portal.call.services import now

if TYPE_CHECKING:
    from datetime import datetime

TOKEN_BYTES = 32


class Refusal(StrEnum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INVITER = "inviter"
    DEACTIVATED = "deactivated"
    OTHER_PERSON = "other_person"
    SIGN_IN_FIRST = "sign_in_first"


class InvitationRefused(Exception):  # noqa: N818 - read as a state
    """A link is not taken. `invitation` is missing where no such link was ever given."""

    def __init__(self, refusal: Refusal, invitation: Invitation | None = None) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.invitation = invitation


@transaction.atomic
def invite(
    *,
    email: str,
    role: Role,
    invited_by: Person,
    purpose: Invitation.Purpose = Invitation.Purpose.ROLE,
    school_id: int | None = None,
    name: str = "",
) -> tuple[Invitation, str]:
    """Write an invitation; give it with its token, which is kept nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        purpose=purpose,
        token_digest=digest(token),
        email=normal(email),
        name=name,
        role=role,
        school_id=school_id,
        invited_by=invited_by,
        expires_at=now() + timedelta(days=settings.USR_INVITATION_DAYS),
    )
    return invitation, token


def look_up(token: str, purpose: Invitation.Purpose, *, lock: bool = False) -> Invitation:
    """Give the invitation of a token that can still be used, or raise `InvitationRefused`."""
    rows = Invitation.objects.select_related("school", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(token_digest=digest(token), purpose=purpose).first()
    if invitation is None:
        raise InvitationRefused(Refusal.UNKNOWN)
    refusal = _refusal(invitation, now())
    if refusal:
        raise InvitationRefused(refusal, invitation)
    return invitation


def known_person(invitation: Invitation) -> Person | None:
    """Give the person who has the invited address already."""
    return Person.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def redeem(
    *, token: str, purpose: Invitation.Purpose, person: Person | None, name: str = "", password: str = ""
) -> tuple[Invitation, Person]:
    """Use a link once: let its person in, or a new one with this name and password, and give the role.

    `person` is who is signed in. The row's lock lets one of two simultaneous redemptions win. Raises
    `InvitationRefused`.
    """
    invitation = look_up(token, purpose, lock=True)
    guest = _guest(invitation, person) or _new_person(invitation, name, password)
    invitation.used_at, invitation.used_by = now(), guest
    invitation.save(update_fields=["used_at", "used_by"])
    grant(person=guest, role=Role(invitation.role), school_id=invitation.school_id, granted_by=invitation.invited_by)
    return invitation, guest


def check_guest(invitation: Invitation, person: Person | None) -> bool:
    """Tell whether the link's person is signed in (true) or new (false); raise `InvitationRefused` for anyone else."""
    return _guest(invitation, person) is not None


@transaction.atomic
def withdraw(*, invitation: Invitation) -> None:
    """Make a link that was not used yet useless."""
    Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=now())


@transaction.atomic
def grant(*, person: Person, role: Role, school_id: int | None, granted_by: Person | None) -> RoleGrant:
    """Give a role; a person who holds it keeps the grant that is there. The person's lock puts two gifts in one order."""
    person.__dict__.pop("standing", None)
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()
    held = RoleGrant.objects.filter(person=person, role=role, revoked_at=None)
    held = held.filter(school=None) if school_id is None else held.filter(school_id=school_id)
    given = held.first()
    if given is None:
        given = RoleGrant.objects.create(person=person, role=role, school_id=school_id, granted_by=granted_by)
    return given


@transaction.atomic
def revoke(*, grant_id: int) -> RoleGrant | None:
    """Take a role away by a date; give the grant, or nothing where it is not held any more."""
    held = RoleGrant.objects.select_for_update(of=("self",)).select_related("person", "school")
    taken = held.filter(pk=grant_id, revoked_at=None).first()
    if taken:
        taken.revoked_at = now()
        taken.save(update_fields=["revoked_at"])
    return taken


@transaction.atomic
def set_active(*, person: Person, active: bool) -> bool:
    """Let a person sign in or not; their open sessions end at the next request. Give whether that changed."""
    return bool(Person.objects.filter(pk=person.pk, is_active=not active).update(is_active=active))


def digest(token: str) -> str:
    """Give what is kept of a token (SHA-256, hexadecimal)."""
    return hashlib.sha256(token.encode()).hexdigest()


def normal(email: str) -> str:
    """Write an address the one way in which it is kept."""
    return email.strip().lower()


def _refusal(invitation: Invitation, moment: datetime) -> Refusal | None:
    if invitation.used_at:
        return Refusal.USED
    if invitation.revoked_at:
        return Refusal.REVOKED
    return Refusal.EXPIRED if moment > invitation.expires_at else None


def _new_person(invitation: Invitation, name: str, password: str) -> Person:
    """Create the invited person; a second link of theirs, used at the same moment, may have done so already."""
    try:
        with transaction.atomic():
            return Person.objects.create_user(invitation.email, password, name=name or invitation.name)
    except IntegrityError:
        raise InvitationRefused(Refusal.SIGN_IN_FIRST, invitation) from None


def _guest(invitation: Invitation, person: Person | None) -> Person | None:
    """Give the invited person where they have an account and are signed in; nobody where they are new."""
    if person is not None and normal(person.email) != invitation.email:
        raise InvitationRefused(Refusal.OTHER_PERSON, invitation)
    known = person or known_person(invitation)
    if known is not None and not known.is_active:
        raise InvitationRefused(Refusal.DEACTIVATED, invitation)
    if known is not None and person is None:
        raise InvitationRefused(Refusal.SIGN_IN_FIRST, invitation)
    return known
