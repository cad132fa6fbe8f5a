"""Photos that nobody took: hills, a river and a sky, drawn anew for each visit."""

from __future__ import annotations

import io
from collections.abc import Sequence
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

WIDE, HIGH = 960, 640
SKIES = ((188, 214, 232), (236, 214, 190), (205, 222, 214))
HILLS = ((96, 128, 104), (70, 104, 84), (120, 140, 96))
FIELDS = ((168, 182, 104), (196, 178, 112), (138, 168, 120))
WATER = (120, 164, 184)
Colour = tuple[int, int, int]


def photo(dice: Random, name: str) -> SimpleUploadedFile:
    """Give a photo of a visit, as a browser would send it."""
    image = Image.new("RGB", (WIDE, HIGH), dice.choice(SKIES))
    draw = ImageDraw.Draw(image)
    _ridge(draw, dice, 0.35, dice.choice(HILLS))
    _ridge(draw, dice, 0.5, dice.choice(HILLS))
    draw.rectangle((0, HIGH * 3 // 5, WIDE, HIGH), fill=dice.choice(FIELDS))
    _river(draw, dice)
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=82)
    return SimpleUploadedFile(f"{name}.jpg", out.getvalue(), content_type="image/jpeg")


def _ridge(draw: ImageDraw.ImageDraw, dice: Random, at: float, colour: Colour) -> None:
    points: Sequence[tuple[float, float]] = [
        (x, HIGH * at + dice.randint(-60, 50)) for x in range(0, WIDE + 1, WIDE // 8)
    ]
    draw.polygon([(0, HIGH), *points, (WIDE, HIGH)], fill=colour)


def _river(draw: ImageDraw.ImageDraw, dice: Random) -> None:
    far, near = dice.randint(WIDE // 3, WIDE // 2), dice.randint(WIDE // 4, WIDE * 2 // 3)
    top = HIGH * 3 // 5
    draw.polygon([(far, top), (far + 40, top), (near + 260, HIGH), (near, HIGH)], fill=WATER)
