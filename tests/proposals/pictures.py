"""Pictures for tests."""

from __future__ import annotations

import io

from PIL import Image


def png(*, shade: int = 80, size: tuple[int, int] = (40, 20)) -> bytes:
    """A plain picture; another `shade` is another picture."""
    written = io.BytesIO()
    Image.new("RGB", size, (shade, 140, 120)).save(written, "PNG")
    return written.getvalue()


def photo(*, size: tuple[int, int] = (60, 30), orientation: int = 1) -> bytes:
    """A photo that tells where it was taken, and how the camera was held."""
    image = Image.new("RGB", size, (10, 120, 60))
    notes = Image.Exif()
    notes[0x010E] = "SECRET-PLACE"
    notes[0x0112] = orientation
    written = io.BytesIO()
    image.save(written, "JPEG", exif=notes.tobytes())
    return written.getvalue()
