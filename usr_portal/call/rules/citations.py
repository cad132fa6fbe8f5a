"""How a place of the call is written: `捌、一、（一）`, `柒、二、（二）2（1）B.a`, `玖、四、大學特色類（七）2（4）`.

Levels stand one after the other: chapter `捌、`, then `一、`, `（一）`, `1`, `（1）`, `A`, `.a`, with full-width brackets and
the 「、」 after the first two only, never at the end. Where the call has forms, definitions, tables, footnotes or months
in place of a level, their own word stands there: `第一部分`, `大學特色類`, `國際合作型`, `特色永續型`, `定義`, `表4`, `註2`, `7月`.
"""

from __future__ import annotations

import re

CHAPTERS = ("壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖", "拾", "拾壹", "拾貳", "拾參", "拾肆", "拾伍")
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")

_WORDS = {"第一部分": "s", "大學特色類": "c", "國際合作型": "i", "特色永續型": "d", "定義": "def"}
_LAST = {"定義": 50, "表": 100, "註": 200}  # tables, notes and definitions come after the numbered places
_LETTERS = {"月": "m", "註": "n", "表": "t"}
_TOKEN = re.compile(
    r"第一部分|大學特色類|國際合作型|特色永續型|定義|[註表]\d+|\d+月|（[一二三四五六七八九十]+）|（\d+）|\.[a-z]|[A-Z]|\d+"
    r"|[壹貳參肆伍陸柒捌玖拾]+|[一二三四五六七八九十]+",
)


class CitationError(ValueError):
    """A text that names no place of a call."""


def split(citation: str) -> tuple[str, ...]:
    """Return the levels of a citation; raises `CitationError` unless it is written exactly as above."""
    levels = tuple(_TOKEN.findall(citation))
    if not levels or levels[0] not in CHAPTERS or join(levels) != citation:
        raise CitationError(citation)
    return levels


def join(levels: tuple[str, ...]) -> str:
    """Write levels as a citation: `("捌", "一", "（一）")` is `捌、一、（一）`."""
    marked = [
        level + "、" if place == 0 or (place == 1 and level in NUMERALS) else level
        for place, level in enumerate(levels)
    ]
    return "".join(marked).removesuffix("、")


def parents(citation: str) -> tuple[str, ...]:
    """Return the places that hold this one, nearest first."""
    levels = split(citation)
    return tuple(join(levels[:end]) for end in range(len(levels) - 1, 0, -1))


def slug(citation: str) -> str:
    """Return the citation as part of an address: `捌、一、（一）` is `8-1-1`."""
    return "-".join(_slug(level) for level in split(citation))


def order(citation: str) -> tuple[int, ...]:
    """Return a key that sorts citations as the call has them."""
    return tuple(_number(level) for level in split(citation))


def ordinal(level: str) -> int:
    """Return which of its list a level is: `（三）` is 3, `B` 2, `表4` 4. Raises `CitationError` where it is none."""
    bare = level.strip("（）.月註表")
    for numerals in (CHAPTERS, NUMERALS):
        if bare in numerals:
            return numerals.index(bare) + 1
    if bare.isdecimal():
        return int(bare)
    if re.fullmatch("[A-Za-z]", bare):
        return ord(bare.lower()) - ord("a") + 1
    raise CitationError(level)


def _number(level: str) -> int:
    after = next((last for word, last in _LAST.items() if word in level), 0)
    if level in _WORDS:
        return after or list(_WORDS).index(level)
    return after + ordinal(level)


def _slug(level: str) -> str:
    if level in _WORDS:
        return _WORDS[level]
    letter = level.strip(".")
    if re.fullmatch("[A-Za-z]", letter):
        return letter.lower()
    mark = next((letter for word, letter in _LETTERS.items() if word in level), "")
    return f"{mark}{ordinal(level)}"
