"""A sent proposal laid out as in the print, to be read on a page: its chapters and those of the school plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from proposals.models import SubmittedProposal
from proposals.pdf.blocks import Chapter
from proposals.pdf.chapters import proposal_part
from proposals.pdf.gather import by_person, schools_of
from proposals.pdf.school import school_part
from proposals.pdf.source import PdfSource
from proposals.rules.application import Application, Proposal
from proposals.selectors.sent import Sending

_LANGUAGE = "zh-hant"


@dataclass(frozen=True, slots=True)
class Reading:
    """Chapters of the proposal and of the school plan, in Chinese whatever the reader's language."""

    proposal: tuple[Chapter, ...]
    school_plan: tuple[Chapter, ...]


def read(sending: Sending, application: Application, proposal: Proposal) -> Reading:
    """Lay out one proposal of a sending, as `Sending.read` gives it; two statements."""
    source = _source(sending, application, proposal.id)
    with translation.override(_LANGUAGE):
        chapters = proposal_part(proposal, source, 1).chapters
        # The print's last chapter is the list of papers with their page numbers: on a page they are links
        return Reading(chapters[:-1], school_part(source).chapters)


def _source(sending: Sending, application: Application, only: str) -> PdfSource:
    rows = SubmittedProposal.objects.filter(submission=sending.submission_id).order_by("position")
    listed = list(rows.values_list("proposal__number", "project_number"))
    pairs = list(zip(listed, application.proposals, strict=True))
    return PdfSource(
        application=application,
        parameters=sending.parameters,
        made_at=sending.sent_at,
        numbers={one.id: project_number for (_number, project_number), one in pairs},
        schools=schools_of(application),
        details=by_person(sending.details, {number: one.id for (number, _project), one in pairs}),
        only=only,
    )
