"""Names as people write them and as they are compared: 臺 and 台, spaces, full-width letters, variant characters.

Two names with the same key may be the same name; whether they are the same person only a person can say.
"""

from __future__ import annotations

from functools import lru_cache

from usr_portal.kernel.texts import compatible

# Characters that one and the same name is written with, each to the form that the keys use.
_VARIANTS = str.maketrans(
    {
        "臺": "台",
        "峯": "峰",
        "羣": "群",
        "裏": "裡",
        "啓": "啟",
        "衆": "眾",
        "恒": "恆",
        "温": "溫",
        "淸": "清",
        "靑": "青",
        "眞": "真",
        "黃": "黄",
        "産": "產",
        "淨": "凈",
        "净": "凈",
        "槪": "概",
        "敎": "教",
        "硏": "研",
    }
)
_KEPT = 8192  # the same few hundred schools and people are compared again and again
_DOTS = "·‧•・．."


@lru_cache(_KEPT)
def folded(text: str) -> str:
    """Give the text as searches compare it: NFKC, no white space, variants made one, lower case."""
    plain = "".join(compatible(text).split())
    return plain.translate(_VARIANTS).casefold()


@lru_cache(_KEPT)
def name_key(name: str) -> str:
    """Give what two spellings of a person's name share: `folded`, without the dots between parts of a name."""
    return "".join(letter for letter in folded(name) if letter not in _DOTS)
