"""From a source to a finished file: lay out with WeasyPrint, bind the papers in with pikepdf."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from proposals.pdf.binding import bind
from proposals.pdf.book import html
from proposals.pdf.source import PaperRow, PdfSource

Progress = Callable[[int, str], None]

STYLE = "css/proposals-pdf.css"
PICTURE = "picture:"
FOOTERS = "css/proposals-pdf-footers.css"

COLLECTING = gettext_noop("整理內容")
LAYING_OUT = gettext_noop("排版")
WRITING = gettext_noop("產生頁面")
BINDING = gettext_noop("併入附件")


class Refusing(URLFetcher):  # type: ignore[misc]
    """Fetches nothing: a print has all its text, and its styles are read as files."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's signature
        """Refuse, and stop the whole print: something in it is not ours."""
        message = f"a print fetches nothing, and {url} was asked for"
        raise FatalURLFetchingError(message)


class OwnPictures(Refusing):
    """Reads the pictures of the texts (`picture:<digest>`), and refuses everything else."""

    def __init__(self, pictures: Callable[[str], bytes | None]) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Give a picture's bytes; for one that is gone the print shows its description."""
        if not url.startswith(PICTURE):
            return super().fetch(url, headers)
        content = self.pictures(url.removeprefix(PICTURE))
        if content is None:
            raise FileNotFoundError(url)
        return URLFetcherResponse(url, content)


def render_application(source: PdfSource, target: Path, progress: Progress) -> int:
    """Write the PDF to `target` and give its number of pages; `progress` takes percent and a step (a msgid)."""
    progress(5, COLLECTING)
    written = html(source)
    progress(15, LAYING_OUT)
    document = lay_out(written, STYLE, OwnPictures(source.pictures))
    progress(60, WRITING)
    with tempfile.TemporaryDirectory(prefix="usr-pdf-") as folder:
        own, footers = Path(folder) / "own.pdf", Path(folder) / "footers.pdf"
        document.write_pdf(own, pdf_variant="pdf/ua-1")
        dividers = divider_pages(document, len(source.appended))
        total = len(document.pages) + sum(paper.pages for paper in source.appended)
        del document
        progress(80, BINDING)
        if source.appended:
            _write_footers(source, dividers, total, footers)
        return bind(own, dividers, source.appended, footers, target)


def lay_out(written: str, style: str, fetcher: URLFetcher | None = None) -> Document:
    """Lay HTML out with one of our style sheets; nothing is fetched but what `fetcher` gives."""
    sheet = CSS(string=_read(style), url_fetcher=Refusing())
    return HTML(string=written, url_fetcher=fetcher or Refusing()).render(stylesheets=[sheet], pdf_variant="pdf/ua-1")


def _read(style: str) -> str:
    """Read a style sheet as it stands in the checkout, or where it was collected."""
    found = finders.find(style) or str(Path(settings.STATIC_ROOT) / style)
    return Path(found).read_text(encoding="utf-8")


def divider_pages(document: Document, papers: int) -> list[int]:
    """Give the place (from 0) of the divider of each paper among the pages laid out."""
    places = {name: place for place, page in enumerate(document.pages) for name in page.anchors}
    return [places[f"paper-{number}"] for number in range(1, papers + 1)]


def _write_footers(source: PdfSource, dividers: list[int], total: int, target: Path) -> None:
    """Set a small footer for each page to append: project number, and the page's number of them all."""
    lines, before = [], 0
    with translation.override("zh-hant"):
        for place, (paper, divider) in enumerate(zip(source.appended, dividers, strict=True), 1):
            lines += [
                _footer(source, paper, place, divider + 1 + before + page, total) for page in range(1, paper.pages + 1)
            ]
            before += paper.pages
        written = render_to_string("proposals/pdf/footers.html", {"lines": lines})
    lay_out(written, FOOTERS).write_pdf(target)


def _footer(source: PdfSource, paper: PaperRow, place: int, page: int, total: int) -> str:
    words = _("{number}　附件{place}　第 {page} 頁／共 {total} 頁")
    return words.format(number=source.number_of(paper.proposal), place=place, page=page, total=total)
