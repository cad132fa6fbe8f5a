"""Two phases in one characteristic type: the project must advance (柒、一; 玖、三、（六）)."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase
from eligibility.rules.types import PriorProject
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault

_FIX = Message(
    gettext_noop("請改以較高類型的進階計畫提案：萌芽型可進階為深耕型或永續發展類，深耕型可進階為永續發展類。")
)


def must_advance(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-MUST-ADVANCE: run as the same type in the two phases before, it can't continue in it (柒、一).

    "The same project in both phases" is what the registry links (reading 4); each predecessor of the own type is
    looked at (reading 11).
    """
    previous = case.parameters.previous_phase
    for project in case.of_own_type:
        if project.phase == previous and _ran_twice(case, project):
            yield _fault(
                case,
                project,
                gettext_noop(
                    "「{title}」（{id}）已連續於第 {before} 期及第 {phase} 期以{type}執行，本期不得再以同類型延續。"
                ),
            )


def lapsed_must_advance(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-LAPSED: a lapsed project that had to advance then must advance now (玖、三、（六)).

    Phase 3's own rule is inferred from the call's example: the same type in phases 1 and 2 (reading 12).
    """
    previous = case.parameters.previous_phase
    for project in case.of_own_type:
        if case.field.registry.is_lapsed(project, previous) and _ran_twice(case, project):
            yield _fault(
                case,
                project,
                gettext_noop(
                    "「{title}」（{id}）未獲第 {next} 期補助，且已於第 {before} 期及第 {phase} 期以{type}執行；申請前一期時即須進階，本期仍須進階。"
                ),
            )


def _ran_twice(case: EligibilityCase, project: PriorProject) -> bool:
    before = case.field.registry.before(project)
    return before is not None and before.type is project.type


def _fault(case: EligibilityCase, project: PriorProject, template: str) -> Fault:
    values = {
        "title": project.title,
        "id": project.id,
        "before": project.phase - 1,
        "phase": project.phase,
        "next": project.phase + 1,
        "type": project.type.named,
    }
    return Fault(
        f"basis.predecessors[{case.claim.basis.predecessors.index(project.id)}]", Message(template, values), _FIX
    )
