"""What if: the same application with one proposal of another type or on another basis, to be judged like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eligibility.rules.types import Basis
from proposals.rules.application import Application, Proposal
from usr_portal.kernel.findings import Finding
from usr_portal.kernel.vocabulary import BasisKind, NewGround, PlanType


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of a proposal: its type (參、三) and the basis that it rests on (柒、一); the rest stays as written."""

    plan_type: PlanType
    basis: BasisKind | None
    predecessors: tuple[str, ...] = ()
    new_ground: NewGround | None = None

    @classmethod
    def as_written(cls, proposal: Proposal) -> Supposition:
        """Suppose nothing."""
        written = proposal.basis
        return cls(proposal.type, written.kind, written.predecessors, written.new_ground)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a supposition does to the findings: those that come, those that go, and those that stay."""

    come: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    stay: tuple[Finding, ...]


def suppose(application: Application, proposal_id: str, supposed: Supposition) -> Application:
    """Return the application with the supposition in place of what is written; nothing else differs."""

    def changed(proposal: Proposal) -> Proposal:
        if proposal.id != proposal_id:
            return proposal
        basis: Basis = replace(
            proposal.basis,
            kind=supposed.basis,
            predecessors=supposed.predecessors,
            new_ground=supposed.new_ground,
        )
        return replace(proposal, type=supposed.plan_type, basis=basis)

    return replace(application, proposals=tuple(changed(one) for one in application.proposals))


def outcome(now: tuple[Finding, ...], then: tuple[Finding, ...]) -> Outcome:
    """Hold the findings against each other. One is the same where rule, proposal, place and words are."""
    before, after = {_mark(one) for one in now}, {_mark(one) for one in then}
    return Outcome(
        come=tuple(one for one in then if _mark(one) not in before),
        gone=tuple(one for one in now if _mark(one) not in after),
        stay=tuple(one for one in then if _mark(one) in before),
    )


def _mark(finding: Finding) -> tuple[str, str | None, str, str]:
    return finding.rule, finding.proposal, finding.path, finding.message.render()
