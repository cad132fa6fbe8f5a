from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from usr_portal.kernel.findings import Severity
from usr_portal.kernel.messages import Message
from usr_portal.kernel.rulebook import Fault, Rule, forms
from usr_portal.kernel.vocabulary import PlanType


@dataclass(frozen=True)
class Plain:
    proposal: str | None
    path: str
    plan_type: PlanType | None


def always(case: Plain) -> Iterator[Fault]:
    yield Fault("here", Message("壞"), Message("修"))
    yield Fault("there", Message("壞"), Message("修"), article="肆")


RULE = Rule(
    "R", Severity.WARNING, "規則", {**forms("{form}"), None: "校"}, always, frozenset({PlanType.DEEP}), correctable=True
)


def test_a_fault_becomes_a_finding_of_its_rule() -> None:
    first, second = RULE.judge(Plain("P", "proposals[1]", PlanType.DEEP))
    assert (first.rule, first.severity, first.proposal, first.correctable) == ("R", Severity.WARNING, "P", True)
    assert (first.path, first.article) == ("proposals[1].here", "大學特色類")
    assert (second.path, second.article) == ("proposals[1].there", "肆")


def test_the_schools_findings_have_no_proposal_and_paths_from_the_top() -> None:
    first, _ = RULE.judge(Plain(None, "", None))
    assert (first.proposal, first.path, first.article) == (None, "here", "校")


def test_a_rule_is_for_its_types_alone() -> None:
    assert list(RULE.judge(Plain("P", "p", PlanType.SPROUT))) == []
