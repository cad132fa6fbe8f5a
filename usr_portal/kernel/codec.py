"""Codecs: each reads one kind of JSON value strictly and writes it back.

``read(value, path)`` refuses what does not fit with a ``DocumentError`` at ``path``; an absent key is read as None.
``write`` is its inverse: ``read(write(x)) == x``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, Generic, NoReturn, TypeVar

from usr_portal.kernel.json_text import JsonObject, OddNumber
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.texts import composed

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_LINE_BREAKS = "\n\r"
_UNWANTED = {"Cc", "Cs"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
)


class DocumentError(ValueError):
    """A document does not have its form: ``path`` says where (``proposals[0].title``), ``message`` why."""

    def __init__(self, path: str, message: Message) -> None:
        """Take the JSON path ('' for the whole) and the reason."""
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self) -> str:
        """Return path and reason in Chinese."""
        return f"{self.path}: {self.message.render()}" if self.path else self.message.render()


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """A pair of functions between JSON and a value; ``holds_null``: null may stand in a list of these."""

    read: Callable[[object, str], T]
    write: Callable[[T], object]
    holds_null: bool = False


def refuse(path: str, template: str, **values: object) -> NoReturn:
    """Raise the error for ``path`` with its reason."""
    raise DocumentError(path, Message(template, values)) from None


def clean_text(value: object, path: str) -> str:
    """Return text in NFC; null is ''. Refuses control characters other than line breaks."""
    if value is None:
        return ""
    if not isinstance(value, str):
        refuse(path, gettext_noop("須為文字。"))
    if not value.isprintable():
        _refuse_controls(value, path)
    return composed(value)


def _refuse_controls(value: str, path: str) -> None:
    for character in value:
        if unicodedata.category(character) in _UNWANTED and character not in _LINE_BREAKS:
            refuse(path, gettext_noop("含有不可使用的控制字元 U+{code}。"), code=f"{ord(character):04X}")


def _required_text(value: object, path: str) -> str:
    found = clean_text(value, path)
    if not found.strip():
        refuse(path, gettext_noop("不可空白。"))
    return found


def _flag(value: object, path: str) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        refuse(path, gettext_noop("須為 true 或 false。"))
    return value


def _same(value: T) -> T:
    return value


text: Codec[str] = Codec(clean_text, lambda value: value or None, holds_null=True)
identifier: Codec[str] = Codec(_required_text, _same)
flag: Codec[bool] = Codec(_flag, _same)
name_or_none: Codec[str | None] = Codec(lambda value, path: clean_text(value, path) or None, _same)


def whole(least: int, most: int) -> Codec[int]:
    """Read a whole number between two others; ``1.0``, ``1e6``, ``"1"`` and true are none."""

    def read(value: object, path: str) -> int:
        if isinstance(value, OddNumber):
            refuse(
                path,
                gettext_noop("須為不帶小數與指數、絕對值不超過 {most} 的整數，不可為 {text}。"),
                most=f"{most:,}",
                text=value.text,
            )
        if type(value) is not int:
            refuse(path, gettext_noop("須為整數。"))
        if not least <= value <= most:
            refuse(path, gettext_noop("須介於 {least} 與 {most} 之間。"), least=f"{least:,}", most=f"{most:,}")
        return value

    return Codec(read, _same)


def choice(kind: type[E]) -> Codec[E]:
    """Read one of an enumeration's values."""
    by_value = {member.value: member for member in kind}

    def read(value: object, path: str) -> E:
        found = by_value.get(value) if isinstance(value, str) else None
        if found is None:
            refuse(path, gettext_noop("須為下列之一：{choices}。"), choices=tuple(by_value))
        return found

    return Codec(read, lambda member: member.value)


def exactly(expected: str) -> Codec[str]:
    """Read one fixed text."""

    def read(value: object, path: str) -> str:
        if value != expected:
            refuse(path, gettext_noop("須為「{expected}」。"), expected=expected)
        return expected

    return Codec(read, _same)


def optional(codec: Codec[T]) -> Codec[T | None]:
    """Read null as None, everything else with ``codec``."""
    return Codec(
        lambda value, path: None if value is None else codec.read(value, path),
        lambda value: None if value is None else codec.write(value),
    )


def default(codec: Codec[T], fallback: T) -> Codec[T]:
    """Read null as ``fallback``, everything else with ``codec``."""
    return Codec(lambda value, path: fallback if value is None else codec.read(value, path), codec.write)


def listing(codec: Codec[T]) -> Codec[tuple[T, ...]]:
    """Read a list; null is an empty one."""

    def read(value: object, path: str) -> tuple[T, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            refuse(path, gettext_noop("須為清單。"))
        for place, part in enumerate(value):
            if part is None and not codec.holds_null:
                refuse(f"{path}[{place}]", gettext_noop("不可空白。"))
        return tuple(codec.read(part, f"{path}[{place}]") for place, part in enumerate(value))

    return Codec(read, lambda values: [codec.write(value) for value in values])


def keyed(keys: tuple[str, ...], codec: Codec[T]) -> Codec[Mapping[str, T]]:
    """Read an object that may hold ``keys`` and no others; null is an empty one."""

    def read(value: object, path: str) -> Mapping[str, T]:
        table = open_object(value, path, keys)
        return {key: codec.read(part, at(path, key)) for key, part in table.items()}

    return Codec(read, lambda values: {key: codec.write(part) for key, part in values.items()})


def record(build: Callable[..., T], members: Mapping[str, tuple[str, Codec[Any]]]) -> Codec[T]:
    """Read an object with named members into ``build``; ``members``: JSON key → (field, codec). Null has no members.

    A field may be dotted (``budget.lines``): it is written from there, and ``build`` gets it under that name.
    """
    keys = tuple(members)
    pick = {key: attrgetter(name) for key, (name, _) in members.items()}

    def read(value: object, path: str) -> T:
        table = open_object(value, path, keys)
        return build(**{name: codec.read(table.get(key), at(path, key)) for key, (name, codec) in members.items()})

    def write(value: T) -> object:
        return {key: codec.write(pick[key](value)) for key, (_, codec) in members.items()}

    return Codec(read, write)


def same_names(**members: Codec[Any]) -> dict[str, tuple[str, Codec[Any]]]:
    """Return members whose JSON key and field are called alike."""
    return {name: (name, codec) for name, codec in members.items()}


def open_object(value: object, path: str, keys: tuple[str, ...]) -> Mapping[str, object]:
    """Return ``value`` as an object; refuses other kinds, unknown keys and keys written twice. Null is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        refuse(path, gettext_noop("須為物件。"))
    if isinstance(value, JsonObject) and value.repeated is not None:
        refuse(at(path, value.repeated), gettext_noop("同一個欄位出現兩次。"))
    for key in value:
        if key not in keys:
            refuse(at(path, key), gettext_noop("不認得的欄位「{key}」。"), key=key)
    return value


def at(path: str, key: str) -> str:
    """Return the path of ``key`` in the object at ``path``."""
    return f"{path}.{key}" if path else key


def _day(value: object, path: str) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        refuse(path, gettext_noop("日期須寫成 2024-08-30 的樣子。"))
    try:
        return date.fromisoformat(value)
    except ValueError:
        refuse(path, gettext_noop("沒有「{value}」這一天。"), value=value)


def _moment(value: object, path: str) -> datetime:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        refuse(path, gettext_noop("時間須寫成 2024-08-30T17:00:00+08:00 的樣子。"))
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=TAIPEI) if found.tzinfo is None else found.astimezone(TAIPEI)
    except (ValueError, OverflowError):
        refuse(path, gettext_noop("沒有「{value}」這個時刻。"), value=value)


day: Codec[date] = Codec(_day, date.isoformat)
moment: Codec[datetime] = Codec(_moment, datetime.isoformat)
