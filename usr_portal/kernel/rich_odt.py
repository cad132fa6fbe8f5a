"""Rich text as OpenDocument: the same blocks as on the page, with real headings, lists, tables, pictures and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from usr_portal.kernel.odf import clean, spaced
from usr_portal.kernel.rich_blocks import Block, Break, Cell, Footnote, Inline, Run
from usr_portal.kernel.rich_writing import Writer

WIDEST_CM, HIGHEST_CM = 16.0, 20.0
DOTS_PER_CM = 96 / 2.54
TABLE_MM = 165
LISTS = {"ul": "Dotted", "ol": "Numbered"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture for a document: its bytes, `image/png` or `image/jpeg`, and its pixels."""

    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The end of a file's name."""
        return "jpg" if self.media_type == "image/jpeg" else "png"

    @property
    def size_cm(self) -> tuple[float, float]:
        """Width and height on paper: as on a screen, but never wider or higher than a page."""
        width, height = self.width / DOTS_PER_CM, self.height / DOTS_PER_CM
        share = min(1.0, WIDEST_CM / width, HIGHEST_CM / height)
        return round(width * share, 2), round(height * share, 2)


class OdtWriter(Writer):
    """Writes blocks as a document's XML. Styles are those of `usr_portal.kernel.odt`; `pictures` collects what it shows."""

    def __init__(self, drawn: Callable[[str], Drawn | None]) -> None:
        """`drawn` gives a picture by its digest, or nothing: then its description stands for it."""
        self.drawn = drawn
        self.pictures: dict[str, Drawn] = {}
        self.style = "Text_20_body"
        self.notes = 0

    def heading(self, level: int, inner: str) -> str:
        """Two levels below the stored one, as in the print."""
        return head(level + 2, inner)

    def paragraph(self, inner: str) -> str:
        """Return a paragraph in the style of where it stands."""
        return f'<text:p text:style-name="{self.style}">{inner}</text:p>'

    def quote(self, inner: Iterable[Block]) -> str:
        """Return what is quoted, set in."""
        return self._within("Quotations", inner)

    def listed(self, tag: str, items: Iterable[Iterable[Block]]) -> str:
        """Return a list."""
        rows = "".join(f"<text:list-item>{self._within('List_20_Contents', item)}</text:list-item>" for item in items)
        return f'<text:list text:style-name="{LISTS[tag]}">{rows}</text:list>'

    def picture(self, digest: str, alt: str, caption: str) -> str:
        """Return a picture that stands as a letter does, with its description and its caption."""
        found = self.drawn(digest)
        below = f'<text:p text:style-name="Caption">{caption}</text:p>' if caption else ""
        if found is None:
            return self.paragraph(spaced(f"［{clean(alt)}］")) + below if alt else below
        name = f"Pictures/{digest}.{found.suffix}"
        self.pictures[name] = found
        width, height = found.size_cm
        frame = (
            f'<draw:frame draw:name="p{len(self.pictures)}-{digest[:8]}" text:anchor-type="as-char"'
            f' svg:width="{width}cm" svg:height="{height}cm">'
            f'<draw:image xlink:href="{name}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:desc>{spaced_plain(alt)}</svg:desc></draw:frame>"
        )
        return f'<text:p text:style-name="Figure">{frame}</text:p>{below}'

    def grid(self, rows: tuple[tuple[Cell, ...], ...]) -> str:
        """Return a table; the places that a cell covers are written, as the format wants."""
        laid = laid_out(rows)
        columns = max(map(len, laid))
        body = "".join(self._row(row, columns) for row in laid)
        return table([1] * columns, body)

    def _row(self, row: list[Cell | None], columns: int) -> str:
        cells = [self.cell(cell) if cell else "<table:covered-table-cell/>" for cell in row]
        rest = f'<table:table-cell table:number-columns-repeated="{columns - len(row)}"/>' if columns > len(row) else ""
        return f"<table:table-row>{''.join(cells)}{rest}</table:table-row>"

    def cell(self, cell: Cell) -> str:
        """Return a cell with its spans."""
        spans = f' table:number-columns-spanned="{cell.colspan}"' if cell.colspan > 1 else ""
        spans += f' table:number-rows-spanned="{cell.rowspan}"' if cell.rowspan > 1 else ""
        style, inner = ("Head", "Table_20_Heading") if cell.scope else ("Cell", "Table_20_Contents")
        told = self._within(inner, cell.blocks) or f'<text:p text:style-name="{inner}"/>'
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>{told}</table:table-cell>'
        )

    def footnote(self, text: str) -> str:
        """Return a real note: the program numbers it and sets it to the foot."""
        self.notes += 1
        return (
            f'<text:note text:id="ftn{self.notes}" text:note-class="footnote"><text:note-citation>{self.notes}'
            f'</text:note-citation><text:note-body><text:p text:style-name="Footnote">{spaced(clean(text))}</text:p>'
            "</text:note-body></text:note>"
        )

    def tags(self, run: Run) -> list[str]:
        """Return the spans around a run, its link outermost."""
        link = [f'<text:a xlink:type="simple" xlink:href={quoteattr(clean(run.href))}>'] if run.href else []
        return link + [f'<text:span text:style-name="{mark}">' for mark in run.marks]

    def piece(self, piece: Inline) -> str:
        """Return a run without its marks, a break or a note."""
        match piece:
            case Run(text):
                return spaced(clean(text))
            case Break():
                return "<text:line-break/>"
            case Footnote(text):
                return self.footnote(text)

    def _within(self, style: str, parts: Iterable[Block]) -> str:
        before, self.style = self.style, style
        written = self.written(parts)
        self.style = before
        return written


def head(level: int, inner: str) -> str:
    """Return a heading of a level from 1 to 6."""
    return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{inner}</text:h>'


def table(weights: Sequence[int], rows: str) -> str:
    """Return a table of its rows; its columns share the width by their weights."""
    share = TABLE_MM / sum(weights)
    columns = "".join(f'<table:table-column table:style-name="w{round(share * weight)}"/>' for weight in weights)
    return f'<table:table table:style-name="Table">{columns}{rows}</table:table>'


def spaced_plain(text: str) -> str:
    """Return a text where no element may stand."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def laid_out(rows: tuple[tuple[Cell, ...], ...]) -> list[list[Cell | None]]:
    """Put cells to their places: None where a span of another cell covers the place."""
    taken: dict[tuple[int, int], Cell | None] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row:
            while (down, across) in taken:
                across += 1
            for below in range(min(cell.rowspan, len(rows) - down)):
                for beside in range(cell.colspan):
                    taken.setdefault((down + below, across + beside), None)
            taken[down, across] = cell
            across += cell.colspan
    widths = [0] * len(rows)
    for down, across in taken:
        widths[down] = max(widths[down], across + 1)
    empty = Cell()
    return [[taken.get((down, across), empty) for across in range(width)] for down, width in enumerate(widths)]
