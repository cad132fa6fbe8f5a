"""What a printed chapter is made of. Values are plain text, which the template escapes, or blocks of rich text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from usr_portal.kernel import richtext
from usr_portal.kernel.rich_blocks import Block as RichBlock


@dataclass(frozen=True, slots=True)
class Text:
    """A heading with what was written below it, plain or rich; nothing where nothing was."""

    kind: ClassVar[str] = "text"
    title: str
    written: str

    @property
    def body(self) -> tuple[RichBlock, ...]:
        """What was written, as blocks; of a plain text a paragraph for each line."""
        return richtext.blocks(self.written)

    @property
    def lines(self) -> list[str]:
        """What was written as lines without marks."""
        return [line for line in richtext.plain(self.written).splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, a line each."""

    kind: ClassVar[str] = "facts"
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `numeric` sets it to the right, `span` is how many columns it takes."""

    text: str
    numeric: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its first cell is its header. `role`: `line`, `group`, `subtotal` or `total`."""

    cells: tuple[Cell, ...]
    role: str = "line"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, column headers and rows; `note` stands below it, `form` is a class of the style sheet."""

    kind: ClassVar[str] = "table"
    title: str
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    note: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Declarations, ticked (☑) or not (□)."""

    kind: ClassVar[str] = "ticks"
    title: str
    rows: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the Sustainable Development Goals with its official colour, as `data-goal` of the style sheet."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Goals:
    """The main goals."""

    kind: ClassVar[str] = "goals"
    title: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper within the list of a proposal; `anchor` is its divider page."""

    anchor: str
    title: str
    name: str
    pages: int
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PaperList:
    """The papers of a proposal with the page where each begins."""

    kind: ClassVar[str] = "papers"
    title: str
    papers: tuple[PaperLine, ...]


Block = Text | Facts | Table | Ticks | Goals | PaperList


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of a form."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The school plan, or a proposal. `running` stands at the head of each of its pages."""

    anchor: str
    kicker: str
    title: str
    running: str
    chapters: tuple[Chapter, ...]


def plain(*texts: str) -> tuple[Cell, ...]:
    """Make cells of text."""
    return tuple(Cell(text) for text in texts)


def numbers(*amounts: int | str) -> tuple[Cell, ...]:
    """Make cells of amounts, with thousand separators; text stays as it is."""
    return tuple(Cell(one if isinstance(one, str) else f"{one:,}", numeric=True) for one in amounts)
