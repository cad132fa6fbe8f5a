"""Rich text written as HTML: the canonical fragment that is stored, and what a page and a print show of it.

Whatever comes from a text is escaped here, and every tag is one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from itertools import takewhile

from usr_portal.kernel.rich_blocks import (
    Block,
    Break,
    Cell,
    Footnote,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Run,
    TableBlock,
)

ADDRESS = 'src="picture:'
"""How a picture stands in what is written here; no text can hold it, since its quotation mark would be escaped."""


class Writer:
    """Writes the canonical fragment, as it is stored."""

    def written(self, parts: Iterable[Block]) -> str:
        """Return blocks as HTML."""
        return "".join(map(self.block, parts))

    def block(self, block: Block) -> str:
        """Return one block."""
        match block:
            case Heading(level, inlines):
                return self.heading(level, self.inlines(inlines))
            case Paragraph(inlines):
                return self.paragraph(self.inlines(inlines))
            case Quote(inner):
                return self.quote(inner)
            case ListBlock(ordered, items):
                return self.listed("ol" if ordered else "ul", [item.blocks for item in items])
            case TableBlock(rows):
                return self.grid(rows)
            case Picture(digest, alt, caption):
                return self.picture(digest, alt, self.inlines(caption))

    def heading(self, level: int, inner: str) -> str:
        """Return a heading of level 3 or 4."""
        return f"<h{level}>{inner}</h{level}>"

    def paragraph(self, inner: str) -> str:
        """Return a paragraph."""
        return f"<p>{inner}</p>"

    def quote(self, inner: Iterable[Block]) -> str:
        """Return what is quoted."""
        return f"<blockquote>{self.written(inner)}</blockquote>"

    def listed(self, tag: str, items: Iterable[Iterable[Block]]) -> str:
        """Return a list, `ol` or `ul`."""
        return f"<{tag}>{''.join(f'<li>{self.written(item)}</li>' for item in items)}</{tag}>"

    def picture(self, digest: str, alt: str, caption: str) -> str:
        """Return a picture with its caption below it."""
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'<figure><img {ADDRESS}{digest}" alt="{escaped(alt, quote=True)}">{below}</figure>'

    def grid(self, rows: tuple[tuple[Cell, ...], ...]) -> str:
        """Return a table of its cells."""
        return self.table("".join(f"<tr>{''.join(map(self.cell, row))}</tr>" for row in rows))

    def table(self, rows: str) -> str:
        """Return a table of its rows."""
        return f"<table><tbody>{rows}</tbody></table>"

    def footnote(self, text: str) -> str:
        """Return a note at the place that calls it."""
        return f'<span data-footnote="{escaped(text, quote=True)}"></span>'

    def cell(self, cell: Cell) -> str:
        """Return a cell of a table."""
        tag = "th" if cell.scope else "td"
        values = {"scope": cell.scope, "colspan": cell.colspan, "rowspan": cell.rowspan}
        told = "".join(f' {name}="{value}"' for name, value in values.items() if value not in {"", 1})
        return f"<{tag}{told}>{self.written(cell.blocks)}</{tag}>"

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """Write runs so that neighbours share the marks they have in common: a link with a bold word stays one link."""
        parts: list[str] = []
        is_open: list[str] = []
        for piece in inlines:
            wanted = self.tags(piece) if isinstance(piece, Run) else []
            common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(is_open, wanted, strict=False))))
            parts += [ending(tag) for tag in reversed(is_open[common:])]
            parts += [*wanted[common:], self.piece(piece)]
            is_open = wanted
        parts += [ending(tag) for tag in reversed(is_open)]
        return "".join(parts)

    def tags(self, run: Run) -> list[str]:
        """Return the tags that stand around a run, outermost first."""
        link = [_link(run.href)] if run.href else []
        return link + [f"<{mark}>" for mark in run.marks]

    def piece(self, piece: Inline) -> str:
        """Return a run without its marks, a break or a note."""
        match piece:
            case Run(text):
                return escaped(text)
            case Break():
                return "<br>"
            case Footnote(text):
                return self.footnote(text)


@lru_cache(maxsize=256)
def _link(href: str) -> str:
    """Return a link's tag; an address of two thousand signs may stand around each of many bold letters."""
    return f'<a href="{escaped(href, quote=True)}" rel="noopener noreferrer">'


class PrintWriter(Writer):
    """Writes for the print: below the titles of its fields (h4), notes at the foot of the page, pictures as `picture:`."""

    def heading(self, level: int, inner: str) -> str:
        """Two levels below the stored one."""
        return f"<h{level + 2}>{inner}</h{level + 2}>"

    def paragraph(self, inner: str) -> str:
        """Return a paragraph, set as the others of the print."""
        return f'<p class="text">{inner}</p>'

    def table(self, rows: str) -> str:
        """Return a table with rules."""
        return f'<table class="grid grid--own"><tbody>{rows}</tbody></table>'

    def footnote(self, text: str) -> str:
        """Return the note's text where it is called: the style sheet floats it to the foot."""
        return f'<span class="footnote">{escaped(text)}</span>'


class PageWriter(Writer):
    """Writes for a page, with notes numbered and listed below; `anchor` makes their names the page's only ones."""

    def __init__(self, anchor: str) -> None:
        """Begin a text."""
        self.anchor = anchor
        self.notes: list[str] = []

    def page(self, parts: Iterable[Block]) -> str:
        """Return a whole text and its notes."""
        return self.written(parts) + self._listed()

    def heading(self, level: int, inner: str) -> str:
        """Two levels below the stored one."""
        return f"<h{level + 2}>{inner}</h{level + 2}>"

    def table(self, rows: str) -> str:
        """Return a table that scrolls by itself where it is too wide, also by keyboard."""
        return f'<div class="table-wrap" tabindex="0"><table class="table table-sm"><tbody>{rows}</tbody></table></div>'

    def footnote(self, text: str) -> str:
        """Return a number that leads to the note."""
        self.notes.append(text)
        place = len(self.notes)
        name = f"{self.anchor}-note-{place}"
        return f'<sup><a href="#{name}" id="{name}-call">{place}</a></sup>'

    def _listed(self) -> str:
        rows = (
            f'<li id="{self.anchor}-note-{place}">{escaped(text)} <a href="#{self.anchor}-note-{place}-call">↩</a></li>'
            for place, text in enumerate(self.notes, start=1)
        )
        return f'<ol class="notes">{"".join(rows)}</ol>' if self.notes else ""


def escaped(text: str, *, quote: bool = False) -> str:
    """Escape a text; an overlay that would stand behind a tag's `>` is written as a number, for NFC makes both `≯`."""
    safe = escape(text, quote=quote)
    return f"&#824;{safe[1:]}" if safe.startswith("\u0338") else safe


def ending(tag: str) -> str:
    """Return the end of a tag."""
    return f"</{tag[1:].rstrip('>').split(' ')[0]}>"
