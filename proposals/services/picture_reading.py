"""Judges a picture by its content and writes it anew: without notes of a camera, upright, no larger than a page needs."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from proposals.services.refusals import Refused

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_DEEPEST_GREY = 65_535
_PHOTOS = ("JPEG", "MPO")  # the second is what a telephone's camera with two lenses makes of the first
_END = (b"\xff\xda", b"\xff\xd9")
_ENDS = {"JPEG": _END, "MPO": _END, "PNG": (b"IDAT", b"IEND")}  # what comes last, after the pixels began
_LONGEST_SIDE = 2400  # pixels: the width of a printed page at 300 a line, and some
_MOST_OF_A_PHOTO = 50_000_000
_MOST_PIXELS = 25_000_000  # four bytes each, and several copies
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
                if opened.width * opened.height > (_MOST_OF_A_PHOTO if opened.format in _PHOTOS else _MOST_PIXELS):
                    raise PictureRefused(_("圖片的像素太多；請縮小後再放入。"))
                _require_whole(stream, opened.format or "")
                return _written(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(_("圖片的像素太多；請縮小後再放入。")) from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        TypeError,
        LookupError,
        ArithmeticError,
        struct.error,
        ImageCms.PyCMSError,
    ):
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
    is_photo = opened.format in _PHOTOS
    opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # a photo is decoded no larger than it is kept
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


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """Give a picture of deeper greys in 256 of them: Pillow itself would cut off all but the darkest."""
    if picture.mode not in {"I", "F"} and not picture.mode.startswith("I;16"):
        return picture
    deep = picture.convert("F")
    low, high = (float(end) for end in deep.getextrema())  # type: ignore[arg-type]  # of one band
    if picture.mode != "F":
        low, high = 0.0, max(high, _DEEPEST_GREY)
    share = 255 / (high - low) if high > low else 1.0
    return deep.point(lambda grey: grey * share - low * share).convert("L")


def _upright(opened: Image.Image) -> Image.Image:
    """Give the first picture of a file, turned as its camera was held, in the colours of a screen."""
    profile = opened.info.get("icc_profile")
    turned = _of_eight_bits(ImageOps.exif_transpose(opened))
    has_holes = turned.has_transparency_data
    plain = turned.convert("RGBA" if has_holes else "RGB")
    if profile and turned.mode in {"RGB", "RGBA"}:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        shown = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode=plain.mode)
        plain = shown or plain
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    return clean
