"""Chapters of a print: every page of a form in the form's order, with the numbers and titles that the form gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from proposals.models import Paper
from proposals.pdf import tables
from proposals.pdf.blocks import (
    Block,
    Chapter,
    Facts,
    PaperLine,
    PaperList,
    Part,
    Text,
    Ticks,
)
from proposals.pdf.money import budget_blocks, totals_table
from proposals.pdf.source import PaperRow, PdfSource
from proposals.rules.application import Proposal
from usr_portal.call.rules import digest
from usr_portal.call.rules.digest import Field, Section
from usr_portal.kernel.vocabulary import NewGround

_LANGUAGE = "zh"
_PAPERS = "papers"


@dataclass(frozen=True, slots=True)
class Around:
    """A proposal within its source."""

    proposal: Proposal
    source: PdfSource


Maker = Callable[[Around, str], Iterable[Block]]


def proposal_part(proposal: Proposal, source: PdfSource, place: int) -> Part:
    """Lay out one proposal. `place` counts from 1."""
    around = Around(proposal, source)
    anchor = f"proposal-{place}"
    number = source.number_of(proposal.id)
    title = proposal.title or _("（未填計畫名稱）")
    return Part(
        anchor=anchor,
        kicker=_("第二部分　個案計畫申請書"),
        title=title,
        running=_("{number}　{title}").format(number=number, title=_short(title)),
        chapters=tuple(_chapters(around, anchor)),
    )


def _short(title: str, most: int = 26) -> str:
    return title if len(title) <= most else f"{title[:most]}…"


def _chapters(around: Around, anchor: str) -> Iterator[Chapter]:
    """Give the form's pages; pages of one number are one chapter, and the list of papers stands last."""
    pages = digest.sections(around.proposal.type)
    for _number, group in groupby((page for page in pages if page.key != _PAPERS), key=lambda page: page.number):
        listed = list(group)
        blocks = tuple(block for page in listed for block in _blocks(around, page))
        yield Chapter(f"{anchor}-{listed[0].key}", _titled(listed[0]), blocks)
    papers = paper_list(around.proposal, around.source)
    yield Chapter(f"{anchor}-papers", _("附件清冊"), (papers,))


def _titled(page: Section) -> str:
    return f"{page.number}{page.title(_LANGUAGE)}"


def _blocks(around: Around, page: Section) -> Iterator[Block]:
    if page.key == "basics":
        yield _opening(around)
    for field in page.fields:
        yield from _field(around, field)
    if page.key == "basics":
        yield totals_table(around.proposal.budget, around.proposal.type, around.source)


def _opening(around: Around) -> Facts:
    proposal, source = around.proposal, around.source
    own = source.application.school
    return Facts(
        _("計畫概要"),
        (
            (_("申請學校"), f"{own.name}（{own.code}）"),
            (_("計畫編號"), source.number_of(proposal.id)),
            (_("計畫名稱"), proposal.title or tables.NOTHING),
            (_("計畫類型"), _(proposal.type.label)),
            (_("重點議題"), tables.issue_names(proposal)),
            (_("中文關鍵字"), tables.COMMA.join(proposal.keywords_zh) or tables.NOTHING),
            (_("英文關鍵字"), ", ".join(proposal.keywords_en) or tables.NOTHING),
        ),
    )


def _field(around: Around, field: Field) -> Iterable[Block]:
    if field.key in _ELSEWHERE:
        return ()
    title = field.title(_LANGUAGE)
    maker = _MAKERS.get(field.key)
    if maker is not None:
        return maker(around, title)
    if field.kind is digest.FieldKind.TEXT:
        return _text(around.proposal, field.key, title)
    if field.kind is digest.FieldKind.DECLARATION:
        return (Ticks(title, ((_declared(around.proposal, field.key), title),)),)
    return ()


def _text(proposal: Proposal, key: str, title: str) -> Iterator[Text]:
    """Give a text; one that only some proposals are asked for stays away where it is empty."""
    own = getattr(proposal, key, None) if key in _OWN_TEXTS else proposal.sections.get(key)
    written = proposal.ethics.practicability if key == "practicability" else (own or "")
    if written or key not in _OPTIONAL:
        yield Text(title, written)


_OWN_TEXTS = {"sdg17_plan", "sdg_relation", "intl_courses", "merge_statement"}
_OPTIONAL = {"merge_statement", "practicability"}


def _declared(proposal: Proposal, key: str) -> bool:
    owners = {"international_focus": proposal.budget, "sites_independent": proposal, "checklist": proposal}
    return bool(getattr(owners.get(key, proposal.ethics), key))


def paper_list(proposal: Proposal, source: PdfSource) -> PaperList:
    """List a proposal's papers, each with the page where it begins."""
    return PaperList(_("附件清冊"), tuple(paper_line(paper, source) for paper in source.papers_of(proposal.id)))


def paper_line(paper: PaperRow, source: PdfSource) -> PaperLine:
    """Describe a paper as its divider page does."""
    return PaperLine(
        anchor=f"paper-{source.appended.index(paper) + 1}",
        title=paper_title(paper.kind),
        name=paper.name,
        pages=paper.pages,
        size=filesizeformat(paper.size).replace("\xa0", " "),
        sha256=paper.sha256,
    )


def paper_title(kind: str) -> str:
    """Name a kind of paper."""
    return str(Paper.Kind(kind if kind in Paper.Kind.values else Paper.Kind.OTHER).label)


def _checklist(around: Around, title: str) -> Iterator[Ticks]:
    """Tick every item: a proposal's list counts as done only when all of them are."""
    done = around.proposal.checklist
    yield Ticks(title, tuple((done, item.words(_LANGUAGE)) for item in digest.checklist(around.proposal.type)))


# Fields that the opening table and the tables of money show.
_ELSEWHERE = {
    "title",
    "issue",
    "keywords_zh",
    "keywords_en",
    "new_ground",
    "matching",
    "external",
    "personnel_reason",
    "abroad_plans",
}
_MAKERS: dict[str, Maker] = {
    "sdgs": lambda around, title: (tables.sdg_goals(around.proposal, title),),
    "sites": lambda around, title: (tables.sites_table(around.proposal.sites, title),),
    "contact": lambda around, title: (tables.contact_facts(around.proposal, title),),
    "basis": lambda around, title: (tables.basis_facts(around.proposal, title),),
    "predecessors": lambda around, title: (tables.predecessors_table(around.proposal, around.source, title),),
    "ground_a": lambda around, title: tables.ground_blocks(around.proposal, NewGround.A, title),
    "ground_b": lambda around, title: tables.ground_blocks(around.proposal, NewGround.B, title),
    "ground_c": lambda around, title: tables.ground_blocks(around.proposal, NewGround.C, title),
    "disclosure": lambda around, title: (tables.disclosure_block(around.proposal.disclosure, title),),
    "team": lambda around, title: (tables.team_table(around.proposal, around.source, title),),
    "mous": lambda around, title: (tables.mous_table(around.proposal.mous, title),),
    "milestones": lambda around, title: (tables.yearly_table(around.proposal.milestones, around.source, title),),
    "checkpoints": lambda around, title: (tables.yearly_table(around.proposal.checkpoints, around.source, title),),
    "targets": lambda around, title: (tables.yearly_table(around.proposal.targets, around.source, title),),
    "sig_activities": lambda around, title: (
        tables.counts_table(around.proposal.sig_activities, around.source, title),
    ),
    "forums": lambda around, title: (tables.counts_table(around.proposal.forums, around.source, title),),
    "topics": lambda around, title: (tables.topics_ticks(around.proposal.ethics, title),),
    "budget": lambda around, _title: budget_blocks(around.proposal.budget, around.proposal.type, around.source),
    "checklist": _checklist,
}
