"""What a prior project may become in this call, and why not: the guided choice asks the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eligibility.rules.basis import can_follow
from eligibility.rules.case import Claim, EligibilityCase, Field
from eligibility.rules.catalogue import BASIS, LAPSED, MERGED_LEAD, MUST_ADVANCE, ONE_SUCCESSOR, PREDECESSOR
from eligibility.rules.registry import Registry
from eligibility.rules.types import Basis, PriorProject
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.findings import Finding
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import BasisKind, PlanType

_ASKED = (BASIS, PREDECESSOR, MERGED_LEAD, MUST_ADVANCE, LAPSED, ONE_SUCCESSOR)


@dataclass(frozen=True, slots=True)
class Path:
    """One way on: the type, by continuation or advancement; ``why`` says what opens or bars it, with its article."""

    type: PlanType
    basis: BasisKind
    open: bool
    article: str
    why: Message
    findings: tuple[Finding, ...] = field(default=(), repr=False)


def paths(
    prior: PriorProject,
    registry: Iterable[PriorProject],
    parameters: CallParameters,
    *,
    school: str | None = None,
    taken: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Return a path for each plan type, by the rules of a claim with ``prior`` as its only predecessor.

    ``school`` is the code of the school that asks (its own by default); ``taken`` maps prior projects that are used up
    already to who uses them.
    """
    asked = Field(school or prior.school, Registry.of(registry), parameters, taken_projects=taken or {})
    return tuple(_path(prior, plan_type, asked) for plan_type in PlanType)


def _path(prior: PriorProject, plan_type: PlanType, asked: Field) -> Path:
    keeps = can_follow(plan_type, BasisKind.CONTINUATION, prior.type)
    kind = BasisKind.CONTINUATION if keeps else BasisKind.ADVANCEMENT
    claim = Claim(proposal="", path="", plan_type=plan_type, basis=Basis(kind=kind, predecessors=(prior.id,)))
    among = Field(asked.school, asked.registry, asked.parameters, (claim,), taken_projects=asked.taken_projects)
    case = EligibilityCase.of(claim, among)
    findings = tuple(finding for rule in _ASKED for finding in rule.judge(case))
    if findings:
        return Path(
            plan_type, kind, open=False, article=findings[0].article, why=findings[0].message, findings=findings
        )
    why = Message(gettext_noop("可以{kind}申請{type}。"), {"kind": kind.named, "type": plan_type.named})
    return Path(plan_type, kind, open=True, article=BASIS.article(plan_type), why=why)
