"""Reads tables of plain values into frozen dataclasses by their type hints, and writes them back.

Strict: an unknown key, a missing one or a value of another type is refused by its path.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, NoReturn, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from usr_portal.kernel.messages import Message, gettext_noop

T = TypeVar("T")


class UnreadableParametersError(ValueError):
    """Parameters can't be read: ``path`` is the key at fault, ``problem`` says why."""

    def __init__(self, path: str, template: str, **values: object) -> None:
        """Take the problem's template and its values."""
        self.path = path
        self.problem = Message(template, values)
        super().__init__(f"{path}: {self.problem.render()}")


def refuse(path: str, template: str, **values: object) -> NoReturn:
    """Raise the error for the key at ``path`` with its reason."""
    raise UnreadableParametersError(path, template, **values) from None


def read(cls: type[T], value: object, path: str = "") -> T:
    """Return ``value`` as a ``cls``, a dataclass."""
    table = _table(value, path)
    hints = get_type_hints(cls)
    members = {member.name: member for member in fields(cast("Any", cls))}
    for key in table:
        if key not in members:
            refuse(_at(path, key), gettext_noop("不認得的項目"))
    found = {
        name: _value(hints[name], table[name], _at(path, name))
        for name, member in members.items()
        if _present(member, table, path)
    }
    return cls(**found)


def plain(value: object) -> object:
    """Return a dataclass, mapping or value as what JSON can hold, without what is None."""
    if is_dataclass(value):
        pairs = {member.name: getattr(value, member.name) for member in fields(value)}
        return {name: plain(part) for name, part in pairs.items() if part is not None}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _present(member: Field[Any], table: Mapping[str, object], path: str) -> bool:
    if member.name in table:
        return True
    if member.default is MISSING:
        refuse(_at(path, member.name), gettext_noop("缺少這一項"))
    return False


def _value(hint: Any, value: object, path: str) -> object:  # noqa: ANN401 - a type hint may be any form
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return _value(arguments[0], value, path)
    if origin is tuple:
        return tuple(_value(arguments[0], part, _at(path, str(place))) for place, part in enumerate(_list(value, path)))
    if origin is Mapping:
        return {
            _key(arguments[0], key, path): _value(arguments[1], part, _at(path, key))
            for key, part in _table(value, path).items()
        }
    if is_dataclass(hint):
        return read(cast("type[object]", hint), value, path)
    return _scalar(hint, value, path)


def _scalar(hint: type, value: object, path: str) -> object:
    if hint in {date, datetime} and isinstance(value, str):
        return _iso(hint, value, path)
    if type(value) is not hint:
        refuse(path, gettext_noop("值的型別不對：{value}"), value=repr(value))
    return value


def _iso(hint: type, text: str, path: str) -> date:
    try:
        return cast("type[date]", hint).fromisoformat(text)
    except ValueError:
        refuse(path, gettext_noop("不是有效的日期或時間：{value}"), value=text)


def _key(hint: type, key: str, path: str) -> object:
    if not issubclass(hint, Enum):
        return key
    try:
        return hint(key)
    except ValueError:
        refuse(_at(path, key), gettext_noop("不認得的項目"))


def _table(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        refuse(path, gettext_noop("須為一組項目"))
    return value


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        refuse(path, gettext_noop("須為清單"))
    return value


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
