"""Which basis a type allows (柒、一, table 3)."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase
from eligibility.rules.types import PriorProject
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import BasisKind, PlanType, PriorType

_FIX = Message(gettext_noop("請改選此類型可用的提案資格，或改以適合的計畫類型提案。"))


def can_be_new(plan_type: PlanType) -> bool:
    """Only a sprout can be new."""
    return plan_type is PlanType.SPROUT


def can_follow(plan_type: PlanType, kind: BasisKind, prior: PriorType) -> bool:
    """Return whether a plan of ``plan_type`` can carry on from a prior project of type ``prior``.

    A continuation keeps the type; an advancement goes from a characteristic type to a higher one, so that neither
    sustainable type advances into the other. A type without a rank leads nowhere (reading 13).
    """
    before = prior.plan_type
    if before is None:
        return False
    if kind is BasisKind.CONTINUATION:
        return before is plan_type
    return before.is_characteristic and before.rank < plan_type.rank


def basis_fits(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-BASIS: the type allows the basis (柒、一). Against the lead; not judged where the lead is unknown."""
    kind = case.claim.basis.kind
    if kind is None:
        yield Fault("basis.kind", Message(gettext_noop("尚未選擇提案資格（新興、延續或進階）。")), _FIX)
    elif kind is BasisKind.NEW:
        if not can_be_new(case.plan_type):
            yield Fault(
                "basis.kind",
                Message(
                    gettext_noop("{type}不受理新興計畫；只有大學特色類萌芽型可以新興計畫提案。"),
                    {"type": case.plan_type.named},
                ),
                _FIX,
            )
    elif case.lead is not None and not can_follow(case.plan_type, kind, case.lead.type):
        yield _misfit(case, kind, case.lead)


def _misfit(case: EligibilityCase, kind: BasisKind, lead: PriorProject) -> Fault:
    template = gettext_noop("前期計畫「{title}」為第 {phase} 期{prior}，不能以{kind}申請{type}。")
    values = {
        "title": lead.title,
        "phase": lead.phase,
        "prior": lead.type.named,
        "kind": kind.named,
        "type": case.plan_type.named,
    }
    return Fault("basis.kind", Message(template, values), _FIX)
