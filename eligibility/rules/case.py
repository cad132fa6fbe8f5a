"""What eligibility is judged on: one claim among all claims of an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from eligibility.rules.registry import Registry
from eligibility.rules.similarity import normalised_title
from eligibility.rules.types import Basis, PriorProject, TeamMember
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import BasisKind, PlanType

CARRYING_ON = frozenset({BasisKind.CONTINUATION, BasisKind.ADVANCEMENT})


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposal as far as eligibility sees it; ``path`` is its place in the application file."""

    proposal: str
    path: str
    plan_type: PlanType
    title: str = ""
    basis: Basis = field(default_factory=Basis)
    team: tuple[TeamMember, ...] = ()
    results_evidence: bool = False

    @property
    def carries_on(self) -> bool:
        """Whether the claim is a continuation or advancement, and so uses its predecessors up."""
        return self.basis.kind in CARRYING_ON

    @property
    def is_new_sprout(self) -> bool:
        """Whether the grounds of a new sprout are asked for."""
        return self.basis.kind is BasisKind.NEW and self.plan_type is PlanType.SPROUT


def taker(label: str) -> str | Message:
    """Return who took a person or prior project, to stand in a message; an empty label is another school."""
    return label or Message(gettext_noop("他校已送出之申請案"))


@dataclass(frozen=True)
class Field:
    """All claims of a school's application, the registry, and what other schools took.

    ``taken_people`` and ``taken_projects`` map a person or prior project to the label of who took it; the label may be
    empty.
    """

    school: str
    registry: Registry
    parameters: CallParameters
    claims: tuple[Claim, ...] = ()
    taken_people: Mapping[str, str] = field(default_factory=dict)
    taken_projects: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def successors(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims that use up each prior project."""
        return _grouped(
            (name, claim)
            for claim in self.claims
            if claim.carries_on
            for name in dict.fromkeys(claim.basis.predecessors)
        )

    @cached_property
    def engagements(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims that each person stands in."""
        return _grouped(
            (name, claim) for claim in self.claims for name in dict.fromkeys(member.person for member in claim.team)
        )

    @cached_property
    def titles(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims by their normalised title; those without one are left out."""
        return _grouped((name, claim) for claim in self.claims if (name := normalised_title(claim.title)))


@dataclass(frozen=True, slots=True)
class EligibilityCase:
    """One claim, with the predecessors that are the school's own, in the order named."""

    claim: Claim
    field: Field
    predecessors: tuple[PriorProject, ...]
    whole: bool
    """Whether every predecessor named was found, and at least one was."""

    @classmethod
    def of(cls, claim: Claim, field: Field) -> Self:
        """Look the claim's predecessors up."""
        named = tuple(dict.fromkeys(claim.basis.predecessors)) if claim.carries_on else ()
        found = tuple(
            project
            for name in named
            if (project := field.registry.get(name)) is not None and project.school == field.school
        )
        return cls(claim, field, found, whole=bool(named) and len(found) == len(named))

    @property
    def proposal(self) -> str:
        """The proposal's id."""
        return self.claim.proposal

    @property
    def path(self) -> str:
        """The proposal's path in the file."""
        return self.claim.path

    @property
    def plan_type(self) -> PlanType:
        """The proposal's type."""
        return self.claim.plan_type

    @property
    def parameters(self) -> CallParameters:
        """The call's figures."""
        return self.field.parameters

    @property
    def lead(self) -> PriorProject | None:
        """The predecessor of the highest rank, of equals the first named (玖、三、（八）).

        None where a predecessor named is not known: it might have been the lead.
        """
        return max(self.predecessors, key=lambda project: project.type.rank) if self.whole else None

    @property
    def of_own_type(self) -> tuple[PriorProject, ...]:
        """For a continuation in a characteristic type: the predecessors of the same type (reading 11)."""
        if self.claim.basis.kind is not BasisKind.CONTINUATION or not self.plan_type.is_characteristic:
            return ()
        return tuple(project for project in self.predecessors if project.type.plan_type is self.plan_type)

    def others(self, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """Return ``claims`` without this one."""
        return tuple(claim for claim in claims if claim is not self.claim)


def _grouped(pairs: Iterable[tuple[str, Claim]]) -> Mapping[str, tuple[Claim, ...]]:
    found: dict[str, tuple[Claim, ...]] = {}
    for name, claim in pairs:
        found[name] = (*found.get(name, ()), claim)
    return found
