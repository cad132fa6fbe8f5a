"""Papers made to hang the server, to hide something, or to spoil the school's print."""

from __future__ import annotations

import re

import pytest
from pytest_django import Settings

from proposals.services.paper_inspection import PaperRefused, inspect
from tests.proposals.papers import upload

ROOT = "/Type/Catalog/Pages 2 0 R"
TREE = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = "/Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]"


def written(*objects: str) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body = "%PDF-1.5\n" + "".join(f"{number} 0 obj{one}endobj\n" for number, one in enumerate(objects, 1))
    starts = "".join(f"{found.start():010} 00000 n \n" for found in re.finditer(r"\d+ 0 obj", body))
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{starts}trailer<</Root 1 0 R/Size {size}>>\n"
    return f"{body}{table}startxref\n{len(body)}\n%%EOF".encode()


def branching(key: str, first: int) -> list[str]:
    """Thirty objects, each naming the next one twice: a billion ways through a few bytes."""
    return [f"<</{key}[{place + 1} 0 R {place + 1} 0 R]>>" for place in range(first, first + 30)] + ["<<>>"]


def refusal(content: bytes) -> str:
    with pytest.raises(PaperRefused) as refused:
        inspect(upload(content))
    return str(refused.value)


@pytest.mark.parametrize(
    ("extra", "key"), [("/AcroForm<</Fields[4 0 R]>>", "Kids"), ("/OpenAction 4 0 R", "Next")], ids=["form", "actions"]
)
def test_a_small_file_that_branches_without_end_is_read_once(extra: str, key: str) -> None:
    assert inspect(upload(written(f"<<{ROOT}{extra}>>", TREE, f"<<{PAGE}>>", *branching(key, 4)))).pages == 1


def test_what_runs_is_found_behind_many_branches() -> None:
    actions = [*branching("Next", 4)[:-1], "<</S/JavaScript/JS(1)>>"]
    assert "自動執行" in refusal(written(f"<<{ROOT}/OpenAction 4 0 R>>", TREE, f"<<{PAGE}>>", *actions))


@pytest.mark.parametrize(
    ("root", "page"),
    [
        ("/OpenAction<</S/URI/URI(https://collect.test/)>>", ""),
        ("/OpenAction<</S/GoToR/F(\\\\\\\\collect.test\\\\share.pdf)/D[0/Fit]>>", ""),
        ("/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/URI/URI(https://collect.test/)>>>>", ""),
        ("/AA<</WC<</S/URI/URI(https://collect.test/)>>>>", ""),
        ("", "/AA<</O<</S/URI/URI(https://collect.test/)>>>>"),
        ("", "/AA<</O<</S/SomethingNew>>>>"),
        ("", "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(calc.exe)>>>>]"),
        ("", "/Annots[<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/AA<</E<</S/URI/URI(https://collect.test/)>>>>>>]"),
    ],
)
def test_nothing_leaves_the_document_unasked_and_no_click_starts_a_program(root: str, page: str) -> None:
    assert "自動執行" in refusal(written(f"<<{ROOT}{root}>>", TREE, f"<<{PAGE}{page}>>"))


@pytest.mark.parametrize("root", ["/OpenAction[3 0 R/Fit]", "/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"])
def test_a_place_to_begin_at_and_a_link_to_click_are_harmless(root: str) -> None:
    link = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://www.edu.tw/)>>>>]"
    assert inspect(upload(written(f"<<{ROOT}{root}>>", TREE, f"<<{PAGE}{link}>>"))).pages == 1


def test_a_page_named_again_and_again_is_counted_before_it_is_unfolded(settings: Settings) -> None:
    settings.USR_PAPER_MAX_PAGES = 5
    tree = f"<</Type/Pages/Kids[{'3 0 R ' * 900}]/Count 900>>"
    assert "900 頁" in refusal(written(f"<<{ROOT}>>", tree, f"<<{PAGE}>>"))


@pytest.mark.parametrize("tree", ["<</Type/Pages/Kids[2 0 R]/Count 1>>", f"<</Type/Pages/Kids[{'4 0 R ' * 20000}]>>"])
def test_a_tree_that_leads_to_no_page_is_broken(tree: str) -> None:
    assert "已損壞" in refusal(written(f"<<{ROOT}>>", tree, f"<<{PAGE}>>", "<</Type/Pages/Kids[]>>"))


@pytest.mark.parametrize(
    "extra", ["/UserUnit 0", "/UserUnit (x)", "/CropBox[1 2]", "/CropBox(x)", "/CropBox[(a) 0 1 1]"]
)
def test_a_page_that_could_not_be_bound_into_the_print_is_broken(extra: str) -> None:
    assert "已損壞" in refusal(written(f"<<{ROOT}>>", TREE, f"<<{PAGE}{extra}>>"))


@pytest.mark.parametrize("extra", ["/Names 5", "/Names[1]", "/Names(x)", "/AcroForm 5", "/OpenAction 5", "/AF[]"])
def test_odd_entries_of_the_catalogue_do_no_harm(extra: str) -> None:
    assert inspect(upload(written(f"<<{ROOT}{extra}>>", TREE, f"<<{PAGE}/Annots 5/AA 5>>"))).pages == 1


def test_a_file_associated_with_the_document_is_found() -> None:
    content = written(f"<<{ROOT}/AF[<</Type/Filespec/EF<</F 3 0 R>>>>]>>", TREE, f"<<{PAGE}>>")
    assert "夾帶" in refusal(content)
