"""Rich text: a canonical fragment of few HTML elements, made anew from its parts, so that nothing in it can run.

A text is rich where it is exactly what `sanitised` returns; every other text is plain, its lines as they were typed.
What is read is never passed through: `read` takes words, marks and a few checked values out of any HTML, and
`written` writes tags of its own around them. The result stays the same in NFC, as documents hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from usr_portal.kernel import texts
from usr_portal.kernel.rich_blocks import (
    Block,
    Break,
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
from usr_portal.kernel.rich_reading import read
from usr_portal.kernel.rich_writing import Writer

_BEGINNINGS = ("<p>", "<h3>", "<h4>", "<ul>", "<ol>", "<table>", "<blockquote>", "<figure>")
_FRAGMENT = re.compile(
    r"<(?:{tags})>.*</(?:{tags})>\s*\Z".format(tags="p|h3|h4|ul|ol|table|blockquote|figure"), re.DOTALL
)
"""What an editor sends: from a block's first tag to a block's last. A line that only begins like one is a line."""
_CJK = (
    "\u02ea\u02eb\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096"
    "\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u32d0-\u32fe\u3300-\u3357"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9\uff66-\uff6f\uff71-\uff9d\U00016fe2\U00016fe3"
    "\U00016ff0-\U00016ff6\U0001aff0-\U0001aff3\U0001aff5-\U0001affb\U0001affd\U0001affe\U0001b000-\U0001b122"
    "\U0001b132\U0001b150-\U0001b152\U0001b155\U0001b164-\U0001b167\U0001f200\U00020000-\U0002a6df"
    "\U0002a700-\U0002b81d\U0002b820-\U0002cead\U0002ceb0-\U0002ebe0\U0002ebf0-\U0002ee5d\U0002f800-\U0002fa1d"
    "\U00030000-\U0003134a\U00031350-\U00033479"
)
"""Han, Bopomofo, Hiragana and Katakana (Unicode 17, Scripts.txt), as the script of the page counts them."""
_COUNTED = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])+(?:['’.-](?:(?![{_CJK}])[^\W_])+)*")


def sanitised(html: str) -> str:
    """Return any HTML as a canonical fragment, empty where nothing can be read; what it returns it returns again."""
    return written(read(html))


def kept(text: str) -> str:
    """Return what is stored of a text that was sent: a fragment made canonical, every other text as it is."""
    return sanitised(text) if _FRAGMENT.match(text) else text


def is_rich(text: str) -> bool:
    """Whether a stored text is a canonical fragment; a plain text that only looks like one is not."""
    return bool(_read_rich(text))


def _read_rich(text: str) -> tuple[Block, ...]:
    """Return a rich text's blocks and of a plain text none, reading it once."""
    found = read(text) if text.startswith(_BEGINNINGS) else ()
    return found if written(found) == text else ()


def blocks(text: str) -> tuple[Block, ...]:
    """Return a stored text's blocks; of a plain text a paragraph for each line with words."""
    if found := _read_rich(text):
        return found
    return tuple(Paragraph((Run(line),)) for line in texts.plain(text).split("\n") if line.strip())


def plain(text: str) -> str:
    """Return a stored text as lines without marks: items with a dot or number, cells parted by bars, notes in place.

    A plain text is returned as it is.
    """
    found = _read_rich(text)
    return "\n".join(_lines(found)) if found else text


def length(text: str) -> int:
    """Count a stored text: each CJK character is one, a Latin word or number is one; footnotes count, alt texts not."""
    found = _read_rich(text)
    words = "\n".join(_words(found)) if found else text
    return sum(1 for _ in _COUNTED.finditer(words))


def written(parts: Iterable[Block]) -> str:
    """Return blocks as the fragment that `read` reads as the same blocks."""
    return Writer().written(parts)


# ---------------------------------------------------------------- read by people
def _lines(parts: Iterable[Block]) -> Iterator[str]:
    for block in parts:
        match block:
            case Heading() | Paragraph():
                yield from _told(block.inlines).split("\n")
            case Quote(inner):
                yield from _lines(inner)
            case ListBlock():
                yield from _items(block)
            case TableBlock(rows):
                yield from (" | ".join(" ".join(_lines(cell.blocks)) for cell in row) for row in rows)
            case Picture(_, alt, caption):
                yield from filter(None, (alt, _told(caption)))


def _items(block: ListBlock) -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        sign = f"{number}. " if block.ordered else "• "
        for place, line in enumerate(_lines(item.blocks)):
            yield (" " * len(sign) if place else sign) + line


def _told(inlines: Iterable[Inline]) -> str:
    return "".join(_letters(piece, "［{}］") for piece in inlines)


def _letters(piece: Inline, note: str) -> str:
    match piece:
        case Run(text):
            return text
        case Break():
            return "\n"
        case Footnote(text):
            return note.format(text)


def _words(parts: Iterable[Block]) -> Iterator[str]:
    """Yield what is counted, a line for each paragraph."""
    for block in parts:
        match block:
            case Heading(_, inlines) | Paragraph(inlines) | Picture(_, _, inlines):
                yield "".join(_letters(piece, "\n{}\n") for piece in inlines)
            case Quote(inner):
                yield from _words(inner)
            case ListBlock(_, items):
                yield from (line for item in items for line in _words(item.blocks))
            case TableBlock(rows):
                yield from (line for row in rows for cell in row for line in _words(cell.blocks))
