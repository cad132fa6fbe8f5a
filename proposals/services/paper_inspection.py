"""Judges an uploaded paper by its content: its name, its first bytes and a real parse must agree that it is a PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any, BinaryIO, cast

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.services.refusals import Refused

_SIGNATURE = b"%PDF-"
_MEGABYTE = 1024 * 1024
_NODES_A_PAGE = 20  # branches of the page tree; real files have hardly one
_SIDES = 4
_RUNS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"}
_SHOWS = {"/GoTo", "/Named", "/Hide", "/SetOCGState", "/Trans"}  # what may happen unasked: all within the document
_CARRIES = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D"}
_OPENINGS = {
    b"PK\x03\x04": gettext_lazy("這是壓縮檔或 Office 文件，只是副檔名改成 .pdf；請用原來的軟體另存成 PDF 再上傳。"),
    b"\xd0\xcf\x11\xe0": gettext_lazy("這是舊版 Office 文件，只是副檔名改成 .pdf；請用原來的軟體另存成 PDF 再上傳。"),
    b"\xff\xd8\xff": gettext_lazy("這是圖片，只是副檔名改成 .pdf；請把圖片轉存成 PDF 再上傳。"),
    b"\x89PNG": gettext_lazy("這是圖片，只是副檔名改成 .pdf；請把圖片轉存成 PDF 再上傳。"),
}


class PaperRefused(Refused):
    """A paper cannot be taken; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What was found in a paper: pages, size in bytes, SHA-256 in hexadecimal."""

    pages: int
    size: int
    sha256: str


def inspect(upload: UploadedFile[Any]) -> PaperFacts:
    """Read an upload and give its facts, or raise `PaperRefused`. The file is left at its start."""
    size = upload.size or 0
    _check_name(upload.name or "")
    _check_size(size)
    stream = opened(upload)
    _check_signature(stream)
    facts = PaperFacts(_pages(stream), size, _digest(stream))
    stream.seek(0)
    return facts


def opened(upload: UploadedFile[Any]) -> IO[bytes]:
    """Give the open file of an upload."""
    if upload.file is None:
        raise PaperRefused(_("沒有收到檔案；請再上傳一次。"))
    return upload.file


def _check_name(name: str) -> None:
    if PurePath(name).suffix.lower() != ".pdf":
        raise PaperRefused(_("只收 PDF 檔；「{name}」的副檔名不是 .pdf。").format(name=name))


def _check_size(size: int) -> None:
    most = settings.USR_PAPER_MAX_BYTES
    if size == 0:
        raise PaperRefused(_("這個檔案是空的（0 位元組）；請確認檔案後再上傳。"))
    if size > most:
        raise PaperRefused(
            _("檔案 {size} MB，超過上限 {most} MB；請壓縮或拆成數個檔案再上傳。").format(
                size=-(-size // _MEGABYTE), most=most // _MEGABYTE
            )
        )


def _check_signature(stream: IO[bytes]) -> None:
    stream.seek(0)
    start = stream.read(8)
    if start.startswith(_SIGNATURE):
        return
    for opening, words in _OPENINGS.items():
        if start.startswith(opening):
            raise PaperRefused(str(words))
    raise PaperRefused(_("內容不是 PDF，只是副檔名為 .pdf；請用原來的軟體另存成 PDF 再上傳。"))


def _pages(stream: IO[bytes]) -> int:
    """Parse the whole file without mending it: a mended one may have lost pages unnoticed."""
    stream.seek(0)
    try:
        with pikepdf.open(cast("BinaryIO", stream), attempt_recovery=False, suppress_warnings=True) as pdf:
            _check_permissions(pdf)
            _check_pages(_leaves(pdf))
            pages = len(pdf.pages)
            _check_pages(pages)
            for page in pdf.pages:
                _check_shape(page)
            _check_passive(pdf)
            return pages
    except pikepdf.PasswordError:
        raise PaperRefused(_("這個 PDF 設有開啟密碼，審查時打不開；請移除密碼後再上傳。")) from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, RecursionError, RuntimeError):
        raise PaperRefused(_("這個 PDF 已損壞或不完整；請用原來的軟體重新另存一份，確認能完整開啟後再上傳。")) from None


def _leaves(pdf: pikepdf.Pdf) -> int:
    """Count the pages without unfolding them: a small file may name one page a million times."""
    most = settings.USR_PAPER_MAX_PAGES
    leaves, visited, open_nodes = 0, 0, [pdf.Root.Pages]
    while open_nodes and leaves <= most:
        node = open_nodes.pop()
        visited += 1
        if visited > _NODES_A_PAGE * most:
            raise ValueError(visited)
        if isinstance(kids := node.get("/Kids"), pikepdf.Array):
            # One more than may be: the rest changes nothing in the answer
            open_nodes += [kids[place] for place in range(min(len(kids), _NODES_A_PAGE * most))]
        else:
            leaves += 1
    claimed = pdf.Root.Pages.get("/Count", 0)
    return max(leaves, int(claimed)) if leaves > most else leaves


def _check_shape(page: pikepdf.Page) -> None:
    """Refuse a page whose size cannot be read: it could not be bound into the whole."""
    for box in (page.mediabox, page.cropbox):
        if len([float(side) for side in box]) != _SIDES:
            raise ValueError(box)
    int(page.rotation)
    if float(page.obj.get("/UserUnit", 1)) <= 0:
        raise ValueError(page.obj.UserUnit)


def _check_permissions(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted and not (pdf.allow.modify_assembly and pdf.allow.print_highres):
        raise PaperRefused(_("這個 PDF 設有保護，不允許列印或併入其他文件；請解除保護後再上傳。"))


def _check_pages(pages: int) -> None:
    most = settings.USR_PAPER_MAX_PAGES
    if pages == 0:
        raise PaperRefused(_("這個 PDF 沒有任何一頁；請確認檔案後再上傳。"))
    if pages > most:
        raise PaperRefused(
            _("這個 PDF 有 {pages} 頁，超過上限 {most} 頁；請只留必要的部分，或拆成數個檔案。").format(
                pages=pages, most=most
            )
        )


def _check_passive(pdf: pikepdf.Pdf) -> None:
    names: Any = pdf.Root.get("/Names")
    names = names if isinstance(names, pikepdf.Dictionary) else {}
    if (
        "/EmbeddedFiles" in names
        or pdf.Root.get("/AF")
        or any(_carries(annotation) for annotation in _annotations(pdf))
    ):
        raise PaperRefused(_("這個 PDF 夾帶了其他檔案或影音；請移除附件，把要附的內容各自另存成 PDF 上傳。"))
    if "/JavaScript" in names or any(_runs(owner) for owner in _owners(pdf)):
        raise PaperRefused(_("這個 PDF 含有會自動執行的程式或動作；請以「列印成 PDF」另存一份再上傳。"))


def _annotations(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        listed = page.obj.get("/Annots")
        if isinstance(listed, pikepdf.Array):
            yield from (one for one in listed.as_list() if isinstance(one, pikepdf.Dictionary))


def _carries(annotation: pikepdf.Object) -> bool:
    return str(annotation.get("/Subtype", "")) in _CARRIES


def _owners(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Give everything that may hold an action: the document, its pages, their annotations, the fields of a form."""
    yield pdf.Root
    yield from (page.obj for page in pdf.pages)
    yield from _annotations(pdf)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        yield from _reached(form.get("/Fields"), "/Kids")


def _reached(start: object, onward: str) -> Iterator[pikepdf.Object]:
    """Give each dictionary reached from `start` by the key `onward`, once: a few bytes may branch without end."""
    seen: set[tuple[int, int]] = set()
    waiting = [start]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            waiting += found.as_list()
        elif isinstance(found, pikepdf.Dictionary) and not (found.is_indirect and found.objgen in seen):
            seen.add(found.objgen)
            yield found
            waiting.append(found.get(onward))


def _runs(owner: pikepdf.Object) -> bool:
    """Tell whether a click does more than show a place or an address, or anything leaves the document unasked."""
    unasked = [owner.get("/OpenAction")]
    additional = owner.get("/AA")
    if isinstance(additional, pikepdf.Dictionary):
        unasked += list(additional.values())
    return bool(_kinds([owner.get("/A")]) & _RUNS or _kinds(unasked) - _SHOWS)


def _kinds(actions: list[pikepdf.Object | None]) -> set[str]:
    """Give what these actions, and those that follow them, do."""
    found = (one.get("/S") for action in actions for one in _reached(action, "/Next"))
    return {str(kind) for kind in found if kind is not None}


def _digest(stream: IO[bytes]) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(_MEGABYTE):
        digest.update(chunk)
    return digest.hexdigest()
