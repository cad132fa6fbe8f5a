"""How well a reviewer fits a case, in points, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import Issue, PlanType, Sdg

SDGS_OF_A_CASE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer to assign. `origin` is their present school or organisation; `most` how many cases they take."""

    id: str
    origin: str = ""
    issues: frozenset[int] = frozenset()
    sdgs: frozenset[int] = frozenset()
    plan_types: frozenset[str] = frozenset()
    most: int = 12

    @property
    def school(self) -> str:
        """The school of origin; a reviewer of none is of a school of their own."""
        return self.origin or f"reviewer {self.id}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A case to assign. `pool` are the only reviewers that it may have (its panel's), None for all of the round's."""

    id: str
    plan_type: str = PlanType.SPROUT
    issue: int | None = None
    sdgs: frozenset[int] = frozenset()
    pool: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Taste:
    """Points for the same issue, for each SDG in common, and for a plan type that the reviewer knows. Ours."""

    issue: int = 6
    sdg: int = 2
    plan_type: int = 3

    @property
    def most(self) -> int:
        """The most points that a pair can have."""
        return self.issue + SDGS_OF_A_CASE * self.sdg + self.plan_type


@dataclass(frozen=True, slots=True)
class Why:
    """Why a reviewer fits a case: the issue and SDGs in common, whether they know its type, and the points of that."""

    points: int
    issue: int | None = None
    sdgs: tuple[int, ...] = ()
    plan_type: str | None = None

    def as_json(self) -> dict[str, object]:
        """Give it as it is kept with the assignment."""
        return {"points": self.points, "issue": self.issue, "sdgs": list(self.sdgs), "plan_type": self.plan_type}

    @classmethod
    def of_json(cls, kept: Mapping[str, object]) -> Self:
        """Read back what `as_json` gave; what is not there is nothing in common."""
        points, issue, sdgs, plan_type = (kept.get(name) for name in ("points", "issue", "sdgs", "plan_type"))
        return cls(
            points if isinstance(points, int) else 0,
            issue if isinstance(issue, int) else None,
            tuple(sdgs) if isinstance(sdgs, list) else (),
            plan_type if isinstance(plan_type, str) else None,
        )

    def messages(self) -> tuple[Message, ...]:
        """Say it: one message for each thing in common, or that there is nothing."""
        found = []
        if self.issue is not None:
            found.append(Message(gettext_noop("議題相同：{issue}"), {"issue": Message(Issue(self.issue).label)}))
        if self.sdgs:
            goals = tuple(
                Message(gettext_noop("SDG {number} {name}"), {"number": n, "name": Message(Sdg(n).label)})
                for n in self.sdgs
            )
            found.append(Message(gettext_noop("共同的 SDGs：{sdgs}"), {"sdgs": goals}))
        if self.plan_type is not None:
            found.append(Message(gettext_noop("可審類型：{type}"), {"type": PlanType(self.plan_type).named}))
        return tuple(found) or (Message(gettext_noop("沒有共同專長；在件數平均與迴避之下由其他案件優先配對。")),)


def why(case: Subject, reviewer: Candidate, taste: Taste) -> Why:
    """Return what a reviewer and a case have in common, and its points."""
    issue = case.issue if case.issue in reviewer.issues else None
    sdgs = tuple(sorted(case.sdgs & reviewer.sdgs))
    plan_type = case.plan_type if case.plan_type in reviewer.plan_types else None
    points = bool(issue) * taste.issue + len(sdgs[:SDGS_OF_A_CASE]) * taste.sdg + bool(plan_type) * taste.plan_type
    return Why(points, issue, sdgs, plan_type)
