"""One proposal for one person: the written statement finds what the composed one says, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from proposals import access
from proposals.access import Need
from proposals.models import Participation, Proposal
from proposals.services import sending
from tests.factories import PersonFactory, grant, staff, window_of
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft, elsewhere
from usr_portal.accounts.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    open_call()
    found: Proposal = draft(elsewhere("0993")).proposals.get()
    return found


def people(proposal: Proposal) -> dict[str, Person]:
    """Everybody who comes near it, and some who do not."""
    school = proposal.application.school
    other = draft(elsewhere("0992", prior="away-2"))
    found = {
        "window": window_of(school),
        "staff": staff(Role.CENTER),
        "other window": window_of(other.school),
        "nobody": PersonFactory.create(),
        "reviewer": PersonFactory.create(),
        "former": PersonFactory.create(),
        "window and reader": window_of(school),
    }
    grant(found["reviewer"], Role.REVIEWER)
    past = grant(found["former"], Role.WINDOW, school)
    past.revoked_at = past.granted_at
    past.save()
    for name in ("lead", "editor", "reader"):
        found[name] = PersonFactory.create()
        Participation.objects.create(proposal=proposal, person=found[name], access=name)
    Participation.objects.create(proposal=proposal, person=found["window and reader"], access="reader")
    return found


def composed(person: Person, number: str) -> Proposal | None:
    return access.visible_proposals(person).filter(number=number).first()


def values(proposal: Proposal | None) -> object:
    """All that is read with a proposal."""
    if proposal is None:
        return None
    rows = (proposal, proposal.application, proposal.application.school)
    fields = [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows]
    return (*fields, proposal.my_access, proposal.is_sent)


@pytest.mark.parametrize("state", ["draft", "sent", "withdrawn", "removed"])
def test_everybody_gets_the_row_that_lists_show_them(proposal: Proposal, state: str) -> None:
    near = people(proposal)
    if state in {"sent", "withdrawn"}:
        receipt = sending.send(person=near["window"], school_code="0993", confirmed=set()).receipt
        if state == "withdrawn":
            sending.withdraw(person=near["window"], receipt=receipt, reason="再改")
    if state == "removed":
        Proposal.objects.filter(pk=proposal.pk).update(removed_at=proposal.created_at)
    seen = {}
    for name, person in near.items():
        found = access._row(person, proposal.number, lock=False)
        assert values(found) == values(composed(person, proposal.number)), name
        seen[name] = found
    hidden = {name for name, found in seen.items() if found is None}
    assert hidden == (set(near) if state == "removed" else {"other window", "nobody", "reviewer", "former"})
    assert {found.is_sent for found in seen.values() if found} == (set() if state == "removed" else {state == "sent"})


def test_it_costs_one_statement_and_locks_its_row_alone(proposal: Proposal) -> None:
    window = window_of(proposal.application.school)
    assert window.standing.is_window
    with transaction.atomic(), CaptureQueriesContext(connection) as used:
        found = access.get_proposal(window, proposal.number, Need.WINDOW, lock=True)
        assert found.application.school.code == "0993"
    assert [one["sql"].endswith(access.LOCK) for one in used] == [True]


def test_another_call_and_a_number_with_a_quote_are_not_found(proposal: Proposal, settings: object) -> None:
    office = staff(Role.CENTER)
    for number in ("4-0993-01'", "4-0993-01%", "%s", ""):
        with pytest.raises(Http404):
            access.get_proposal(office, number)
    settings.USR_CALL = "usr-3"  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        access.get_proposal(office, proposal.number)
