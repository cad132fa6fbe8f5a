"""The form of a rule: what it is called, what it does to an application, where the call says it, and its check.

A check is a function that takes the facts of one case and yields a ``Fault`` for each place where the case fails it;
the rule turns faults into findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from usr_portal.kernel.findings import Finding, Severity
from usr_portal.kernel.messages import Message
from usr_portal.kernel.vocabulary import PlanType


class Case(Protocol):
    """What a rule is judged on: a proposal (or, with ``proposal`` None, the school)."""

    @property
    def proposal(self) -> str | None:
        """The proposal's id."""

    @property
    def path(self) -> str:
        """The path of the case in the file, '' for the school."""

    @property
    def plan_type(self) -> PlanType | None:
        """The proposal's type; None for the school."""


C = TypeVar("C", bound=Case)


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a case fails a rule; ``place`` is below the case's path.

    ``article`` is given where it differs from the rule's own.
    """

    place: str
    message: Message
    fix: Message
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Rule(Generic[C]):
    """A rule of the call.

    ``articles`` is the place in the call, or the place for each type (``None``: for the school). ``types`` are the plan
    types that it is for; empty: for all.
    """

    id: str
    severity: Severity
    title: str
    articles: str | Mapping[PlanType | None, str]
    check: Callable[[C], Iterable[Fault]]
    types: frozenset[PlanType] = frozenset(PlanType)
    correctable: bool = False

    def applies(self, plan_type: PlanType | None) -> bool:
        """Return whether the rule is for plans of this type; the school's rules have none."""
        return plan_type is None or plan_type in self.types

    def article(self, plan_type: PlanType | None) -> str:
        """Return where the call says it, for this type."""
        return self.articles if isinstance(self.articles, str) else self.articles[plan_type]

    def judge(self, case: C) -> Iterator[Finding]:
        """Yield a finding for each place where the case fails."""
        if not self.applies(case.plan_type):
            return
        for fault in self.check(case):
            yield Finding(
                rule=self.id,
                severity=self.severity,
                proposal=case.proposal,
                path=f"{case.path}.{fault.place}" if case.path else fault.place,
                article=fault.article or self.article(case.plan_type),
                message=fault.message,
                fix=fault.fix,
                correctable=self.correctable,
            )


def forms(pattern: str) -> dict[PlanType | None, str]:
    """Return an article of the forms (玖、四) by type; ``{form}`` in ``pattern`` is the form's name."""
    return {plan_type: pattern.format(form=form) for plan_type, form in _FORMS.items()}


_FORMS = {
    PlanType.SPROUT: "大學特色類",
    PlanType.DEEP: "大學特色類",
    PlanType.INTERNATIONAL: "國際合作型",
    PlanType.DISTINCTIVE: "特色永續型",
}
