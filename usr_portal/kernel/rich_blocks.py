"""What a rich text is made of: blocks and what runs in their lines, as plain frozen values.

Where a block holds blocks (`Item`, `Cell`, `Quote`) it holds no `Heading`: a heading inside becomes a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass

MARKS = ("strong", "em", "u", "s", "sub", "sup")
"""The ways of writing a run, outermost first; a link stands outside of them all."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters written in one way: `marks` in the order of `MARKS`, `href` of a link or empty."""

    text: str
    marks: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A new line within a paragraph."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note called at this place; its text is plain and has one line."""

    text: str


Inline = Run | Break | Footnote


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 3 or 4."""

    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, never empty."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What is quoted, never empty."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, never empty."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list with at least one item, numbered from 1 where it is `ordered`."""

    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, perhaps empty. `scope` is `col` or `row` for a header cell, otherwise empty; the spans are at least 1."""

    blocks: tuple[Block, ...] = ()
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Rows of cells, at least one of each; no span reaches below the last row."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the SHA-256 of its bytes (64 hexadecimal digits), with what it shows and perhaps a caption."""

    digest: str
    alt: str = ""
    caption: tuple[Inline, ...] = ()


Block = Heading | Paragraph | Quote | ListBlock | TableBlock | Picture
