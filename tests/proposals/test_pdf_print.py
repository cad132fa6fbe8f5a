"""The printed application, read back."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.utils import translation
from weasyprint.urls import FatalURLFetchingError

from proposals.pdf.book import html
from proposals.pdf.render import FOOTERS, lay_out
from tests.proposals import prints
from tests.proposals.prints import TITLE

PAPER_PAGES = 5


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application as sent, with papers of every shape."""
    folder = tmp_path_factory.mktemp("print")
    target = folder / "whole.pdf"
    prints.printed(prints.with_papers(prints.source(), folder, *prints.every_shape()), target)
    return target


@pytest.fixture(scope="module")
def pages(whole: Path) -> list[str]:
    return prints.text_of(whole).split("\f")[:-1]


def test_the_text_layer_holds_what_was_written(pages: list[str]) -> None:
    text = "".join(pages).replace("\n", "")
    for words in (TITLE, "示範大學", "USR4-0999-S01", "USR-4-0999-R01", "113/08/30 16:59:58", "Kyoto", "10,500,000"):
        assert words in text


def test_every_page_bears_its_number_of_them_all_papers_included(pages: list[str]) -> None:
    numbers = [re.findall(r"第 (\d+) 頁／共 (\d+) 頁", page) for page in pages]
    assert numbers == [[(str(place), str(len(pages)))] for place in range(1, len(pages) + 1)]


def test_the_contents_name_the_page_where_a_paper_begins(whole: Path, pages: list[str]) -> None:
    listed = next(place for place, page in enumerate(pages, 1) if "全文結束與驗證" in page)
    text = prints.text_of(whole, listed, layout=True)
    for paper in (1, 2, 3, 4):
        begins = next(place for place, page in enumerate(pages, 1) if f"附件 {paper}\n" in page)
        assert re.search(rf"附件{paper} .*\D{begins}$", text, re.MULTILINE)


def test_each_paper_stands_behind_its_divider_with_its_hash(pages: list[str]) -> None:
    place = next(place for place, page in enumerate(pages) if "附件 1" in page)
    assert "報告1.pdf" in pages[place]
    assert "ab" * 32 in pages[place].replace("\n", "")
    assert "paper 1" in pages[place + 1]
    assert "paper 2" in pages[place + 2]
    assert "附件 2" in pages[place + 3]
    assert all("USR4-0999-S01" in page for page in pages[place : place + 4])


def test_own_fonts_are_embedded(whole: Path) -> None:
    listed = subprocess.run(["pdffonts", str(whole)], check=True, capture_output=True, text=True).stdout.splitlines()[
        2:
    ]
    names = {line.split()[0] for line in listed if " yes yes " in line}
    assert {name.split("+")[1] for name in names} >= {"TW-Kai", "TW-Kai-Ext-B", "Noto-Sans-CJK-TC"}
    assert {line.split()[0] for line in listed if " yes yes " not in line} == {"Helvetica"}  # of the test's papers


def test_it_is_tagged_named_and_claims_nothing(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "zh-Hant-TW"
        assert str(pdf.docinfo.Title).startswith("示範大學")
        assert str(pdf.docinfo.Author) == "示範大學"
        with pdf.open_metadata() as metadata:
            assert "pdfuaid:part" not in metadata


def structure(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element below one of the structure tree."""
    kids: object = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from structure(kid)


def test_every_cell_of_a_table_names_its_headers(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        elements = list(structure(pdf.Root.StructTreeRoot))
        heads = {str(one.ID) for one in elements if str(one.S) == "/TH"}
        cells = [one for one in elements if str(one.S) == "/TD"]
        named = [{str(head) for head in one.A.Headers} for one in cells]
    assert len(cells) > 200
    assert all(one and one <= heads for one in named)


def outline(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from outline(item.children)


def test_bookmarks_lead_to_parts_sections_and_papers(whole: Path) -> None:
    with pikepdf.open(whole) as pdf, pdf.open_outline() as tree:
        titles = list(outline(list(tree.root)))
        papers = [item for item in tree.root if item.title == "前期階段性執行成果報告"]
    assert any(TITLE in title for title in titles)
    assert "（七）執行策略與作法" in titles
    assert "（二）社會責任實踐與校務發展規劃" in titles
    assert len(papers) == 4


def test_an_appended_page_keeps_nothing_of_the_tags_of_its_file(whole: Path, pages: list[str]) -> None:
    with pikepdf.open(whole) as pdf:
        appended = [pdf.pages[place] for place, page in enumerate(pages) if "paper " in page and "附件 " not in page]
        assert len(appended) == PAPER_PAGES
        assert all("/StructParents" not in page.obj for page in appended)


@pytest.mark.parametrize(("paper", "size"), [(1, (595, 842)), (2, (842, 595)), (3, (1684, 1190)), (4, (300, 200))])
def test_a_footer_stands_upright_in_the_middle_of_the_lower_edge(
    whole: Path, pages: list[str], tmp_path: Path, paper: int, size: tuple[int, int]
) -> None:
    place = next(place for place, page in enumerate(pages, 1) if f"附件 {paper}\n" in page) + 1
    picture = prints.picture_of(whole, place, tmp_path)
    assert picture.size == size
    foot = picture.crop((0, picture.height - 30, *picture.size)).point(lambda grey: 255 if grey < 160 else 0)
    box = foot.getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert abs((left + right) / 2 - picture.width / 2) < 8
    assert right - left > 8 * (bottom - top)


def test_a_draft_says_so_and_bears_no_receipt(tmp_path: Path) -> None:
    target = tmp_path / "draft.pdf"
    pages = prints.printed(prints.source(keep=("S",), receipt=None), target)
    assert all("草稿，尚未送出" in prints.text_of(target, page) for page in range(1, pages))
    assert "收據" not in prints.text_of(target, 1)


def test_one_proposal_leaves_school_plan_and_others_out() -> None:
    given = prints.source()
    text = html(type(given)(**{name: getattr(given, name) for name in given.__dataclass_fields__} | {"only": "I"}))
    assert "I 新計畫" in text
    assert TITLE not in text
    assert "第一部分" not in text


def test_what_was_written_is_text_and_never_markup() -> None:
    text = html(prints.source(("S.sections.summary", "<img src=x onerror=y>\n& 第二段")))
    assert "<img" not in text
    assert "&lt;img src=x onerror=y&gt;" in text
    assert '<p class="text">&amp; 第二段</p>' in text


def test_the_print_is_chinese_whatever_the_reader_speaks() -> None:
    with translation.override("en"):
        assert "計畫主持人" in html(prints.source())


def test_a_print_that_would_fetch_something_is_stopped() -> None:
    with pytest.raises(FatalURLFetchingError):
        lay_out('<img src="http://127.0.0.1:9/secret.png">', FOOTERS)
    with pytest.raises(FatalURLFetchingError):
        lay_out('<link rel="stylesheet" href="file:///etc/passwd">', FOOTERS)


def test_the_shares_are_cut_and_never_rounded_up() -> None:
    budget = [{"item": "personnel", "label": "a", "part": "domestic", "source": "subsidy", "amount": 2_000_001}]
    rest = [{"item": "operating", "label": "b", "part": "domestic", "source": "subsidy", "amount": 999_999}]
    text = html(prints.source(("S.budget.114", budget + rest), keep=("S",)))
    assert "66.66%" in text
    assert "超過原則，另附理由" in text
