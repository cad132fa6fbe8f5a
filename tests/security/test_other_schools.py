"""Who was a school's window finds and changes nothing any more, nor does another school's by naming this one.

All roles, addresses and stages are asked in `test_matrix.py`; here stand those who left, and what the query names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern
from pytest_django.plugin import DjangoDbBlocker

import proposals.urls
from proposals.models import Application, Paper, Participation, PdfJob, Proposal, Submission
from proposals.services import people, sending
from tests.factories import PersonFactory, grant, window_of
from tests.module_rows import module_rows
from tests.proposals import papers as files
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft, elsewhere
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event

pytestmark = pytest.mark.django_db
SECRET = "海線 0993"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
HIDDEN = {404, 405}
POSTED = {"reason": "x", "version": "0", "year": ["114", "115", "116"]}


@dataclass
class Theirs:
    """A school's application, sent, with all that hangs on it."""

    application: Application
    proposal: Proposal
    window: Person
    values: dict[str, str]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Theirs]:
    """What every test of the module asks for: made once."""
    with module_rows(django_db_blocker, sent) as shared:
        yield shared


@pytest.fixture
def theirs(made: Theirs, db: None) -> Theirs:
    """Give it unchanged: what a test did to the rows is rolled back, what it did to the objects is not."""
    application = Application.objects.get(pk=made.application.pk)
    window = Person.objects.get(pk=made.window.pk)
    return Theirs(application, application.proposals.get(), window, made.values)


def sent() -> Theirs:
    open_call()
    application = draft(elsewhere("0993"))
    proposal, window = application.proposals.get(), window_of(application.school)
    made = sending.send(person=window, school_code="0993", confirmed=set())
    job = PdfJob.objects.create(application=application, proposal=proposal, state=PdfJob.State.DONE)
    job.file.save("secret.pdf", ContentFile(files.pdf(1, text=SECRET.encode("ascii", "ignore").decode())))
    paper = Paper.objects.filter(proposal=proposal).first()
    assert paper is not None
    paper.file.save("secret.pdf", ContentFile(files.pdf(1)))
    row = Participation.objects.create(proposal=proposal, person=PersonFactory.create(), access="editor")
    team = people.invite(
        actor=window,
        number=proposal.number,
        email="guest@other.test",
        name="",
        given="editor",
        link=lambda token: token,
    )
    values = {
        "number": proposal.number,
        "receipt": made.receipt,
        "token": str(job.token),
        "paper_id": str(paper.pk),
        "participation_id": str(row.pk),
        "invitation_id": str(team.pk),
        "key": "summary",
        "act": "return",
    }
    return Theirs(application, proposal, window, values)


def addresses(patterns: list[URLPattern], prefix: str, values: dict[str, str]) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            kind = {"StringConverter": "str", "SlugConverter": "slug", "IntConverter": "int", "UUIDConverter": "uuid"}
            kind |= {"PathConverter": "path", "ProposalNumber": "number"}
            route = route.replace(f"<{kind[type(converter).__name__]}:{name}>", values.get(name, "1"))
        yield f"{prefix}{route}"


def stranger(kind: str) -> Person:
    person = PersonFactory.create()
    if kind == "window":
        other = draft(elsewhere("0992", prior="away-2"))
        grant(person, Role.WINDOW, other.school)
    if kind == "team":
        other = draft(elsewhere("0992", prior="away-2"))
        grant(person, Role.TEAM)
        Participation.objects.create(proposal=other.proposals.get(), person=person, access="lead")
    if kind == "former":
        held = grant(person, Role.WINDOW, Application.objects.get(school__code="0993").school)
        held.revoked_at = held.granted_at
        held.save()
    return person


def snapshot() -> list[object]:
    models = (Proposal, Paper, Participation, PdfJob, Submission)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_former_window_finds_and_changes_nothing(client: Client, theirs: Theirs) -> None:
    client.force_login(stranger("former"))
    before = snapshot()
    events = set(Event.objects.values_list("pk", flat=True))
    all_of_them = [
        one
        for one in addresses(proposals.urls.urlpatterns, "/proposals/", theirs.values)
        if any(value in one for name, value in theirs.values.items() if name in {"number", "receipt", "token"})
    ]
    assert len(all_of_them) > 20
    for address in all_of_them:
        for method in METHODS:
            answer = getattr(client, method)(address, POSTED if method == "post" else None)
            assert answer.status_code in HIDDEN, (method, address, answer.status_code)
            assert SECRET not in answer.content.decode(errors="ignore")
    assert snapshot() == before
    acts = Event.objects.exclude(pk__in=events).values_list("action", flat=True)
    assert set(acts) <= {"accounts.signed_in"}


@pytest.mark.parametrize("kind", ["window", "team"])
@pytest.mark.parametrize("query", ["?school=0993", "?school=0993&section=summary"])
def test_another_school_named_in_the_query_is_not_found(client: Client, theirs: Theirs, kind: str, query: str) -> None:
    client.force_login(stranger(kind))
    for route in ("school/", "school/findings/", "school/budget/", "school/edit/governance/", "school/application.pdf"):
        answer = client.get(f"/proposals/{route}{query}")
        assert answer.status_code in {302, 404}, route
        if answer.status_code == 302:
            assert answer["Location"] == "/proposals/"
    assert client.get("/eligibility/?school=0993").status_code == 404
    assert client.post("/proposals/school/new/", {"school": "0993", "plan_type": "deep"}).status_code == 404
