"""What makes a continuation one: people who carry on, and a like name, theme and place (玖、三、定義（一）)."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase
from eligibility.rules.similarity import percent, similarity
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import BasisKind


def leader_carries_on(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-LEADER-CARRIES-ON: someone of the lead predecessor's team is PI or co-PI of a continuation."""
    lead = case.lead
    if case.claim.basis.kind is not BasisKind.CONTINUATION or lead is None:
        return
    before = {member.person for member in lead.team}
    if not any(member.role.leads and member.person in before for member in case.claim.team):
        yield Fault(
            "team",
            Message(
                gettext_noop(
                    "延續計畫的計畫主持人或共同主持人，至少須有 1 人曾任前期計畫「{title}」的主持人、共同主持人或協同主持人；目前沒有。"
                ),
                {"title": lead.title},
            ),
            Message(gettext_noop("請由前期主持團隊成員擔任計畫主持人或共同主持人，或改以其他資格提案。")),
        )


def overlaps(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-OVERLAP: for people to judge, old and new side by side; every continuation is looked at."""
    lead = case.lead
    if case.claim.basis.kind is not BasisKind.CONTINUATION or lead is None:
        return
    yield Fault(
        "title",
        Message(
            gettext_noop(
                "延續計畫的名稱、主題與場域應與前期計畫高度重疊：本案「{title}」與前期「{before}」的名稱相似度為 {percent}%，請人工判斷。"
            ),
            {
                "title": case.claim.title,
                "before": lead.title,
                "percent": percent(similarity(case.claim.title, lead.title)),
            },
        ),
        Message(gettext_noop("請在與前期計畫之關聯一節說明名稱、主題與場域的延續與調整。")),
    )
