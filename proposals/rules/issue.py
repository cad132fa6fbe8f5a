"""Issue and SDGs (陸、二, tables 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator

from proposals.rules.case import ProposalCase
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault


def one_issue(case: ProposalCase) -> Iterator[Fault]:
    """ISSUE-ONE: exactly one of the six issues."""
    count, wanted = len(case.subject.issue), case.parameters.application.issues
    if count != wanted:
        yield Fault(
            "issue",
            Message(gettext_noop("重點議題須恰選 {wanted} 項，目前 {count} 項。"), {"wanted": wanted, "count": count}),
            Message(gettext_noop("請從六項重點議題中擇一。")),
        )


def three_sdgs(case: ProposalCase) -> Iterator[Fault]:
    """SDG-THREE: exactly three different main SDGs, each of 1 to 16."""
    figures, chosen = case.parameters.application, case.subject.sdgs
    different = set(chosen)
    outside = tuple(number for number in sorted(different) if not figures.sdg_first <= number <= figures.sdg_last)
    if len(chosen) == len(different) == figures.sdgs and not outside:
        return
    values = {"wanted": figures.sdgs, "count": len(different), "first": figures.sdg_first, "last": figures.sdg_last}
    template = (
        gettext_noop("主要 SDGs 限第 {first} 至第 {last} 項；目前含第 {outside} 項。")
        if outside
        else gettext_noop("主要 SDGs 須恰為不重複的 {wanted} 項，目前有 {count} 項不同的目標。")
    )
    yield Fault(
        "sdgs",
        Message(template, {**values, "outside": outside}),
        Message(gettext_noop("請從 SDGs 第 {first} 至第 {last} 項挑選 {wanted} 項。"), values),
    )


def sdg17_planned(case: ProposalCase) -> Iterator[Fault]:
    """SDG-17-PLAN: an international plan has a work plan for SDG 17 too."""
    if not case.subject.sdg17_plan.strip():
        yield Fault(
            "sdg17_plan",
            Message(gettext_noop("國際合作型計畫須針對 SDGs 第 17 項「夥伴關係」提出工作規劃，目前未填。")),
            Message(gettext_noop("請填寫 SDGs 第 17 項的工作規劃。")),
        )


def relation_explained(case: ProposalCase) -> Iterator[Fault]:
    """SDG-RELATION: the relation of the issue and the SDGs to the project is explained."""
    if not case.subject.sdg_relation.strip():
        yield Fault(
            "sdg_relation",
            Message(gettext_noop("尚未說明重點議題及 SDGs 與計畫的關聯性。")),
            Message(gettext_noop("請說明所選議題及 SDGs 與計畫的關聯。")),
        )
