"""A registry of phases 1 to 3: about 100 schools, 200 projects a phase, with lineages, mergers, teams and lapsed ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from proposals.management.sample.people import Crowd, Invented
from proposals.management.sample.words import THEMES, Theme, places_of

# What became of a project in phases 1, 2 and 3; "" where it did not run.
LINEAGES = (
    ("seed", "sprout", "sprout"),
    ("sprout", "sprout", "deep"),
    ("sprout", "deep", "deep"),
    ("", "sprout", "sprout"),
    ("", "", "sprout"),
    ("deep", "deep", "distinctive"),
    ("international_link", "international_link", "international"),
    ("", "sprout", ""),
    ("sprout", "sprout", ""),
    ("seed", "", ""),
    ("seed", "sprout", "deep"),
    ("sprout", "deep", "deep"),
)
# The lineages of each school of the sample, by name: every path of table 3 starts from one of them.
OWN = {
    "A": ("", "", "sprout"),
    "B": ("", "sprout", "sprout"),
    "C": ("seed", "sprout", "deep"),
    "D": ("", "international_link", "international"),
    "E": ("", "sprout", ""),
    "F": ("", "", "sprout"),
    "G": ("sprout", "sprout", ""),
}
MERGED = {"F": "A"}
MONTHS = {1: 24, 2: 36, 3: 24}
HEADER = (
    "計畫編號",
    "學校代碼",
    "期別",
    "類型",
    "計畫名稱",
    "前一期計畫編號",
    "併入主案編號",
    "實踐場域",
    "摘要",
    "人員代碼",
    "姓名",
    "角色",
    "月數",
)
CHANGES = ("基礎調查與陪伴", "從試作到共營", "深化與擴散")


@dataclass(frozen=True, slots=True)
class Lineage:
    """One project through the phases: its theme and place, its lead team, its id in each phase it ran in."""

    school: str
    types: Sequence[str]
    theme: Theme
    place: tuple[str, str, str]
    team: tuple[Invented, Invented, Invented]
    ids: dict[int, str] = field(default_factory=dict)
    merged_into: str = ""

    @property
    def last(self) -> str:
        """The id in the last phase that it ran in."""
        return self.ids[max(self.ids)]

    @property
    def pi(self) -> Invented:
        """The PI of every phase."""
        return self.team[0]


class Registry:
    """Makes up lineages school by school, and writes them as a file that the registry imports."""

    def __init__(self, dice: Random, crowd: Crowd, cities: Mapping[str, str]) -> None:
        """Take where each school stands: its city by its code."""
        self._dice, self._crowd, self._cities = dice, crowd, cities
        self._serials: dict[tuple[str, int], int] = {}
        self.lineages: list[Lineage] = []

    def own(self, school: str) -> dict[str, Lineage]:
        """Give a school of the sample the lineages that its proposals grow from."""
        made: dict[str, Lineage] = {}
        for name, types in OWN.items():
            lead = made[MERGED[name]].ids[3] if name in MERGED else ""
            made[name] = self._lineage(school, types, merged_into=lead)
        return made

    def others(self, school: str, count: int) -> None:
        """Give a school so many lineages, whichever they be."""
        for _each in range(count):
            self._lineage(school, self._dice.choice(LINEAGES))

    def _lineage(self, school: str, types: Sequence[str], *, merged_into: str = "") -> Lineage:
        team = (self._crowd.somebody(school), self._crowd.somebody(school), self._crowd.somebody(school))
        ids = {phase: self._id(school, phase) for phase, kind in enumerate(types, start=1) if kind}
        theme = self._theme(school)
        place = self._place(theme, school)
        lineage = Lineage(school, types, theme, place, team, ids, merged_into)
        self.lineages.append(lineage)
        return lineage

    def _theme(self, school: str) -> Theme:
        """Go through the themes, each school from another start, so that its projects differ."""
        serial = sum(one.school == school for one in self.lineages)
        return THEMES[(int(school) * 3 + serial) % len(THEMES)]

    def _place(self, theme: Theme, school: str) -> tuple[str, str, str]:
        """Draw a place near the school, a new one as long as there is any."""
        near = places_of(theme, self._cities[school])
        used = {one.place for one in self.lineages if one.school == school}
        return self._dice.choice([place for place in near if place not in used] or near)

    def _id(self, school: str, phase: int) -> str:
        serial = self._serials[school, phase] = self._serials.get((school, phase), 0) + 1
        return f"USR{phase}-{school}-{serial:02d}"

    def as_csv(self) -> bytes:
        """Give the whole registry as a file in the columns that its import takes."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(_rows(self.lineages))
        return out.getvalue().encode("utf-8-sig")


def _rows(lineages: Iterable[Lineage]) -> Iterable[tuple[object, ...]]:
    for lineage in lineages:
        for phase, registry_id in lineage.ids.items():
            county, township, site = lineage.place
            before = lineage.ids.get(phase - 1, "")
            lead = lineage.merged_into if phase == max(MONTHS) else ""
            project = (
                registry_id,
                lineage.school,
                phase,
                lineage.types[phase - 1],
                title(lineage, phase),
                before,
                lead,
            )
            words = (f"{county}{township}{site}", f"{site}{lineage.theme.problem}。計畫{lineage.theme.response}。")
            for person, role in zip(lineage.team, ("pi", "co_pi", "associate_pi"), strict=True):
                yield (*project, *words, person.key, person.name, role, MONTHS[phase])


def title(lineage: Lineage, phase: int) -> str:
    """Give the title of a project in a phase: the same place and theme, a little changed."""
    _county, township, site = lineage.place
    return f"{township[:-1]}{site}{lineage.theme.title.split('：')[0]}計畫：{CHANGES[phase - 1]}"
