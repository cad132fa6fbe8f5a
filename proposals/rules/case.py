"""What a school's application is judged on: the school's case and each proposal's."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.rules.case import EligibilityCase
from eligibility.rules.registry import Registry
from proposals.rules.application import Application, Proposal
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.vocabulary import PlanType


@dataclass(frozen=True, slots=True)
class SchoolCase:
    """The application as the school answers for it."""

    application: Application
    registry: Registry
    parameters: CallParameters

    @property
    def proposal(self) -> None:
        """The school's findings have no proposal."""
        return

    @property
    def path(self) -> str:
        """The paths of the school's findings start at the top."""
        return ""

    @property
    def plan_type(self) -> None:
        """The school has no plan type."""
        return

    def of_types(self, *types: PlanType) -> list[tuple[int, Proposal]]:
        """Return the proposals of these types with their places."""
        return [
            (place, proposal) for place, proposal in enumerate(self.application.proposals) if proposal.type in types
        ]


@dataclass(frozen=True, slots=True)
class ProposalCase:
    """One proposal, with its eligibility (for its predecessors) and the registry (for its people)."""

    subject: Proposal
    eligibility: EligibilityCase
    registry: Registry
    parameters: CallParameters

    @property
    def proposal(self) -> str:
        """The proposal's id."""
        return self.subject.id

    @property
    def path(self) -> str:
        """The proposal's path in the file."""
        return self.eligibility.path

    @property
    def plan_type(self) -> PlanType:
        """The proposal's type."""
        return self.subject.type
