"""What a reviewer reads: the frozen text, laid out once and kept, since it changes only by an accepted correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from proposals.pdf import reading
from proposals.pdf.chapters import paper_title
from review.facts.documents import document_of
from review.selectors.assignments import corrected_at
from usr_portal.kernel.rich_writing import ADDRESS

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from proposals.pdf.blocks import Chapter
    from review.facts.documents import CasePaper
    from review.models import Case

LAYOUT = 2  # a change of the templates makes every text anew
KEPT_FOR = 24 * 60 * 60
PROPOSAL, PLAN = "proposal", "plan"
# What the weight of the prior results rests on stands first among the papers.
FIRST_KINDS = ("prior_results_report", "prior_relation_statement", "closing_report", "results_evidence")


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready for the page, and the places in it that a mark may stand at: anchor and title."""

    html: str
    places: tuple[tuple[str, str], ...]

    def at(self, pictures: str) -> Text:
        """Give the text with its pictures at an address that the reader may open; it ends with `/`."""
        return Text(self.html.replace(ADDRESS, f'src="{pictures}'), self.places)

    @property
    def safe(self) -> SafeString:
        """The text for a template: our own template has escaped it."""
        return mark_safe(self.html)  # noqa: S308 - see the docstring


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as it is listed."""

    paper_id: int
    title: str
    name: str
    pages: int

    @property
    def place(self) -> str:
        """How a mark names it."""
        return f"paper-{self.paper_id}"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is read of a case: texts of the proposal and of the school plan, and the papers."""

    proposal: Text
    plan: Text
    papers: tuple[Shown, ...]

    def at(self, pictures: str) -> Reading:
        """Give the same with its pictures at an address, as `Text.at`."""
        return Reading(self.proposal.at(pictures), self.plan.at(pictures), self.papers)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Every place that a mark may stand at."""
        papers = tuple((one.place, f"{one.title} {one.name}") for one in self.papers)
        return (*self.proposal.places, *self.plan.places, *papers)


def reading_of(case: Case) -> Reading:
    """Give what is read of a case; one statement where it was laid out before. The caller has checked the reader."""
    key = f"review:text:{LAYOUT}:{get_language()}:{case.pk}:{case.submitted_id}:{corrected_at(case.pk)}"
    kept: Reading | None = cache.get(key)
    if kept is None:
        kept = _laid_out(case)
        cache.set(key, kept, KEPT_FOR)
    return kept


def _laid_out(case: Case) -> Reading:
    read = document_of(case)
    chapters = reading.read(read.sending, read.application, read.proposal)
    papers = tuple(_shown(paper) for paper in sorted(read.papers, key=_order))
    return Reading(_text(chapters.proposal, PROPOSAL), _text(chapters.school_plan, PLAN), papers)


def _text(chapters: tuple[Chapter, ...], show: str) -> Text:
    html = str(render_to_string("review/reading/chapters.html", {"chapters": chapters, "show": show}))
    return Text(html, tuple((chapter.anchor, chapter.title) for chapter in chapters))


def _shown(paper: CasePaper) -> Shown:
    return Shown(paper.paper_id, paper_title(paper.kind), paper.name, paper.pages)


def _order(paper: CasePaper) -> tuple[int, int]:
    place = FIRST_KINDS.index(paper.kind) if paper.kind in FIRST_KINDS else len(FIRST_KINDS)
    return place, paper.paper_id
