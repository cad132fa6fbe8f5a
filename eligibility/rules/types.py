"""Facts that eligibility is judged by: prior projects, the basis of a proposal, its lead team."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import BasisKind, NewGround, PriorType, TeamRole


@dataclass(frozen=True, slots=True)
class PriorMember:
    """A person's service in a prior project; ``months`` are months served in that role."""

    person: str
    role: TeamRole
    months: int = 0


@dataclass(frozen=True, slots=True)
class PriorProject:
    """A project of phase 1, 2 or 3 in the ministry's registry (前期計畫).

    ``school`` is a school's code; ``predecessor`` the id of the same project a phase earlier;
    ``merged_into`` the id of the lead project (主案) where this one was merged (併案).
    """

    id: str
    school: str
    phase: int
    type: PriorType
    title: str = ""
    predecessor: str | None = None
    merged_into: str | None = None
    team: tuple[PriorMember, ...] = ()


class Programme(StrEnum):
    """Where a school may have run a ground-A project by itself."""

    SPROUT_PROGRAMME = "sprout_programme"
    INCUBATION_SEED = "incubation_seed"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _PROGRAMME_LABELS[self]


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A calendar month of the common era."""

    year: int
    month: int

    def __str__(self) -> str:
        """Return ``YYYY-MM``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def ordinal(self) -> int:
        """Months since year 0, to count with."""
        return self.year * 12 + self.month - 1


@dataclass(frozen=True, slots=True)
class MinistryProject:
    """A project commissioned or subsidised by a ministry, for ground C.

    ``begins`` and ``ends`` are both counted (``from`` and ``to`` of the file).
    """

    title: str = ""
    agency: str = ""
    role: TeamRole | None = None
    central: bool = False
    begins: YearMonth | None = None
    ends: YearMonth | None = None
    filed_at_school: bool = False
    academic: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a new sprout's ground rests on; A uses the first two, B ``person``, C the last two."""

    programme: Programme | None = None
    months: int | None = None
    person: str | None = None
    projects: tuple[MinistryProject, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of a proposal (提案資格); ``predecessors`` are registry ids; kind None: not chosen."""

    kind: BasisKind | None = None
    predecessors: tuple[str, ...] = ()
    new_ground: NewGround | None = None
    ground: Ground = field(default_factory=Ground)


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the lead team (主持團隊).

    ``school`` is the code of the person's school, None for an industry expert or community person;
    ``president`` marks a president or vice-president.
    """

    person: str
    role: TeamRole
    name: str = ""
    school: str | None = None
    president: bool = False


_PROGRAMME_LABELS = {
    Programme.SPROUT_PROGRAMME: gettext_noop("高教深耕計畫善盡社會責任面向"),
    Programme.INCUBATION_SEED: gettext_noop("第三期育成種子計畫"),
}
