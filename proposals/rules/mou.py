"""Agreements with foreign partners of an international plan (柒、二、（二）2（1）B)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from proposals.rules.application import Mou
from proposals.rules.case import ProposalCase
from usr_portal.kernel import roc
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import BasisKind, PriorType


def has_mou(case: ProposalCase) -> Iterator[Fault]:
    """DOC-MOU: at least one signed agreement with a recognised partner, by heads high enough, for this project."""
    if any(_satisfies(mou) for mou in case.subject.mous):
        return
    template = (
        gettext_noop(
            "所列 {count} 份 MOU 或 MOA 均不符規定：須已簽署、對象為認可的國外大學或立案且常態運作的專業組織、以本計畫為前提，並由雙方一級單位以上主管或法定代表人簽署。"
        )
        if case.subject.mous
        else gettext_noop("國際合作型計畫須附至少 1 份已簽署的 MOU 或 MOA，目前沒有。")
    )
    yield Fault(
        "mous",
        Message(template, {"count": len(case.subject.mous)}),
        Message(gettext_noop("請於提案期間內補上符合規定的 MOU 或 MOA。")),
    )


def mou_is_fresh(case: ProposalCase) -> Iterator[Fault]:
    """DOC-MOU-FRESH: of the agreements that satisfy DOC-MOU one is not an old one.

    Signed in phase 3 or later and by the deadline, or with an addendum so signed, or (continuing a phase-3
    international project) old, still valid and with evidence. Where none satisfies DOC-MOU, only that is raised.
    """
    candidates = [mou for mou in case.subject.mous if _satisfies(mou)]
    if candidates and not any(_fresh(mou, case) for mou in candidates):
        yield Fault(
            "mous",
            Message(
                gettext_noop(
                    "MOU 或 MOA 不得為過往既有者：簽署或附加條文須在 {since} 至 {until} 之間；僅延續第 {phase} 期國際合作型者得以仍有效的原約並附佐證。"
                ),
                {
                    "since": roc.Told(case.parameters.mou.signed_from),
                    "until": roc.Told(case.parameters.deadline_day),
                    "phase": case.parameters.previous_phase,
                },
            ),
            Message(gettext_noop("請重新簽署，或以附加條文方式補簽並填寫日期。")),
        )


def _satisfies(mou: Mou) -> bool:
    return mou.signed_on is not None and mou.partner_ok and mou.signer_level_ok and mou.for_this_project


def _fresh(mou: Mou, case: ProposalCase) -> bool:
    if _in_time(mou.signed_on, case):
        return True
    is_old = mou.signed_on is not None and mou.signed_on < case.parameters.mou.signed_from
    renewed = _in_time(mou.addendum_on, case) or (mou.still_valid_evidence and _continues_international(case))
    return is_old and renewed


def _in_time(day: date | None, case: ProposalCase) -> bool:
    return day is not None and case.parameters.mou.signed_from <= day <= case.parameters.deadline_day


def _continues_international(case: ProposalCase) -> bool:
    if case.subject.basis.kind is not BasisKind.CONTINUATION:
        return False
    lead = case.eligibility.lead
    # Without a known predecessor ELIG-PREDECESSOR is raised, and this is not judged.
    return lead is None or (lead.type is PriorType.INTERNATIONAL and lead.phase == case.parameters.previous_phase)
