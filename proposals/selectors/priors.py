"""The school's prior projects as a proposal may choose among them (柒、一)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import eligibility.facts
from eligibility.rules.paths import paths
from proposals.selectors import workspace
from usr_portal.call.rules import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eligibility.rules.paths import Path
    from eligibility.rules.types import PriorProject
    from proposals.models import Application, Proposal
    from usr_portal.call.rules.parameters import CallParameters
    from usr_portal.kernel.messages import Message


@dataclass(frozen=True, slots=True)
class PriorChoice:
    """A prior project that may be chosen: what it is, and which basis is open for this type, or why none."""

    registry_id: str
    phase: int
    type_label: str
    title: str
    open_for: tuple[str, ...]
    why: tuple[tuple[Message, str, str], ...]
    used_by: str = ""


def prior_choices(application: Application, proposal: Proposal, parameters: CallParameters) -> tuple[PriorChoice, ...]:
    """Give the school's prior projects with what is open to each for the proposal's type, by the rules themselves."""
    registry = eligibility.facts.registry_of([application.school_id])
    used = workspace.used_predecessors(application, proposal)
    own = [prior for prior in registry if prior.school == application.school.code]
    choices = []
    for prior in sorted(own, key=lambda one: (-one.phase, one.id)):
        found = [path for path in paths(prior, registry, parameters) if path.type == proposal.plan_type]
        choices.append(_choice(prior, found, used.get(prior.id, "")))
    return tuple(choices)


def _choice(prior: PriorProject, found: Iterable[Path], used_by: str) -> PriorChoice:
    found = tuple(found)
    return PriorChoice(
        registry_id=prior.id,
        phase=prior.phase,
        type_label=prior.type.label,
        title=prior.title,
        open_for=tuple(path.basis.label for path in found if path.open),
        why=tuple((path.why, path.article, digest.article(path.article).slug) for path in found if not path.open),
        used_by=used_by,
    )
