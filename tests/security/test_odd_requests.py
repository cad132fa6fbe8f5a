"""Requests that no browser of ours sends get an answer, never an error of the server."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proposals.models import Move, Proposal
from proposals.services import sending
from tests.factories import PersonFactory, staff
from tests.proposals import papers
from tests.proposals.conftest import Writing, open_call
from tests.proposals.conftest import writing as writing  # noqa: PLC0414 - the fixture
from tests.proposals.valid import draft
from usr_portal.accounts.models import Role
from usr_portal.audit.models import Event

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
NULLS = [
    "/proposals/school/?school=%00",
    "/proposals/school/findings/?school=%00",
    "/proposals/school/budget/?school=%00",
    "/proposals/school/edit/governance/?school=%00",
    "/proposals/school/application.pdf?school=%00",
    "/eligibility/people/?name=a&school=%00",
    "/staff/proposals/?q=%00",
    "/staff/people/?q=%00",
    "/staff/registry/?q=%00",
    "/staff/registry/people/%00/",
    "/staff/registry/projects/%00/",
    "/?%00",
]
DIGITS = "9" * 5000


@pytest.mark.parametrize("address", NULLS)
def test_a_null_character_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    client.force_login(staff(Role.ADMIN))
    assert client.get(address).status_code == 400


def test_a_null_character_in_a_cookie_is_a_bad_request(client: Client) -> None:
    answer = client.get("/", headers={"cookie": r'sessionid="abcdefgh\000"'})
    assert answer.status_code == 400
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["application_begin", "proposal_new"])
def test_a_null_character_as_school_finds_none(client: Client, writing: Writing, name: str) -> None:
    client.force_login(writing.window)
    assert client.post(reverse(name), {"school": "9\0", "plan_type": "deep"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"/staff/proposals/?issue={DIGITS}",
        f"/staff/registry/?phase={DIGITS}",
        f"/staff/people/?page={DIGITS}",
        f"/staff/proposals/?q={'字+' * 2000}",
        f"/staff/people/?q={'字+' * 2000}",
    ],
)
def test_long_questions_are_answered(client: Client, address: str) -> None:
    open_call()
    client.force_login(staff(Role.ADMIN))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("version", [DIGITS, "-1", "x", ""])
def test_a_version_that_was_never_shown_is_a_conflict(client: Client, writing: Writing, version: str) -> None:
    client.force_login(writing.lead)
    address = reverse("proposal_edit", args=[writing.number, "summary"])
    answer = client.post(address, {"summary": "字", "version": version}, headers=JSON)
    assert answer.status_code == 409
    budget = client.post(reverse("proposal_budget", args=[writing.number]), {"version": version or "x"}, headers=JSON)
    assert budget.status_code == 400


def test_a_paper_that_replaces_a_number_without_end_is_taken_as_new(client: Client, writing: Writing) -> None:
    client.force_login(writing.lead)
    upload = SimpleUploadedFile("a.pdf", papers.pdf())
    address = reverse("proposal_papers", args=[writing.number])
    assert client.post(address, {"kind": "other", "replaces": DIGITS, "paper": upload}).status_code == 302


@pytest.mark.parametrize("reason", ["長" * 1001, "\0"])
def test_a_reason_that_cannot_be_kept_is_refused(client: Client, writing: Writing, reason: str) -> None:
    client.force_login(writing.window)
    Proposal.objects.update(state=Proposal.State.COMPLETE)
    for name, status in (("proposal_return", 422), ("proposal_remove", 200)):
        answer = client.post(reverse(name, args=[writing.number]), {"reason": reason}, follow=True)
        assert answer.status_code == status
        assert "理由" in answer.content.decode()
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.removed_at) == (Proposal.State.COMPLETE, None)
    assert not Move.objects.exists()


def test_a_reason_is_kept_whole(client: Client, writing: Writing) -> None:
    client.force_login(writing.window)
    Proposal.objects.update(state=Proposal.State.COMPLETE)
    client.post(reverse("proposal_return", args=[writing.number]), {"reason": "長" * 1000})
    assert Move.objects.get().reason == Event.objects.get(action="proposal.return").reason == "長" * 1000


@pytest.mark.parametrize("reason", ["長" * 1001, "\0"])
def test_a_withdrawal_is_refused_for_such_a_reason(client: Client, writing: Writing, reason: str) -> None:
    ready = draft()
    window = PersonFactory.create()
    window.grants.create(role=Role.WINDOW, school=ready.school)
    made = sending.send(person=window, school_code=ready.school.code, confirmed=set())
    client.force_login(window)
    answer = client.post(reverse("receipt_withdraw", args=[made.receipt]), {"reason": reason}, follow=True)
    assert "理由" in answer.content.decode()
    made.refresh_from_db()
    assert made.in_force


@pytest.mark.parametrize("reason", ["長" * 501, "\0"])
def test_staff_give_reasons_that_can_be_kept(client: Client, reason: str) -> None:
    client.force_login(staff(Role.MINISTRY))
    person = PersonFactory.create()
    values = {"active": "0", "reason": reason}
    assert client.post(reverse("staff_person_active", args=[person.pk]), values).status_code == 302
    person.refresh_from_db()
    assert person.is_active
