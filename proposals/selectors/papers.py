"""The papers of a proposal as a person may see them: one slot for each kind that its form asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proposals.access import Need, get_proposal, may
from proposals.models import Paper, Proposal
from usr_portal.call.rules import digest
from usr_portal.call.services import moment
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from usr_portal.accounts.models import Person

_SECTION = "papers"
_KINDS = {"mou_papers": Paper.Kind.MOU}  # fields of the form whose key is not the kind


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of paper: what it is, what the form says of it, and the files handed in so far."""

    kind: str
    title: str
    guidance: tuple[str, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The page of a proposal's papers. `may_write` also asks for the upload window."""

    proposal: Proposal
    slots: tuple[Slot, ...]
    may_write: bool

    def slot(self, kind: str) -> Slot:
        """Give the slot of a kind, or raise `Http404` where the form has none of that kind."""
        for slot in self.slots:
            if slot.kind == kind:
                return slot
        raise Http404


def papers_page(person: Person, number: str) -> PapersPage:
    """Give the papers' page of a proposal, in the same number of statements however many papers there are."""
    proposal = get_proposal(person, number)
    papers = tuple(_in_force(proposal).select_related("uploaded_by"))
    return PapersPage(
        proposal,
        tuple(_slots(proposal, papers)),
        may_write=_may_write(person, proposal),
    )


def get_paper(person: Person, number: str, paper_id: int) -> Paper:
    """Give one paper, also a replaced one, for somebody who may read its proposal; or raise `Http404`."""
    proposal = get_proposal(person, number)
    paper = Paper.objects.filter(proposal=proposal, pk=paper_id).first()
    if paper is None:
        raise Http404
    return paper


def _in_force(proposal: Proposal) -> QuerySet[Paper]:
    return Paper.objects.filter(proposal=proposal, removed_at=None).order_by("kind", "pk")


def _may_write(person: Person, proposal: Proposal) -> bool:
    writing = proposal.state == Proposal.State.WRITING and not proposal.is_sent
    return writing and may(person, proposal, Need.EDIT) and moment("upload", proposal.application.school_id).is_open


def _slots(proposal: Proposal, papers: tuple[Paper, ...]) -> Iterable[Slot]:
    language = get_language() or ""
    for field in _fields(proposal):
        kind = _KINDS.get(field.key, field.key)
        found = tuple(paper for paper in papers if paper.kind == kind)
        if found or _asked(proposal, field.when):
            yield Slot(kind, field.title(language), field.guidance(language), found)
    asked = {_KINDS.get(field.key, field.key) for field in _fields(proposal)}
    rest = tuple(paper for paper in papers if paper.kind not in asked)
    yield Slot(Paper.Kind.OTHER, _("其他附件"), (_("有助審查的補充資料；不需要時可以留空。"),), rest)


def _fields(proposal: Proposal) -> Iterable[digest.Field]:
    for section in digest.sections(PlanType(proposal.plan_type)):
        if section.key == _SECTION:
            yield from section.fields


def _asked(proposal: Proposal, when: str) -> bool:
    is_new = proposal.basis_kind == Proposal.Basis.NEW
    return {"new": is_new, "ground_a": is_new and proposal.new_ground == "A"}.get(when, True)
