"""Everything that one PDF is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from proposals.rules.application import Application, Proposal
from usr_portal.call.rules.parameters import CallParameters


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An uploaded paper; `proposal` is the id within the document, `size` is in bytes, `path` the stored file."""

    proposal: str
    kind: str
    name: str
    pages: int
    size: int
    sha256: str
    path: Path


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of a sending."""

    number: str
    sent_at: datetime
    digest: str


def no_picture(_digest: str) -> bytes | None:
    """Give nothing: where no picture is shown, its description stands for it."""
    return None


@dataclass(frozen=True, slots=True)
class PdfSource:
    """One PDF's source.

    `numbers` gives each proposal's project number (a draft's readable number) by its id within the document; `schools`
    school names by code; `details` what the portal knows of each lead team beyond the document (`facts.details`), by the
    proposal's id and the person's key. `receipt` is None for a draft. `only` is the id of the one proposal to print, None for the
    whole application. `made_at` is aware. `pictures` reads a picture of the texts by its digest.
    """

    application: Application
    parameters: CallParameters
    made_at: datetime
    numbers: Mapping[str, str] = field(hash=False)
    schools: Mapping[str, str] = field(hash=False)
    details: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict, hash=False)
    papers: tuple[PaperRow, ...] = ()
    receipt: Receipt | None = None
    only: str | None = None
    pictures: Callable[[str], bytes | None] = field(default=no_picture, hash=False, compare=False)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The proposals to print, in the document's order."""
        listed = self.application.proposals
        return listed if self.only is None else tuple(one for one in listed if one.id == self.only)

    @property
    def appended(self) -> tuple[PaperRow, ...]:
        """The papers to append: those of the proposals to print, proposal by proposal."""
        return tuple(paper for one in self.proposals for paper in self.papers if paper.proposal == one.id)

    def papers_of(self, proposal: str) -> tuple[PaperRow, ...]:
        """The papers of one proposal."""
        return tuple(paper for paper in self.papers if paper.proposal == proposal)

    def number_of(self, proposal: str) -> str:
        """The project number of a proposal, or its id where it has none."""
        return self.numbers.get(proposal, proposal)

    def school_named(self, code: str) -> str:
        """The name of a school, or its code where we do not know it."""
        own = self.application.school
        return own.name if code == own.code else self.schools.get(code, code)
