"""What all OpenDocument files have in common: their package, and how a text stands in their XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import IO
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"^ +| +$|(?<= ) +")
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def clean(text: str) -> str:
    """Give the text with one kind of line break and without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def spaced(line: str) -> str:
    """Escape a line; the format folds spaces, so those that would be lost are written as elements."""
    kept = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(line))
    return kept.replace("\t", "<text:tab/>")


def manifest(mime_type: str, files: Mapping[str, str]) -> str:
    """Give the list of a package's files: media type by path."""
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in files.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime_type}" manifest:version="1.3"/>'
        f"{entries}</manifest:manifest>"
    )


class Package:
    """A package that is written file by file; `at` is the time that its entries carry."""

    def __init__(self, stream: IO[bytes], mime_type: str, files: Mapping[str, str], at: datetime | None = None) -> None:
        """Begin it: the format wants the type first and uncompressed, so that the first bytes tell what it is."""
        self.stamp = (at or datetime.now(tz=UTC)).timetuple()[:6]
        self.archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self.archive.writestr(zipfile.ZipInfo("mimetype", self.stamp), mime_type, zipfile.ZIP_STORED)
        self.add("META-INF/manifest.xml", [manifest(mime_type, files).encode()])

    def add(self, path: str, parts: Iterable[bytes]) -> None:
        """Write one file."""
        entry = zipfile.ZipInfo(path, self.stamp)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(entry, "w", force_zip64=True) as body:
            for part in parts:
                body.write(part)

    def close(self) -> None:
        """End it; the stream stays open."""
        self.archive.close()
