"""Practice ethics (實踐倫理: 玖、四（一）, （十一）)."""

from __future__ import annotations

from collections.abc import Iterator

from proposals.rules.application import EthicsTopic
from proposals.rules.case import ProposalCase
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault, forms

_PRACTICABLE = (EthicsTopic.TIME_BANK, EthicsTopic.CARBON, EthicsTopic.BLOCKCHAIN, EthicsTopic.COMMITMENTS)
_REVIEWED = (EthicsTopic.INDIGENOUS, EthicsTopic.DISABILITY, EthicsTopic.MINORS, EthicsTopic.INMATES)


def ethics_stated(case: ProposalCase) -> Iterator[Fault]:
    """DOC-ETHICS: both statements are made; topics that must be practicable are explained."""
    ethics = case.subject.ethics
    if not ethics.practice_statement:
        yield _unstated("ethics.practice_statement", gettext_noop("尚未完成實踐倫理議題規範聲明。"))
    if not ethics.academic_statement:
        yield _unstated("ethics.academic_statement", gettext_noop("尚未完成學術倫理聲明。"))
    touched = tuple(topic.named for topic in _PRACTICABLE if topic in ethics.topics)
    if touched and not ethics.practicability.strip():
        yield Fault(
            "ethics.practicability",
            Message(gettext_noop("計畫涉及{topics}，須說明所提內容如何可踐行，目前未填。"), {"topics": touched}),
            Message(gettext_noop("請說明所提內容及議題的可踐行性。")),
            article=forms("玖、四、{form}（十一）1")[case.plan_type],
        )


def _unstated(place: str, template: str) -> Fault:
    return Fault(place, Message(template), Message(gettext_noop("請詳閱後勾選聲明。")))


def ethics_review(case: ProposalCase) -> Iterator[Fault]:
    """ETHICS-IRB: such people are involved, so that an ethics approval is due after the project is approved."""
    touched = tuple(topic.named for topic in _REVIEWED if topic in case.subject.ethics.topics)
    if touched:
        yield Fault(
            "ethics.topics",
            Message(gettext_noop("計畫涉及{topics}，核定後須檢附研究倫理審查核准文件。"), {"topics": touched}),
            Message(gettext_noop("請及早向研究倫理審查委員會申請審查。")),
        )
