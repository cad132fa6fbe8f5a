"""Photos of visits, judged by their content: only pixels are kept, in a file of our own making, without metadata."""

from __future__ import annotations

import hashlib
import io
import secrets
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from proposals.services.paper_inspection import opened
from proposals.services.refusals import Refused
from proposals.services.virus_scan import scan

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2400
QUALITY = 85


class PhotoRefused(Refused):
    """A photo cannot be taken; `str()` says why and what to do."""


def reencoded(upload: UploadedFile[Any]) -> tuple[ContentFile[bytes], str]:
    """Read a photo and give a JPEG of its pixels alone, under a name nobody can guess, with its SHA-256.

    Place and time of the camera, thumbnails and comments are gone. Raises `PhotoRefused`.
    """
    if not upload.size or upload.size > MOST_BYTES:
        raise PhotoRefused(_("照片是空的，或超過 {most} MB；請縮小後再上傳。").format(most=MOST_BYTES // 1024 // 1024))
    stream = opened(upload)
    scan(stream)
    stream.seek(0)
    content = _jpeg(stream)
    return ContentFile(content, name=f"{secrets.token_urlsafe(32)}.jpg"), hashlib.sha256(content).hexdigest()


def _jpeg(stream: IO[bytes]) -> bytes:
    try:
        with Image.open(stream, formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise PhotoRefused(_("照片的像素太多；請縮小後再上傳。"))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise PhotoRefused(_("這不是完整的 JPEG、PNG 或 WebP 照片；請換一個檔案。")) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
