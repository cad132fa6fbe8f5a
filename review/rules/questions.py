"""Questions and opinions of several reviewers made one list without names, in an order that tells nothing of whose."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from usr_portal.kernel.names import folded, name_key


def merged(texts: Iterable[str], salt: str) -> tuple[str, ...]:
    """Return the texts without blanks and repetitions, shuffled by their own words and `salt` (the case and stage).

    The order depends on nothing but the texts: neither on who wrote them nor on the order they come in, so that it is
    the same each time and says nothing of the reviewers. Texts that differ in spaces or variants only are one.
    """
    found: dict[str, str] = {}
    for text in sorted(text.strip() for text in texts):
        if text:
            found.setdefault(folded(text), text)
    return tuple(sorted(found.values(), key=lambda text: _shuffled(text, salt)))


def _shuffled(text: str, salt: str) -> bytes:
    return sha256(f"{salt}\n{folded(text)}".encode()).digest()


def revealing(texts: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that occur in the texts: staff strike them out before a school reads anything.

    Names are compared as people write them (variants, spaces); one of a single character is not looked for.
    """
    held = [name_key(text) for text in texts]
    return tuple(name for name in names if len(key := name_key(name)) > 1 and any(key in text for text in held))
