"""Reads the table of who may do what where: `table.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.matrix.cast import ROLES, STAGES

TABLE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Row:
    """One address: who may read and who may act; whoever is not named finds nothing.

    `seen`: the stages in which it is there at all. `during`: the stages in which an act of those in `post` changes
    something, with the body that `bodies` gives; in all others it changes nothing. None where acts are not bound to a
    stage. `keeps`: reading it writes (a log, a file that is made).
    """

    name: str
    get: frozenset[str]
    post: frozenset[str]
    seen: frozenset[str]
    during: frozenset[str] | None
    keeps: bool

    def roles(self, method: str) -> frozenset[str]:
        """Give who may ask by a method."""
        return {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method, frozenset())

    def takes(self, method: str) -> bool:
        """Tell whether a method is one of the two that the row is about, and somebody may ask by it."""
        return method != "HEAD" and bool(self.roles(method))


def table() -> dict[str, Row]:
    """Read every row by the name of its address."""
    read = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    groups = {name: frozenset(text.split()) for name, text in read["groups"].items()}
    groups |= {name: frozenset({name}) for name in (*ROLES, *STAGES)}
    return {name: _row(name, values, groups) for name, values in read["addresses"].items()}


def _row(name: str, values: dict[str, Any], groups: dict[str, frozenset[str]]) -> Row:
    unknown = values.keys() - {"get", "post", "seen", "during", "keeps"}
    assert not unknown, f"{name}: {unknown}"
    return Row(
        name,
        _set(values.get("get", ""), groups),
        _set(values.get("post", ""), groups),
        _set(values.get("seen", "always"), groups),
        _set(values["during"], groups) if "during" in values else None,
        values.get("keeps", False),
    )


def _set(text: str, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    words = text.split()
    taken = [groups[word.removeprefix("-")] for word in words if word.startswith("-")]
    found = [groups[word] for word in words if not word.startswith("-")]
    return frozenset().union(*found).difference(*taken)


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Give every address of the portal with its name, one without a name by its route; Django's own administration
    apart, which has a test for itself.
    """
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from addresses(entry, prefix + str(entry.pattern))
        else:
            yield entry.name or prefix + str(entry.pattern), entry
