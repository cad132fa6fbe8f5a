"""The whole print in order: cover, contents, school plan, proposals, a divider for each paper, the closing page."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from budgets.rules import totals
from proposals.pdf.blocks import PaperLine, Part
from proposals.pdf.chapters import paper_line, proposal_part
from proposals.pdf.school import leader, school_part
from proposals.pdf.source import PaperRow, PdfSource
from proposals.rules.application import Proposal
from usr_portal.kernel import roc

_TEMPLATE = "proposals/pdf/book.html"
_LANGUAGE = "zh-hant"


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A proposal on the cover; `subsidy` is of all years, in whole NT$."""

    number: str
    title: str
    type: str
    leader: str
    subsidy: int


@dataclass(frozen=True, slots=True)
class Divider:
    """The page before a paper. `step` is how many pages lie between the page before and this one, this one counted."""

    paper: PaperLine
    belongs_to: str
    running: str
    page: str
    step: int


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that the template prints. `closing_step` is to the closing page what `step` is to a divider."""

    title: str
    school: str
    code: str
    call: str
    draft: bool
    receipt: str
    time: str
    digest: str
    made: str
    cover: tuple[CoverLine, ...]
    parts: tuple[Part, ...]
    dividers: tuple[Divider, ...]
    closing_step: int


def book(source: PdfSource) -> Book:
    """Lay the print out, in Chinese whatever the reader's language."""
    with translation.override(_LANGUAGE):
        receipt = source.receipt
        school = source.application.school
        dividers = _dividers(source)
        return Book(
            title=_title(source),
            school=school.name,
            code=school.code,
            call=source.parameters.name,
            draft=receipt is None,
            receipt=receipt.number if receipt else "",
            time=_to_the_second(source),
            digest=receipt.digest if receipt else "",
            made=roc.short(source.made_at),
            cover=tuple(_cover_line(one, source) for one in source.proposals),
            parts=_parts(source),
            dividers=dividers,
            closing_step=source.appended[-1].pages + 1 if source.appended else 1,
        )


def html(source: PdfSource) -> str:
    """Render the print as HTML with nothing in it that would have to be fetched."""
    with translation.override(_LANGUAGE):
        return render_to_string(_TEMPLATE, {"book": book(source)})


def _title(source: PdfSource) -> str:
    return _("學校申請書") if source.only is None else _("個案計畫申請書")


def _to_the_second(source: PdfSource) -> str:
    if source.receipt is None:
        return ""
    local = source.receipt.sent_at.astimezone(roc.TAIPEI)
    return f"{roc.short(local)}:{local:%S}"


def _cover_line(proposal: Proposal, source: PdfSource) -> CoverLine:
    whole = totals.overall(totals.totals(proposal.budget, source.parameters.years))
    return CoverLine(
        number=source.number_of(proposal.id),
        title=proposal.title or _("（未填計畫名稱）"),
        type=_(proposal.type.label),
        leader=leader(proposal),
        subsidy=whole.subsidy,
    )


def _parts(source: PdfSource) -> tuple[Part, ...]:
    proposals = tuple(proposal_part(one, source, place) for place, one in enumerate(source.proposals, 1))
    return proposals if source.only is not None else (school_part(source), *proposals)


def _dividers(source: PdfSource) -> tuple[Divider, ...]:
    titles = {one.id: one.title for one in source.proposals}
    papers = source.appended
    before = (0, *(paper.pages for paper in papers))
    return tuple(
        _divider(paper, source, titles[paper.proposal], place, before[place - 1] + 1)
        for place, paper in enumerate(papers, 1)
    )


def _divider(paper: PaperRow, source: PdfSource, title: str, place: int, step: int) -> Divider:
    number = source.number_of(paper.proposal)
    running = _("{number}　附件").format(number=number)
    return Divider(paper_line(paper, source), f"{number}　{title}", running, f"divider-{place}", step)
