"""Cells of CSV files that a spreadsheet program must not take for formulas."""

from __future__ import annotations

# Full-width signs too: spreadsheet programs of East Asia take them for the others
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"


def guarded(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; other values stay as they are."""
    if isinstance(value, str) and value.lstrip(_GUARD).startswith(_FORMULA_STARTS):
        return _GUARD + value
    return value


def unguarded(text: str) -> str:
    """Take the apostrophe away again that `guarded` has put there."""
    if text.startswith(_GUARD) and text.lstrip(_GUARD).startswith(_FORMULA_STARTS):
        return text[1:]
    return text
