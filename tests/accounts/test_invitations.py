"""One-time, time-limited links: who they let in, and that one of two at once wins."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from tests.factories import PASSWORD, PersonFactory, SchoolFactory, staff
from usr_portal.accounts import services
from usr_portal.accounts.models import Invitation, Person, Role, RoleGrant
from usr_portal.accounts.services import InvitationRefused, Refusal
from usr_portal.call.services import now

ROLE = Invitation.Purpose.ROLE


def invited(email: str = "new@school.test", role: Role = Role.WINDOW) -> tuple[Invitation, str]:
    school = SchoolFactory.create() if role is Role.WINDOW else None
    return services.invite(email=email, role=role, invited_by=staff(), school_id=school.pk if school else None)


def redeem(token: str, person: Person | None = None) -> Person:
    return services.redeem(token=token, purpose=ROLE, person=person, name="新人", password=PASSWORD)[1]


def refusal(act: Callable[[], object]) -> Refusal:
    with pytest.raises(InvitationRefused) as caught:
        act()
    return caught.value.refusal


@pytest.mark.django_db
def test_the_link_makes_a_person_with_the_role() -> None:
    invitation, token = invited()
    person = redeem(token)
    assert person.email == "new@school.test"
    assert person.check_password(PASSWORD)
    assert person.standing.window_schools == {invitation.school_id}


@pytest.mark.django_db
def test_the_token_is_kept_nowhere() -> None:
    invitation, token = invited()
    kept = [str(value) for value in Invitation.objects.values().get(pk=invitation.pk).values()]
    assert token not in kept
    assert services.digest(token) in kept


@pytest.mark.django_db
def test_a_link_is_used_once() -> None:
    _invitation, token = invited()
    redeem(token)
    assert refusal(lambda: redeem(token)) is Refusal.USED


@pytest.mark.django_db
def test_a_link_runs_out_by_the_database_clock(settings: Settings) -> None:
    settings.USR_INVITATION_DAYS = 0
    _invitation, token = invited()
    assert refusal(lambda: redeem(token)) is Refusal.EXPIRED
    assert not Person.objects.filter(email="new@school.test").exists()


@pytest.mark.django_db
def test_a_link_is_valid_for_seven_days() -> None:
    invitation, _token = invited()
    assert timedelta(days=6, hours=23) < invitation.expires_at - now() <= timedelta(days=7)


@pytest.mark.django_db
def test_a_withdrawn_link_lets_nobody_in() -> None:
    invitation, token = invited()
    services.withdraw(invitation=invitation)
    assert refusal(lambda: redeem(token)) is Refusal.REVOKED


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", list(Invitation.Purpose))
def test_a_made_up_token_is_unknown(purpose: Invitation.Purpose) -> None:
    assert refusal(lambda: services.look_up("made-up", purpose)) is Refusal.UNKNOWN


@pytest.mark.django_db
def test_a_link_of_another_kind_is_unknown() -> None:
    _invitation, token = invited()
    assert refusal(lambda: services.look_up(token, Invitation.Purpose.TEAM)) is Refusal.UNKNOWN


@pytest.mark.django_db
def test_who_has_an_account_signs_in_first_and_keeps_it() -> None:
    known = PersonFactory.create(email="known@school.test")
    _invitation, token = invited(email="Known@School.test")
    assert refusal(lambda: redeem(token)) is Refusal.SIGN_IN_FIRST
    assert redeem(token, known) == known
    assert known.check_password(PASSWORD)
    assert Person.objects.filter(email__iexact="known@school.test").count() == 1


@pytest.mark.django_db
def test_a_link_is_not_for_somebody_else() -> None:
    other = PersonFactory.create()
    _invitation, token = invited()
    assert refusal(lambda: redeem(token, other)) is Refusal.OTHER_PERSON
    assert not other.standing.roles


@pytest.mark.django_db
def test_a_deactivated_person_is_not_let_in_again() -> None:
    PersonFactory.create(email="gone@school.test", is_active=False)
    _invitation, token = invited(email="gone@school.test")
    assert refusal(lambda: redeem(token)) is Refusal.DEACTIVATED


@pytest.mark.django_db
def test_a_role_is_given_once_and_taken_by_a_date() -> None:
    person, school = PersonFactory.create(), SchoolFactory.create()
    first = services.grant(person=person, role=Role.WINDOW, school_id=school.pk, granted_by=None)
    second = services.grant(person=person, role=Role.WINDOW, school_id=school.pk, granted_by=None)
    assert first == second
    assert services.revoke(grant_id=first.pk) == first
    assert services.revoke(grant_id=first.pk) is None
    assert not Person.objects.get(pk=person.pk).standing.is_window
    assert RoleGrant.objects.get().revoked_at is not None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins() -> None:
    _invitation, token = invited()

    def attempt(_number: int) -> Refusal | None:
        try:
            redeem(token)
        except InvitationRefused as refused:
            return refused.refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as threads:
        outcomes = set(threads.map(attempt, range(2)))
    assert outcomes == {None, Refusal.USED}
    assert Person.objects.filter(email="new@school.test").count() == 1
    assert RoleGrant.objects.filter(role=Role.WINDOW).count() == 1
