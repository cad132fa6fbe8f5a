"""Progress of an application: each proposal and each page of the form, with what is missing there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Window

from proposals.access import sent_now
from proposals.models import Paper, Participation, Proposal, Version
from proposals.selectors.addresses import page, plan_page
from proposals.selectors.comments import open_by_page
from proposals.selectors.findings import counts
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

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
    open_talks: int = 0

    @property
    def is_done(self) -> bool:
        """Nothing blocks on this page."""
        return self.blocking == 0


@dataclass(frozen=True, slots=True)
class Edit:
    """When a page was changed last, and by whom; '' where a file was imported."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A page of a proposal as its window follows it: what is missing there, its last change, its open talks."""

    step: Step
    edit: Edit | None
    open_talks: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A proposal on the school's page."""

    proposal: Proposal
    people: tuple[Participation, ...]
    counts: Mapping[str, int]
    done: int
    total: int
    subsidy: int
    pages: tuple[Progress, ...] = ()

    @property
    def open_talks(self) -> int:
        """Talks that nobody has settled yet, on all pages."""
        return sum(page.open_talks for page in self.pages)

    @property
    def latest(self) -> Edit | None:
        """The last change of any page."""
        return max((page.edit for page in self.pages if page.edit), key=lambda edit: edit.at, default=None)


def board(application: Application, judgement: Judgement) -> list[BoardRow]:
    """Give each proposal with its people, findings and progress page by page; five statements."""
    documents = {one.id: one for one in judgement.document.proposals}
    people: dict[int, list[Participation]] = defaultdict(list)
    for one in Participation.objects.filter(proposal__application=application).select_related("person").order_by("pk"):
        people[one.proposal_id].append(one)
    written = application.proposals.filter(removed_at=None).order_by("serial")
    rows = written.annotate(is_sent=sent_now())  # type: ignore[no-redef]  # the model names it, as in access
    listed = list(rows)
    talks = open_by_page([row.pk for row in listed])
    edits = _edits(application)
    made = []
    for row in listed:
        found = judgement.of(row.number)
        pages = tuple(
            Progress(step, edits.get((row.pk, step.key)), talks[row.pk, step.key]) for step in steps(row, found)
        )
        made.append(_row(row, documents.get(row.document_id or row.number), people[row.pk], found, pages))
    return made


def steps(proposal: Proposal, found: Iterable[ShownFinding], open_talks: Mapping[str, int] | None = None) -> list[Step]:
    """Give the pages of a proposal's form in order, each with what is found there, and how many talks are open."""
    found, talks = list(found), open_talks or {}
    return [
        replace(_step(section, page(proposal.number, section.key), found), open_talks=talks.get(section.key, 0))
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


def _edits(application: Application) -> dict[tuple[int, str], Edit]:
    """Give the last change of every page of every proposal, by proposal and page; two statements."""
    versions = Version.objects.filter(application=application).exclude(proposal=None)
    last = Window(Max("saved_at"), partition_by=[F("proposal"), F("key")])
    rows = versions.annotate(last=last).filter(saved_at=F("last")).order_by("pk")
    made = {
        (proposal, key): Edit(at, by or "")
        for proposal, key, at, by in rows.values_list("proposal", "key", "saved_at", "person__name")
    }
    handed_in = Paper.objects.filter(proposal__application=application).order_by("uploaded_at", "pk")
    for proposal, at, by in handed_in.values_list("proposal", "uploaded_at", "uploaded_by__name"):
        made[proposal, "papers"] = Edit(at, by or "")
    return made


def _row(
    proposal: Proposal,
    document: ProposalDocument | None,
    people: Iterable[Any],
    found: Iterable[ShownFinding],
    pages: tuple[Progress, ...],
) -> BoardRow:
    return BoardRow(
        proposal=proposal,
        people=tuple(people),
        counts=counts(found),
        done=sum(page.step.is_done for page in pages),
        total=len(pages),
        subsidy=subsidy_of(document) if document else 0,
        pages=pages,
    )


def subsidy_of(document: ProposalDocument) -> int:
    """Add up the subsidy that a proposal asks for over the years, in NT$."""
    return sum(line.amount for lines in document.budget.lines.values() for line in lines if line.source == "subsidy")
