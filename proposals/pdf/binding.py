"""Binds the uploaded papers into our own pages: each behind its divider, each page with a small footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pikepdf

from proposals.pdf.source import PaperRow

_FOOT = 14.0  # points between the lower edge and the footer
_SIDE = 10.0  # points that stay free beside it on a narrow page


def bind(own: Path, dividers: Sequence[int], papers: Sequence[PaperRow], footers: Path, target: Path) -> int:
    """Write our pages with the papers between them to `target`; give the number of pages.

    `dividers` are the places of the divider pages in `own` (from 0), in the papers' order; `footers` has one small page
    for each page to append. Papers are opened one after the other and streamed when the whole is written.
    """
    with ExitStack() as stack:
        whole = stack.enter_context(pikepdf.open(own))
        stamps = stack.enter_context(pikepdf.open(footers)) if papers else None
        place, stamped = 0, 0
        for paper, divider in zip(papers, dividers, strict=True):
            source = stack.enter_context(pikepdf.open(paper.path))
            at = divider + 1 + place
            for offset, page in enumerate(source.pages):
                whole.pages.insert(at + offset, page)
                if stamps is not None:
                    _finish(whole, whole.pages[at + offset], stamps.pages[stamped])
                stamped += 1
            place += len(source.pages)
        _disclaim(whole)
        count = len(whole.pages)
        whole.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return count


def _finish(whole: pikepdf.Pdf, page: pikepdf.Page, stamp: pikepdf.Page) -> None:
    """Cut what ties the page to the file that it came from, and stamp it."""
    for key in ("/StructParents", "/AA", "/Tabs"):
        if key in page.obj:
            del page.obj[key]
    for annotation in page.obj.get("/Annots", ()):
        for key in ("/StructParent", "/AA"):
            if isinstance(annotation, pikepdf.Dictionary) and key in annotation:
                del annotation[key]
    _stamp(whole, page, stamp)


def _stamp(whole: pikepdf.Pdf, page: pikepdf.Page, stamp: pikepdf.Page) -> None:
    """Draw the footer in the middle of the lower edge as the page is seen, whatever its size, crop and rotation."""
    form = whole.copy_foreign(stamp.as_form_xobject())
    name = page.add_resource(form, pikepdf.Name.XObject)
    own_width, own_height = (float(stamp.mediabox[2]), float(stamp.mediabox[3]))
    left, bottom, right, top = sorted_box(page.cropbox)
    rotation = int(page.rotation) % 360
    wide = (right - left) if rotation in {0, 180} else (top - bottom)
    scale = min(1.0, max(0.1, (wide - 2 * _SIDE) / own_width)) / float(page.obj.get("/UserUnit", 1))
    x, y = (wide - own_width * scale) / 2, min(_FOOT, own_height) * scale
    matrix = _placed(rotation, (left, bottom, right, top), x, y, scale)
    drawn = " ".join(f"{one:.4f}" for one in matrix)
    # What the page drew may have left the graphics state changed: it is fenced in.
    page.contents_add(whole.make_stream(b"q\n"), prepend=True)
    page.contents_add(whole.make_stream(f"\nQ\n/Artifact BMC q {drawn} cm {name} Do Q EMC\n".encode()))


def sorted_box(box: pikepdf.Array) -> tuple[float, float, float, float]:
    """Give left, bottom, right, top of a rectangle, whichever corners it names."""
    x1, y1, x2, y2 = (float(one) for one in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _placed(
    rotation: int, box: tuple[float, float, float, float], x: float, y: float, scale: float
) -> tuple[float, float, float, float, float, float]:
    """Give the matrix that puts the footer's corner at (x, y) as seen, on a page turned clockwise by `rotation`."""
    left, bottom, right, top = box
    turned: dict[int, Callable[[], tuple[float, float, float, float, float, float]]] = {
        0: lambda: (scale, 0, 0, scale, left + x, bottom + y),
        90: lambda: (0, scale, -scale, 0, right - y, bottom + x),
        180: lambda: (-scale, 0, 0, -scale, right - x, top - y),
        270: lambda: (0, -scale, scale, 0, left + y, top - x),
    }
    return turned.get(rotation, turned[0])()


def _disclaim(whole: pikepdf.Pdf) -> None:
    """Keep the tags, but claim no conformance: nobody verified the papers."""
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        for key in ("pdfuaid:part", "pdfuaid:rev"):
            if key in metadata:
                del metadata[key]
