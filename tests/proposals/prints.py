"""Prints for tests: a source with the papers that a test wants, and what can be read of the file."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pikepdf
from PIL import Image

from proposals.document import parse_object
from proposals.pdf.render import render_application
from proposals.pdf.source import PaperRow, PdfSource, Receipt
from tests.builders import CALL, Edit, Json, document, edited
from tests.proposals import papers
from usr_portal.kernel.roc import TAIPEI

TITLE = "𠮷村與鄥、訚、堃三聚落之流域共學"
SENT = Receipt("USR-4-0999-R01", datetime(2024, 8, 30, 16, 59, 58, tzinfo=TAIPEI), "c0ffee" * 10 + "abcd")


def smaller(*keep: str) -> Json:
    """The valid application with some of its proposals only: each takes seconds to print."""
    base = document()
    base["proposals"] = [one for one in base["proposals"] if one["id"] in keep]
    return base


def source(*edits: Edit, keep: tuple[str, ...] = ("S", "I"), receipt: Receipt | None = SENT) -> PdfSource:
    """Two proposals, a sprout with rare characters in its title and an international one, as sent."""
    application = parse_object(edited([("S.title", TITLE), *edits], smaller(*keep)))
    return PdfSource(
        application=application,
        parameters=CALL,
        made_at=datetime(2024, 8, 30, 17, 5, tzinfo=TAIPEI),
        numbers={"S": "USR4-0999-S01", "I": "USR4-0999-I04"},
        schools={"0999": "示範大學"},
        receipt=receipt,
    )


def with_papers(given: PdfSource, folder: Path, *rows: tuple[str, bytes]) -> PdfSource:
    """The source with papers: for each the proposal's id and the file."""
    made = []
    for place, (proposal, content) in enumerate(rows, 1):
        path = folder / f"{place}.pdf"
        path.write_bytes(content)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        made.append(
            PaperRow(proposal, "prior_results_report", f"報告{place}.pdf", pages, len(content), "ab" * 32, path)
        )
    return replace(given, papers=tuple(made))


def every_shape() -> tuple[tuple[str, bytes], ...]:
    """Papers of two pages upright, one turned, one wide and one small and turned the other way."""
    return (
        ("S", papers.pdf(2)),
        ("S", papers.pdf(1, rotate=90)),
        ("I", papers.pdf(1, size=(1684, 1190))),
        ("I", papers.pdf(1, size=(200, 300), rotate=270)),
    )


def printed(given: PdfSource, target: Path) -> int:
    """Print to `target`; give the number of pages."""
    return render_application(given, target, lambda _progress, _step: None)


def text_of(path: Path, page: int | None = None, *, layout: bool = False) -> str:
    """The text layer of the file, or of one page (from 1); with `layout` as it stands on the page."""
    only = [] if page is None else ["-f", str(page), "-l", str(page)]
    command = ["pdftotext", *only, *(["-layout"] if layout else []), str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def picture_of(path: Path, page: int, folder: Path) -> Image.Image:
    """One page (from 1) as a grey picture, a pixel a point."""
    command = ["pdftoppm", "-r", "72", "-gray", "-singlefile", "-f", str(page), "-l", str(page), str(path)]
    subprocess.run([*command, str(folder / "page")], check=True)
    with Image.open(folder / "page.pgm") as picture:
        return picture.copy()
