"""Messages whose wording is translated where they are shown, not where they arise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def gettext_noop(text: str) -> str:
    """Mark ``text`` for the translation catalogue and return it unchanged."""
    return text


def untranslated(text: str) -> str:
    """Stand in for gettext where no translation is wanted."""
    return text


@runtime_checkable
class Rendered(Protocol):
    """A value that is put into words only where it is shown."""

    def render(self, translate: Callable[[str], str]) -> str:
        """Return the words in the language of ``translate``."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """A template with ``{named}`` places and the values that go there.

    A value that is itself a ``Message`` (the name of a plan type, say), or a date that renders itself, is translated
    with the same translator; a tuple of values is joined with the enumeration comma, a msgid too.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def render(self, translate: Callable[[str], str] = untranslated) -> str:
        """Return the sentence: the translated template with its values put in."""
        values = {name: _shown(value, translate) for name, value in self.values.items()}
        return translate(self.template).format_map(values)


def _shown(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, Rendered):
        return value.render(translate)
    if isinstance(value, tuple):
        return translate(gettext_noop("、")).join(str(_shown(part, translate)) for part in value)
    return value
