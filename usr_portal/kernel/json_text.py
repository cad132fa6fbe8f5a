"""JSON text read so that nothing in it is lost or guessed before a codec has seen it.

``json`` alone takes ``1e6`` for a float, ``NaN`` for a number and the last of two equal keys; here each of them is kept
as what it is, so that the codec can refuse it by its path.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NoReturn

from usr_portal.kernel.messages import Message, gettext_noop

_MOST_DIGITS = 19
_BOM = "\ufeff"


class JsonTextError(ValueError):
    """The text is no JSON; ``problem`` says where and why."""

    def __init__(self, template: str, **values: object) -> None:
        """Take the problem's template and its values."""
        self.problem = Message(template, values)
        super().__init__(self.problem.render())


@dataclass(frozen=True, slots=True)
class OddNumber:
    """A number that is no whole number of a reasonable size, as it was written."""

    text: str


class JsonObject(dict[str, object]):
    """A JSON object that knows which of its keys was written twice."""

    repeated: str | None = None


def load(source: str | bytes) -> object:
    """Return the JSON value of ``source`` (bytes: UTF-8 without a byte order mark).

    Whole numbers come as ``int``, all others as ``OddNumber``; objects as ``JsonObject``. Raises ``JsonTextError``.
    """
    text = _decoded(source)
    if text.startswith(_BOM):
        _refuse(gettext_noop("檔案開頭有位元組順序記號（BOM）；請另存為不含 BOM 的 UTF-8。"))
    try:
        return json.loads(
            text, parse_float=OddNumber, parse_constant=OddNumber, parse_int=_whole, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        _refuse(
            gettext_noop("不是有效的 JSON：從第 {line} 行第 {column} 字起無法解讀，請檢查那裡的引號、逗號與括號。"),
            line=error.lineno,
            column=error.colno,
        )
    except RecursionError:
        _refuse(gettext_noop("資料的層數超過格式所容許的深度。"))


def _refuse(template: str, **values: object) -> NoReturn:
    raise JsonTextError(template, **values) from None


def _decoded(source: str | bytes) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        _refuse(gettext_noop("檔案不是 UTF-8 編碼：第 {line} 行有無法辨識的位元組。"), line=line)


def _whole(text: str) -> int | OddNumber:
    return int(text) if len(text) <= _MOST_DIGITS else OddNumber(text)


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        found.repeated = next(key for place, key in enumerate(keys) if key in keys[:place])
    return found
