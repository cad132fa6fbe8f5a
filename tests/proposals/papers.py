"""PDF files for tests, made as each test needs them."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


def pdf(pages: int = 2, *, size: tuple[int, int] = (595, 842), rotate: int = 0, text: str = "paper") -> bytes:
    """A plain PDF; each page shows its text, unbalanced `q` included, as careless makers leave it."""
    document = pikepdf.new()
    for number in range(pages):
        page = document.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=_helvetica()))
        page.obj.Contents = document.make_stream(
            f"q 2 0 0 2 0 0 cm BT /F1 12 Tf 40 100 Td ({text} {number + 1}) Tj ET".encode()
        )
        page.obj.Rotate = rotate
    return saved(document)


def _helvetica() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    """The bytes of a document, the same each time unless they are encrypted."""
    out = io.BytesIO()
    document.save(out, deterministic_id="encryption" not in options, **options)  # type: ignore[arg-type]
    return out.getvalue()


def locked(*, opens: str = "", owner: str = "owner", allow: pikepdf.Permissions | None = None) -> bytes:
    """A PDF with a password to open, or only with restrictions."""
    document = pikepdf.open(io.BytesIO(pdf()))
    return saved(
        document,
        encryption=pikepdf.Encryption(
            user=opens, owner=owner, allow=allow or pikepdf.Permissions(modify_assembly=True)
        ),
    )


def with_action(action: str) -> bytes:
    """A PDF that does something when it is opened."""
    document = pikepdf.open(io.BytesIO(pdf()))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(action), JS=pikepdf.String("app.alert(1)"))
    return saved(document)


def with_attachment() -> bytes:
    """A PDF that carries another file."""
    document = pikepdf.open(io.BytesIO(pdf()))
    document.attachments["hidden.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="hidden.exe")
    return saved(document)


def zip_file() -> bytes:
    """A zip archive, as .docx files are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def upload(content: bytes, name: str = "成果報告.pdf") -> SimpleUploadedFile:
    """An upload as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def digest(content: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()
