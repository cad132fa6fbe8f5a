"""The form of a rule's case: edits of the valid application that raise it, and the nearest ones that do not."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.builders import Edit, findings


@dataclass(frozen=True)
class RuleCase:
    """``raising`` makes ``rule`` fail for ``proposal`` at ``path``; ``passing`` is the nearest that does not."""

    rule: str
    name: str
    proposal: str | None
    raising: list[Edit]
    passing: list[Edit] = field(default_factory=list)
    path: str = ""
    everywhere: bool = False
    """Whether the edits concern the other proposals too."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


def assert_raises_and_passes(case: RuleCase) -> None:
    faults = [found for found in findings(*case.raising) if found.rule == case.rule]
    concerned = {found.proposal for found in faults}
    assert case.proposal in concerned
    assert case.everywhere or concerned == {case.proposal}
    if case.path:
        assert case.path in [found.path for found in faults]
    for found in faults:
        assert "{" not in found.message.render() + found.fix.render()
    assert not [
        found for found in findings(*case.passing) if found.rule == case.rule and found.proposal == case.proposal
    ]
