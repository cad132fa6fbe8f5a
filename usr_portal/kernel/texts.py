"""Texts as people type and paste them, in the one writing that documents, files and the print can hold."""

from __future__ import annotations

import re
import unicodedata

# Word processors paste soft breaks (vertical tab) and page breaks (form feed); NEL comes from mainframes.
_BREAKS = re.compile("\r\n|[\r\v\f\x85]")
_UNWANTED = {"Cc", "Cs"}


def plain(text: str) -> str:
    """Give a text in NFC: every break is a line feed, a tab is a space, other control characters are gone."""
    spaced = _BREAKS.sub("\n", text).replace("\t", " ")
    kept = (sign for sign in spaced if sign == "\n" or unicodedata.category(sign) not in _UNWANTED)
    return unicodedata.normalize("NFC", spaced if spaced.isprintable() else "".join(kept))
