"""What the review reads of a case: the frozen sending, with the corrections that staff accepted in their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proposals.rules.application import Application, Document, Proposal
from proposals.selectors.sent import Sending, sending_of
from review.models import Case, Correction
from review.rules.targets import FIELD, PAPER, with_value

Json = dict[str, Any]
_DOCUMENTS = frozenset(kind.value for kind in Document)


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A paper of a case. `corrected_at` is when it came as a correction, None where it was sent with the application."""

    paper_id: int
    kind: str
    name: str
    pages: int
    size: int
    sha256: str
    file: str
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A case's document: `raw` is the proposal's JSON object with accepted corrections, `proposal` the same as read."""

    sending: Sending
    raw: Json
    application: Application
    proposal: Proposal
    papers: tuple[CasePaper, ...]

    def papers_of(self, kind: str) -> tuple[CasePaper, ...]:
        """Give the papers of one kind."""
        return tuple(paper for paper in self.papers if paper.kind == kind)


def document_of(case: Case) -> CaseDocument:
    """Read a case's document; two statements whatever its size."""
    sending = sending_of(case.submitted_id)
    accepted = Correction.objects.filter(case=case, state=Correction.State.ACCEPTED).select_related("paper")
    return composed(sending, accepted.order_by("closed_at", "pk"))


def composed(sending: Sending, accepted: Iterable[Correction]) -> CaseDocument:
    """Put accepted corrections, in their order, into what was sent."""
    raw, papers = sending.proposal, [_sent(row) for row in sending.papers if row["number"] == sending.number]
    for one in accepted:
        if one.target.startswith(FIELD):
            raw = with_value(raw, one.target.rpartition(".")[2], one.after.get("value"))
        elif one.paper is not None:
            papers.append(_corrected(one))
            raw = _with_document(raw, one.target.removeprefix(PAPER))
    application, proposal = sending.read(raw)
    return CaseDocument(sending, raw, application, proposal, tuple(papers))


def _with_document(raw: Json, kind: str) -> Json:
    """Name a kind of paper among the document's own, where it is one of the five that the rules look for."""
    named = raw.get("documents") or []
    return {**raw, "documents": [*named, kind]} if kind in _DOCUMENTS and kind not in named else raw


def _sent(row: Json) -> CasePaper:
    return CasePaper(row["id"], row["kind"], row["name"], row["pages"], row["size"], row["sha256"], row["file"])


def _corrected(one: Correction) -> CasePaper:
    paper = one.paper
    assert paper is not None  # noqa: S101 - the caller looked
    return CasePaper(
        paper.pk,
        paper.kind,
        paper.original_name,
        paper.pages,
        paper.size,
        paper.sha256,
        paper.file.name or "",
        one.answered_at,
    )
