"""Judges a picture by its content and writes it anew: without notes of a camera, upright, no larger than a page needs."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from proposals.services.refusals import Refused

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_ENDS = {"JPEG": (b"\xff\xda", b"\xff\xd9"), "PNG": (b"IDAT", b"IEND")}  # what comes last, after the pixels began
_LONGEST_SIDE = 2400  # pixels: the width of a printed page at 300 a line, and some
_MOST_PIXELS = 50_000_000
_MEGABYTE = 1024 * 1024


class PictureRefused(Refused):
    """A picture cannot be taken; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as we write it: bytes, their SHA-256 in hexadecimal, `image/png` or `image/jpeg`, pixels."""

    content: bytes
    sha256: str
    media_type: str
    width: int
    height: int


def read(stream: IO[bytes], size: int) -> PictureFile:
    """Read an upload of `size` bytes and write it anew, or raise `PictureRefused`."""
    most = settings.USR_PICTURE_MAX_BYTES
    if size > most:
        raise PictureRefused(_("圖片超過 {most} MB；請縮小後再放入。").format(most=most // _MEGABYTE))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=_FORMATS) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise PictureRefused(_("圖片的像素太多；請縮小後再放入。"))
                _require_whole(stream, opened.format or "")
                return _written(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(_("圖片的像素太多；請縮小後再放入。")) from None
    except (OSError, ValueError, SyntaxError, EOFError, ImageCms.PyCMSError):
        raise PictureRefused(_("這個檔案不是能讀的圖片；請改用 PNG 或 JPEG。")) from None


def _require_whole(stream: IO[bytes], kind: str) -> None:
    """Raise where the end of a file is missing: WeasyPrint lets Pillow read halves, in every process it is loaded in."""
    place = stream.tell()
    stream.seek(0)
    content = stream.read()
    stream.seek(place)
    starts, ends = _ENDS.get(kind, (b"", b""))
    if content.rfind(ends) < content.rfind(starts):
        raise ValueError(kind)


def _written(opened: Image.Image) -> PictureFile:
    is_photo = opened.format == "JPEG"
    picture = _upright(opened)
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    if is_photo:
        picture.convert("RGB").save(out, "JPEG", quality=88, optimize=True)
    else:
        picture.save(out, "PNG", optimize=True)
    content = out.getvalue()
    media_type = "image/jpeg" if is_photo else "image/png"
    return PictureFile(content, hashlib.sha256(content).hexdigest(), media_type, picture.width, picture.height)


def _upright(opened: Image.Image) -> Image.Image:
    """Give the first picture of a file, turned as its camera was held, in the colours of a screen."""
    profile = opened.info.get("icc_profile")
    turned = ImageOps.exif_transpose(opened)
    has_holes = turned.has_transparency_data
    plain = turned.convert("RGBA" if has_holes else "RGB")
    if profile and turned.mode in {"RGB", "RGBA"}:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        shown = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode=plain.mode)
        plain = shown or plain
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    return clean
