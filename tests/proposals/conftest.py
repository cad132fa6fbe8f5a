"""A call that is open now, a school with its window, and a proposal with its team."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from proposals.models import Participation, Proposal
from proposals.pdf import making
from proposals.pdf.render import Progress
from proposals.pdf.source import PdfSource
from proposals.services.writing import create_proposal, open_application
from tests.factories import PersonFactory, SchoolFactory, window_of
from tests.proposals import papers
from usr_portal.accounts.models import Person
from usr_portal.call import services, versions
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School


@dataclass
class Writing:
    """A school that is writing one proposal."""

    school: School
    window: Person
    lead: Person
    proposal: Proposal

    @property
    def number(self) -> str:
        return self.proposal.number

    def join(self, access: Participation.Access) -> Person:
        """Give the proposal one more person."""
        person = PersonFactory.create()
        Participation.objects.create(proposal=self.proposal, person=person, access=access)
        return person


def open_call(days_from_now: int = 0) -> None:
    """Put the call in force, its windows moved so that uploading is open now (and then by more days)."""
    parameters = bundled("usr-4")
    days = versions.days_until_open(parameters, services.now()) + days_from_now
    versions.load_file(parameters, reason="測試", days=days)


def begin_writing(plan_type: PlanType = PlanType.SPROUT, title: str = "溪流共好計畫") -> Writing:
    """Let a school begin."""
    school = SchoolFactory.create()
    window = window_of(school)
    open_application(person=window, school=school)
    proposal = create_proposal(person=window, school_code=school.code, plan_type=plan_type, title=title)
    writing = Writing(school, window, window, proposal)
    writing.lead = writing.join(Participation.Access.LEAD)
    return writing


@pytest.fixture
def writing(db: None) -> Writing:
    """A sprout that is being written."""
    open_call()
    return begin_writing()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file in place of the print, for tests of what stands around it."""

    def small(_source: PdfSource, target: Path, _progress: Progress) -> int:
        target.write_bytes(papers.pdf(3))
        return 3

    monkeypatch.setattr(making, "render_application", small)
