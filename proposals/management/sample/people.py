"""Invented people, always the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from proposals.management.sample.words import GIVEN_FIRST, GIVEN_SECOND, RARE_NAMES, SURNAMES, UNITS

Json = dict[str, Any]
RARE_EVERY = 97


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody of a school, as the registry and the teams know them."""

    key: str
    name: str
    unit: str
    title: str


class Crowd:
    """Makes up people; within one school no name comes twice."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._made = 0
        self._names: set[tuple[str, str]] = set()
        self.known: dict[str, Invented] = {}

    def somebody(self, school: str) -> Invented:
        """Give one more person of a school (its code)."""
        self._made += 1
        name = self._name()
        while (school, name) in self._names:
            name = self._name()
        self._names.add((school, name))
        unit, title = self._dice.choice(UNITS)
        person = Invented(f"{school}-{self._made:05d}", name, unit, title)
        self.known[person.key] = person
        return person

    def _name(self) -> str:
        if self._dice.randrange(RARE_EVERY) == 0:
            return self._dice.choice(RARE_NAMES)
        return self._dice.choice(SURNAMES) + self._dice.choice(GIVEN_FIRST) + self._dice.choice(GIVEN_SECOND)


def member(person: Invented, role: str, school: str | None, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Give a member of a team as the file format has it."""
    return {"person": person.key, "name": person.name, "role": role, "school": school, "president": False, **more}
