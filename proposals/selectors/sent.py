"""What was sent, as the review reads it: the frozen document of a sending in force, never the draft."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proposals.document import parse_object
from proposals.models import Paper, Submission, SubmittedProposal
from proposals.rules.application import Application, Proposal
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.call.services import parameters_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SentProposal:
    """A proposal within a sending in force: keys of its rows, its document, and the findings that concern it."""

    submitted_id: int
    proposal_id: int
    submission_id: int
    school_id: int
    project_number: str
    title: str
    plan_type: str
    document: Proposal
    parameters: CallParameters
    findings: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """A sending as it was frozen. `document`, `papers`, `details` and `findings` are its JSON; do not change them."""

    submission_id: int
    receipt: str
    sent_at: datetime
    sequence: int
    in_force: bool
    number: str
    position: int
    document: Json
    papers: tuple[Json, ...]
    details: Json
    findings: tuple[Json, ...]
    parameters: CallParameters

    @property
    def proposal(self) -> Json:
        """The JSON object of the proposal that was asked for."""
        found: Json = self.document["proposals"][self.position]
        return found

    def read(self, corrected: Json | None = None) -> tuple[Application, Proposal]:
        """Read the application and the proposal asked for, with `corrected` in the place of the proposal's object."""
        proposals = list(self.document["proposals"])
        proposals[self.position] = corrected or proposals[self.position]
        application = parse_object({**self.document, "proposals": proposals}, self.parameters)
        return application, application.proposals[self.position]


def sent_in_force(call_id: str, schools: Collection[int] | None = None) -> Iterator[SentProposal]:
    """Give every proposal of the sendings in force (of these schools, by primary key), school by school.

    Two statements, and one for each fifty schools more.
    """
    rows = Submission.objects.filter(application__call_id=call_id, withdrawn_at=None, superseded_at=None)
    if schools is not None:
        rows = rows.filter(application__school__in=schools)
    rows = rows.select_related("application").prefetch_related("proposals").order_by("application__school__code")
    for submission in rows.iterator(chunk_size=50):
        yield from _of(submission)


def sending_of(submitted_id: int) -> Sending:
    """Give the sending that holds a submitted proposal (by its primary key); one statement."""
    row = SubmittedProposal.objects.select_related("submission", "proposal").get(pk=submitted_id)
    kept = row.submission
    return Sending(
        submission_id=kept.pk,
        receipt=kept.receipt,
        sent_at=kept.sent_at,
        sequence=kept.sequence,
        in_force=kept.in_force,
        number=row.proposal.number,
        position=row.position,
        document=kept.document,
        papers=tuple(kept.papers),
        details=kept.details,
        findings=tuple(kept.findings),
        parameters=parameters_of(kept.call_version_id),
    )


def papers_by_id(ids: Collection[int]) -> Mapping[int, Paper]:
    """Give papers by primary key, whether or not they were replaced later; one statement, none for no ids."""
    return Paper.objects.in_bulk(ids) if ids else {}


def _of(submission: Submission) -> Iterator[SentProposal]:
    parameters = parameters_of(submission.call_version_id)
    application = parse_object(submission.document, parameters)
    for row in submission.proposals.all():
        document = application.proposals[row.position]
        yield SentProposal(
            submitted_id=row.pk,
            proposal_id=row.proposal_id,
            submission_id=submission.pk,
            school_id=submission.application.school_id,
            project_number=row.project_number,
            title=row.title,
            plan_type=row.plan_type,
            document=document,
            parameters=parameters,
            findings=tuple(one for one in submission.findings if one["proposal"] in {document.id, None}),
        )


def receipt_of(submitted_id: int) -> tuple[int, str]:
    """Give the primary key and the receipt's number of the sending that holds a submitted proposal; one statement."""
    row = SubmittedProposal.objects.values_list("submission", "submission__receipt").get(pk=submitted_id)
    return row[0], row[1]


def numbers_without_case(call_id: str) -> tuple[str, ...]:
    """Give the project numbers of what is sent and in force and is not under review yet; one statement."""
    rows = SubmittedProposal.objects.filter(
        submission__application__call_id=call_id,
        submission__withdrawn_at=None,
        submission__superseded_at=None,
        proposal__case=None,
    )
    return tuple(rows.order_by("project_number").values_list("project_number", flat=True))


def school_plans_asked(call_id: str, schools: Collection[int]) -> dict[int, dict[str, int]]:
    """Give the subsidy that school plans ask for, whole NT$ by year, by the school's primary key; one statement.

    Of the sendings in force; only the plan's budget is read of each document.
    """
    rows = Submission.objects.filter(
        application__call_id=call_id, application__school__in=schools, withdrawn_at=None, superseded_at=None
    )
    found = rows.values_list("application__school_id", "document__school_plan__budget")
    return {school: {year: _subsidy(lines) for year, lines in (budget or {}).items()} for school, budget in found}


def _subsidy(lines: list[Json]) -> int:
    return sum(line["amount"] for line in lines if line.get("source", "subsidy") == "subsidy")
