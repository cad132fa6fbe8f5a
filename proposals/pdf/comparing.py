"""Two applications held against each other, chapter by chapter of the print, as a reader reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from proposals.pdf.blocks import Block, Chapter, Facts, Goals, PaperList, Part, Table, Text, Ticks
from proposals.pdf.chapters import proposal_part
from proposals.pdf.gather import schools_of
from proposals.pdf.school import school_part
from proposals.pdf.source import PdfSource
from proposals.rules.application import Application
from usr_portal.call.services import in_force, now
from usr_portal.kernel.differences import Piece, text_difference


@dataclass(frozen=True, slots=True)
class ChapterDifference:
    """A chapter that says something else."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PartDifference:
    """What becomes of the school plan, or of a proposal: `added`, `removed`, `changed` or `same`."""

    title: str
    state: str
    chapters: tuple[ChapterDifference, ...]


def compare(old: Application, new: Application) -> list[PartDifference]:
    """Give the school plan and each proposal of both, in the new one's order, then those that the new one has not."""
    before, after = _parts(old), _parts(new)
    found = [_difference(before.get(key), part) for key, part in after.items()]
    return found + [_gone(part) for key, part in before.items() if key not in after]


COMPUTED = "overview"
"""The school's overview is reckoned from the proposals: what changes there is seen with them."""


def _parts(application: Application) -> dict[str, Part]:
    source = PdfSource(
        application=application,
        parameters=in_force(),
        made_at=now(),
        numbers={one.id: one.id for one in application.proposals},
        schools=schools_of(application),
    )
    proposals = {one.id: proposal_part(one, source, place) for place, one in enumerate(application.proposals, start=1)}
    return {"": school_part(source)} | proposals


def _difference(old: Part | None, new: Part) -> PartDifference:
    before = {_key(chapter): chapter for chapter in old.chapters} if old else {}
    chapters = tuple(_changed(before, new))
    state = "added" if old is None else "changed" if chapters else "same"
    return PartDifference(new.title, state, chapters if old else ())


def _gone(part: Part) -> PartDifference:
    return PartDifference(part.title, "removed", ())


def _changed(before: dict[str, Chapter], new: Part) -> Iterator[ChapterDifference]:
    after = {_key(chapter): chapter for chapter in new.chapters}
    for key in dict.fromkeys([*after, *before]):
        if key == COMPUTED:
            continue
        old_text, new_text = _text(before.get(key)), _text(after.get(key))
        if old_text != new_text:
            title = (after.get(key) or before[key]).title
            yield ChapterDifference(title, text_difference(old_text, new_text))


def _key(chapter: Chapter) -> str:
    """Give what a chapter is called whatever the place of its proposal."""
    return chapter.anchor.rpartition("-")[2]


def _text(chapter: Chapter | None) -> str:
    if chapter is None:
        return ""
    return "".join(f"{line}\n" for block in chapter.blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, PaperList):  # papers are no part of the file: they stay where they are
        return
    if block.title:
        yield f"【{block.title}】"
    match block:
        case Text():
            yield from block.lines
        case Facts():
            yield from (_("{name}：{value}").format(name=name, value=value) for name, value in block.rows)
        case Table():
            yield from ("｜".join(cell.text for cell in row.cells) for row in block.rows)
        case Ticks():
            yield from (f"{'☑' if ticked else '□'} {words}" for ticked, words in block.rows)
        case Goals():
            yield from (f"SDG {goal.number} {goal.name}" for goal in block.goals)


def is_same(parts: list[PartDifference]) -> bool:
    """Tell whether the two say the same throughout."""
    return all(part.state == "same" for part in parts)
