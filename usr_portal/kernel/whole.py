"""Whole numbers that a browser sends as text: a key, a version, a page."""

from __future__ import annotations

LARGEST_KEY = 2**63 - 1
"""What the database keeps in the column of a key."""
LARGEST = 2**31 - 1
"""What it keeps in a column of counts: versions, pages."""


def whole(text: str, most: int = LARGEST) -> int | None:
    """Return the number from 0 to `most` that `text` writes in ASCII digits alone; None for anything else.

    How long the text is is asked first: Python refuses to read thousands of digits.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None


def key_of(text: str) -> int | None:
    """Return the database's key that `text` writes, or None: as `whole`, up to what such a column holds."""
    return whole(text, LARGEST_KEY)


def version_of(text: str) -> int:
    """Return the version that `text` writes; -1, which no row has, where it writes none."""
    found = whole(text)
    return -1 if found is None else found
