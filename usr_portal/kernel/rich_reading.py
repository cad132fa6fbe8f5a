"""HTML as it is pasted or stored, read as blocks: what is allowed is kept, of all else only the words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from usr_portal.kernel import rich_lines
from usr_portal.kernel.rich_blocks import (
    MARKS,
    Block,
    Break,
    Cell,
    Footnote,
    Heading,
    Inline,
    Item,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Run,
    TableBlock,
)
from usr_portal.kernel.rich_marks import End, Letters, Start, tokens

_MARK_OF = {name: name for name in MARKS} | {"b": "strong", "i": "em", "ins": "u", "del": "s", "strike": "s"}
_LEVEL_OF = {"h1": 3, "h2": 3, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "address",
        "pre",
        "caption",
        "center",
        "li",
        "tr",
        "td",
        "th",
    ]
)
_PARENT_OF = {"li": ("ul", "ol"), "tr": ("table",), "td": ("tr",), "th": ("tr",), "figcaption": ("figure",)}
_FRAMES = frozenset(("ul", "ol", "table", "blockquote", "figure", *_PARENT_OF))
_DIGEST = re.compile(r"picture:([0-9a-f]{64})")
_SPAN = re.compile(r"[1-9][0-9]?")
DEEPEST = 24
"""Frames within frames; what is deeper keeps its words as paragraphs."""
WIDEST = 40
"""Columns of a table in which cells may span others; more than a page can show."""
_OPEN = 60
"""Tags open at a time; further ones are only words, so that an end tag is looked for among few."""


@dataclass(slots=True)
class _Frame:
    """An open element that gathers: blocks, or a list's items, or a table's rows of cells."""

    tag: str
    attributes: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    items: list[list[Block]] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    caption: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that is open, with its frame where it is one; `href` is a link's address."""

    tag: str
    frame: _Frame | None = None
    href: str = ""


def read(html: str) -> tuple[Block, ...]:
    """Return the blocks of any text as HTML; of a text without tags, a paragraph."""
    reader = _Reader()
    for token in tokens(html):
        reader.take(token)
    return reader.finish()


class _Reader:
    """Tags that are open, frames that gather, and the runs of the paragraph that is being read."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.frames = [_Frame("", {})]
        self.pieces: list[Inline] = []

    def finish(self) -> tuple[Block, ...]:
        self._close_down_to(0)
        self._flush()
        return tuple(self.frames[0].blocks)

    def take(self, token: Start | End | Letters) -> None:
        if isinstance(token, Letters):
            self._write(token.text)
        elif isinstance(token, End):
            self._end(token.tag)
        else:
            self._start(token.tag, token.attributes)

    # -------------------------------------------------------------- lines
    def _write(self, text: str) -> None:
        marks = {_MARK_OF.get(each.tag) for each in self.open}
        href = next((each.href for each in reversed(self.open) if each.href), "")
        self.pieces.append(Run(rich_lines.source(text), tuple(mark for mark in MARKS if mark in marks), href))

    def _flush(self) -> None:
        """End the paragraph that is being read."""
        inlines = rich_lines.inlines(self.pieces)
        self.pieces = []
        if not inlines:
            return
        level = next((_LEVEL_OF[each.tag] for each in reversed(self.open) if each.tag in _LEVEL_OF), 0)
        at_top = len(self.frames) == 1
        self._add(Heading(level, inlines) if level and at_top else Paragraph(inlines))

    def _add(self, block: Block) -> None:
        """Put a block where it is read: into a list's last item; out of a table's rows, before the table."""
        frame = next(frame for frame in reversed(self.frames) if frame.tag not in {"table", "tr"})
        if frame.tag not in {"ul", "ol"}:
            frame.blocks.append(block)
        elif frame.items:
            frame.items[-1].append(block)
        else:
            frame.items.append([block])

    # -------------------------------------------------------------- tags
    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self.pieces.append(Break())
        elif tag == "img":
            self._picture(attributes)
        elif tag == "hr":
            self._flush()
        elif tag == "span":
            self._footnote(attributes)
        elif tag in _FRAMES or tag in _BLOCKS or tag in _LEVEL_OF:
            self._start_block(tag, attributes)
        elif (tag in _MARK_OF or tag == "a") and len(self.open) < _OPEN:
            self.open.append(_Open(tag, href=rich_lines.address(attributes.get("href", ""))))

    def _picture(self, attributes: dict[str, str]) -> None:
        if found := _DIGEST.fullmatch(attributes.get("src", "")):
            self._flush()
            self._add(Picture(found[1], rich_lines.line(attributes.get("alt", ""))))

    def _footnote(self, attributes: dict[str, str]) -> None:
        if text := rich_lines.line(attributes.get("data-footnote", "")):
            self.pieces.append(Footnote(text))

    def _start_block(self, tag: str, attributes: dict[str, str]) -> None:
        self._flush()
        self._close_implied(tag)
        if len(self.open) >= _OPEN:
            return
        parents = _PARENT_OF.get(tag, (self.frames[-1].tag,))
        gathers = tag in _FRAMES and self.frames[-1].tag in parents and len(self.frames) <= DEEPEST
        nested = tag == "table" and any(frame.tag == "table" for frame in self.frames)
        frame = _Frame(tag, attributes) if gathers and not nested else None
        self.open.append(_Open(tag, frame))
        if frame:
            self.frames.append(frame)

    def _close_implied(self, tag: str) -> None:
        """Close what a tag ends without saying so: the item before it, the cell, the row, the paragraph."""
        ended = {"li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}.get(tag, set())
        borders = _FRAMES - ended
        for place in range(len(self.open) - 1, -1, -1):
            each = self.open[place]
            if each.tag in borders:
                break
            if each.tag in ended or each.tag == "p" or each.tag in _LEVEL_OF:
                self._close_down_to(place)

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _LEVEL_OF:
            self._flush()
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].tag == tag:
                self._close_down_to(place)
                return
            if self.open[place].frame and tag not in _FRAMES:
                return

    def _close_down_to(self, place: int) -> None:
        while len(self.open) > place:
            closed = self.open[-1]
            if closed.frame or closed.tag in _BLOCKS or closed.tag in _LEVEL_OF or closed.tag in _FRAMES:
                self._flush()
            self.open.pop()
            if closed.frame:
                self.frames.pop()
                self._gather(closed.frame)

    # -------------------------------------------------------------- frames
    def _gather(self, frame: _Frame) -> None:
        """Give what a closed frame gathered to the frame around it."""
        parent = self.frames[-1]
        if frame.tag == "li":
            parent.items.extend([frame.blocks] if frame.blocks else [])
        elif frame.tag in {"td", "th"}:
            parent.cells.append(_cell(frame, is_first_row=not self.frames[-2].rows))
        elif frame.tag == "tr":
            parent.rows.extend([tuple(frame.cells)] if frame.cells else [])
        elif frame.tag == "figcaption":
            self._caption(frame, parent)
        else:
            for block in _blocks_of(frame):
                self._add(block)

    def _caption(self, frame: _Frame, figure: _Frame) -> None:
        """A caption is the first paragraph that stands in it; what else does follows the picture."""
        first = frame.blocks[0] if frame.blocks else None
        if isinstance(first, Paragraph) and not figure.caption:
            figure.caption = first.inlines
            figure.blocks.extend(frame.blocks[1:])
        else:
            figure.blocks.extend(frame.blocks)


def _cell(frame: _Frame, *, is_first_row: bool) -> Cell:
    """Say what a header cell heads: as it was written, otherwise its column in the first row and its row below."""
    scope = frame.attributes.get("scope", "")
    meant = scope if scope in {"col", "row"} else "col" if is_first_row else "row"
    return Cell(
        tuple(frame.blocks), meant if frame.tag == "th" else "", _span(frame, "colspan"), _span(frame, "rowspan")
    )


def _span(frame: _Frame, name: str) -> int:
    typed = frame.attributes.get(name, "")
    return int(typed) if _SPAN.fullmatch(typed) else 1


def _blocks_of(frame: _Frame) -> tuple[Block, ...]:
    if frame.tag in {"ul", "ol"}:
        items = tuple(Item(tuple(blocks)) for blocks in frame.items)
        return (ListBlock(frame.tag == "ol", items),) if items else ()
    if frame.tag == "table":
        return (TableBlock(_clipped(frame.rows)),) if frame.rows else ()
    if frame.tag == "blockquote":
        return (Quote(tuple(frame.blocks)),) if frame.blocks else ()
    return _figure(frame)


def _clipped(rows: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Give the rows with spans that end within the table and within `WIDEST` columns.

    A few letters could else ask every reader of the text to lay out millions of places.
    """
    covered: dict[int, int] = {}  # columns that a cell of a row above still reaches into, and through how many rows
    clipped = []
    for place, row in enumerate(rows):
        across, made = 0, []
        begun: dict[int, int] = {}
        for cell in row:
            while across in covered:
                across += 1
            free = next((more for more in range(1, cell.colspan) if across + more in covered), cell.colspan)
            colspan = max(1, min(free, WIDEST - across))
            rowspan = min(cell.rowspan, len(rows) - place) if across < WIDEST else 1
            made.append(Cell(cell.blocks, cell.scope, colspan, rowspan))
            begun |= dict.fromkeys(range(across, across + colspan), rowspan)
            across += colspan
        covered = {column: left - 1 for column, left in {**covered, **begun}.items() if left > 1}
        clipped.append(tuple(made))
    return tuple(clipped)


def _figure(frame: _Frame) -> tuple[Block, ...]:
    """The caption goes to the first picture; without one it is a paragraph."""
    if not frame.caption:
        return tuple(frame.blocks)
    blocks = list(frame.blocks)
    for place, block in enumerate(blocks):
        if isinstance(block, Picture):
            blocks[place] = Picture(block.digest, block.alt, frame.caption)
            return tuple(blocks)
    return (*blocks, Paragraph(frame.caption))
