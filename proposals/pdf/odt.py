"""The print as an editable document (.odt): the same book, block by block, for those who go on writing offline."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import IO

from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image

from proposals.pdf.blocks import Block, Cell, Facts, Goals, PaperList, Part, Row, Table, Text, Ticks
from proposals.pdf.book import Book, book
from proposals.pdf.source import PdfSource
from usr_portal.kernel import odt
from usr_portal.kernel.odf import clean, spaced
from usr_portal.kernel.rich_odt import Drawn, OdtWriter, head, table

_LANGUAGE = "zh-hant"
_LEAST, _MOST = 10, 44
_WIDE = 0x2E7F  # from here on letters are as wide as they are high


def write(source: PdfSource, stream: IO[bytes]) -> None:
    """Write the document, in Chinese whatever the reader's language, as the print is."""
    with translation.override(_LANGUAGE):
        made = book(source)
        writer = OdtWriter(lambda digest: drawn(source.pictures, digest))
        body = _cover(made) + "".join(_part(part, writer) for part in made.parts)
        about = odt.Head(made.title, made.call, made.school, source.made_at)
        odt.write(stream, about, body, writer.pictures)


def drawn(read: Callable[[str], bytes | None], digest: str) -> Drawn | None:
    """Give a picture with its size, or nothing where there is none."""
    content = read(digest)
    if content is None:
        return None
    with Image.open(io.BytesIO(content)) as picture:
        return Drawn(content, f"image/{(picture.format or 'png').lower()}", picture.width, picture.height)


def _cover(made: Book) -> str:
    state = _("草稿，尚未送出") if made.draft else _("收據 {receipt}").format(receipt=made.receipt)
    lines = [
        ("Subtitle", made.call),
        ("Title", made.title),
        ("Subtitle", f"{made.school}（{made.code}）"),
        ("Subtitle", state),
    ]
    titles = (_("計畫編號"), _("計畫名稱"), _("類型"), _("主持人"), _("補助款"))
    rows = [
        Row(
            (
                Cell(one.number),
                Cell(one.title),
                Cell(one.type),
                Cell(one.leader),
                Cell(f"{one.subsidy:,}", numeric=True),
            )
        )
        for one in made.cover
    ]
    listed = Table(_("申請計畫（補助款為三年合計，新臺幣元）"), tuple(map(Cell, titles)), tuple(rows))
    return "".join(_line(text, style) for style, text in lines) + _table(listed)


def _part(part: Part, writer: OdtWriter) -> str:
    chapters = (
        head(2, _words(chapter.title)) + "".join(_block(block, writer) for block in chapter.blocks)
        for chapter in part.chapters
    )
    return head(1, _words(f"{part.kicker}　{part.title}" if part.kicker else part.title)) + "".join(chapters)


def _block(block: Block, writer: OdtWriter) -> str:
    match block:
        case Text():
            return _titled(block.title, writer.written(block.body) or _line(_("（未填）"), "Note"))
        case Facts():
            rows = "".join(_row([Cell(name), Cell(value)], heads=1) for name, value in block.rows)
            return _line(block.title, "Table_20_Title") + table([4, 12], rows)
        case Table():
            return _table(block)
        case Ticks():
            rows = "".join(
                _line(f"{'☑' if ticked else '□'} {words}", "List_20_Contents") for ticked, words in block.rows
            )
            return _titled(block.title, rows)
        case Goals():
            named = [f"SDG {goal.number} {goal.name}" for goal in block.goals] or [_("（未填）")]
            return _titled(block.title, "".join(_line(name, "List_20_Contents") for name in named))
        case PaperList():
            return _papers(block)


def _titled(title: str, inner: str) -> str:
    return (head(3, _words(title)) if title else "") + inner


def _papers(block: PaperList) -> str:
    if not block.papers:
        return _titled(block.title, _line(_("沒有附件。"), "Note"))
    titles = (_("文件"), _("檔名"), _("頁數"), "SHA-256")
    rows = (
        Row((Cell(one.title), Cell(one.name), Cell(str(one.pages), numeric=True), Cell(one.sha256)))
        for one in block.papers
    )
    return _table(Table(block.title, tuple(map(Cell, titles)), tuple(rows)))


def _table(block: Table) -> str:
    header = f"<table:table-header-rows>{_row(block.head, heads=len(block.head))}</table:table-header-rows>"
    body = "".join(_row(row.cells, heads=1 if row.role == "line" else len(row.cells)) for row in block.rows)
    note = _line(block.note, "Note") if block.note else ""
    return _line(block.title, "Table_20_Title") + table(_weights(block), header + body) + note


def _weights(block: Table) -> list[int]:
    """Weigh each column by its longest cell, in half-width letters; one of long words takes no more than most."""
    columns = [cell for cell in block.head for _place in range(cell.span)]
    longest = [_letters(cell.text) // 2 + 3 for cell in columns]
    for row in block.rows:
        if all(cell.span == 1 for cell in row.cells):
            for place, cell in enumerate(row.cells[: len(longest)]):
                longest[place] = max(longest[place], _letters(cell.text))
    return [min(_MOST, max(_LEAST, one)) for one in longest]


def _letters(text: str) -> int:
    """Count half-width letters of the longest line."""
    return max((sum(2 if ord(one) > _WIDE else 1 for one in line) for line in text.split("\n")), default=0)


def _row(cells: Iterable[Cell], *, heads: int) -> str:
    return (
        f"<table:table-row>{''.join(_cell(cell, place < heads) for place, cell in enumerate(cells))}</table:table-row>"
    )


def _cell(cell: Cell, is_head: bool) -> str:  # noqa: FBT001 - the two ways of writing a cell
    style = "Table_20_Number" if cell.numeric else "Table_20_Heading" if is_head else "Table_20_Contents"
    spans = f' table:number-columns-spanned="{cell.span}"' if cell.span > 1 else ""
    inner = "".join(_line(line, style) for line in cell.text.split("\n"))
    kind = "Head" if is_head else "Cell"
    covered = "<table:covered-table-cell/>" * (cell.span - 1)
    return f'<table:table-cell table:style-name="{kind}" office:value-type="string"{spans}>{inner}</table:table-cell>{covered}'


def _line(text: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{_words(text)}</text:p>'


def _words(text: str) -> str:
    return spaced(clean(text)).replace("\n", "<text:line-break/>")
