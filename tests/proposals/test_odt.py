"""The application as an editable document: the same words as in the print, in well-formed XML, with real structure."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from proposals.pdf import odt
from proposals.pdf.blocks import Facts, Table, Text, Ticks
from proposals.pdf.book import book
from tests.proposals.conftest import begin_writing, open_call
from tests.proposals.pictures import png
from tests.proposals.prints import TITLE, source
from tests.proposals.test_rich_texts import DIGEST, RICH
from usr_portal.kernel.rich_blocks import Cell, Paragraph, Run
from usr_portal.kernel.rich_odt import laid_out

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def written(given: Any) -> tuple[Element, zipfile.ZipFile]:  # noqa: ANN401
    stream = io.BytesIO()
    odt.write(given, stream)
    archive = zipfile.ZipFile(stream)
    for name in ("styles.xml", "meta.xml", "META-INF/manifest.xml"):
        fromstring(archive.read(name))
    return fromstring(archive.read("content.xml")), archive


def words(element: Element) -> str:
    """All letters, with the spaces that stand as elements."""
    parts = [element.text or ""]
    for child in element:
        parts += [" " * int(child.get(f"{TEXT}c", "1")) if child.tag == f"{TEXT}s" else words(child), child.tail or ""]
    return "".join(parts)


def test_every_word_of_the_print_stands_in_it() -> None:
    given = source()
    content, archive = written(given)
    found = words(content)
    assert TITLE in found
    with translation.override("zh-hant"):
        made = book(given)
    for block in (block for part in made.parts for chapter in part.chapters for block in chapter.blocks):
        wanted: list[str] = [block.title]
        match block:
            case Text():
                wanted += block.lines
            case Facts():
                wanted += [value for _name, value in block.rows]
            case Table():
                wanted += [line for row in block.rows for cell in row.cells for line in cell.text.split("\n")]
            case Ticks():
                wanted += [text for _ticked, text in block.rows]
        assert [one for one in wanted if one not in found] == []
    assert archive.infolist()[0].filename == "mimetype"
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_structure_notes_and_pictures_are_real_ones() -> None:
    given = replace(source(("S.sections.summary", RICH)), pictures=lambda _digest: png(size=(400, 200)))
    content, archive = written(given)
    note = content.find(f".//{TEXT}note")
    assert note is not None
    assert "內政部" in words(note)
    assert any(words(one) == "背景" and one.get(f"{TEXT}outline-level") == "5" for one in content.iter(f"{TEXT}h"))
    assert any("工作坊" in words(one) for one in content.iter(f"{TEXT}list-item"))
    assert archive.read(f"Pictures/{DIGEST}.png") == png(size=(400, 200))
    assert b"Pictures/" in archive.read("META-INF/manifest.xml")


def test_a_picture_that_is_gone_leaves_its_description() -> None:
    content, _archive = written(source(("S.sections.summary", RICH)))
    assert "［場域圖］" in words(content)


@pytest.mark.parametrize("text", ["]]>&<script>", "𠮷 鄥 訚 堃 é", "  兩格　全形", "=1+1", "'\"&amp;"])
def test_letters_stay_as_they_are(text: str) -> None:
    content, _archive = written(source(("S.sections.summary", f"甲{text}乙")))
    assert f"甲{text}乙" in words(content)


def test_rows_have_as_many_places_as_columns() -> None:
    cell = Cell((Paragraph((Run("甲"),)),))
    wide, high = replace(cell, colspan=2), replace(cell, rowspan=2)
    rows = laid_out(((high, wide), (cell, cell)))
    assert rows == [[high, wide, None], [None, cell, cell]]


def test_tables_are_rectangles() -> None:
    content, _archive = written(source())
    for table in content.iter(f"{TABLE}table"):
        columns = len(table.findall(f"{TABLE}table-column"))
        assert {len(row) for row in table.iter(f"{TABLE}table-row")} == {columns}


@pytest.mark.django_db
def test_a_team_and_its_window_may_fetch_it(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    open_call()
    writing = begin_writing(title=TITLE)
    client = Client()
    client.force_login(writing.lead)
    address = reverse("proposal_odt", args=[writing.number])
    client.get(address)
    with django_assert_max_num_queries(30):
        answer = client.get(address)
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert f'filename="{writing.number}.odt"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert TITLE in words(fromstring(zipfile.ZipFile(io.BytesIO(answer.content)).read("content.xml")))
    window = Client()
    window.force_login(writing.window)
    assert window.get(reverse("school_odt")).status_code == 200
    assert client.get(reverse("school_odt")).status_code == 404
