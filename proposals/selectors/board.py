"""Progress of an application: each proposal and each page of the form, with what is missing there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from proposals.access import sent_now
from proposals.models import Participation, Proposal
from proposals.selectors.addresses import page, plan_page
from proposals.selectors.comments import open_by_proposal
from proposals.selectors.findings import counts
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proposals.models import Application
    from proposals.rules.application import Proposal as ProposalDocument
    from proposals.selectors.findings import Judgement, ShownFinding


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a form: how many findings block there, how many more there are, and where it is."""

    key: str
    number: str
    title: digest.Words
    url: str
    blocking: int
    others: int

    @property
    def is_done(self) -> bool:
        """Nothing blocks on this page."""
        return self.blocking == 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A proposal on the school's page."""

    proposal: Proposal
    people: tuple[Participation, ...]
    counts: Mapping[str, int]
    done: int
    total: int
    subsidy: int
    open_talks: int = 0


def board(application: Application, judgement: Judgement) -> list[BoardRow]:
    """Give each proposal with its people, findings and progress; three statements."""
    documents = {one.id: one for one in judgement.document.proposals}
    people: dict[int, list[Participation]] = defaultdict(list)
    for one in Participation.objects.filter(proposal__application=application).select_related("person").order_by("pk"):
        people[one.proposal_id].append(one)
    written = application.proposals.filter(removed_at=None).order_by("serial")
    rows = written.annotate(is_sent=sent_now())  # type: ignore[no-redef]  # the model names it, as in access
    listed = list(rows)
    talks = open_by_proposal([row.pk for row in listed])
    made = [
        _row(row, documents.get(row.document_id or row.number), people[row.pk], judgement.of(row.number))
        for row in listed
    ]
    return [replace(row, open_talks=talks[row.proposal.pk]) for row in made]


def steps(proposal: Proposal, found: Iterable[ShownFinding]) -> list[Step]:
    """Give the pages of a proposal's form in order, each with what is found there."""
    found = list(found)
    return [
        _step(section, page(proposal.number, section.key), found)
        for section in digest.sections(PlanType(proposal.plan_type))
    ]


def plan_steps(judgement: Judgement) -> list[Step]:
    """Give the pages of the school plan's form that are filled in, each with what is found there."""
    found, code = list(judgement.of(None)), judgement.document.school.code
    return [
        _step(section, plan_page(code, section.key), found)
        for section in digest.school_sections()
        if not section.computed
    ]


def _step(section: digest.Section, url: str, found: list[ShownFinding]) -> Step:
    here = Counter(one.stops_sending for one in found if one.section == section.key and one.severity != "judgement")
    return Step(section.key, section.number, section.title, url, here[True], here[False])


def _row(
    proposal: Proposal, document: ProposalDocument | None, people: Iterable[Any], found: Iterable[ShownFinding]
) -> BoardRow:
    found = list(found)
    pages = steps(proposal, found)
    return BoardRow(
        proposal=proposal,
        people=tuple(people),
        counts=counts(found),
        done=sum(page.is_done for page in pages),
        total=len(pages),
        subsidy=subsidy_of(document) if document else 0,
    )


def subsidy_of(document: ProposalDocument) -> int:
    """Add up the subsidy that a proposal asks for over the years, in NT$."""
    return sum(line.amount for lines in document.budget.lines.values() for line in lines if line.source == "subsidy")
