"""Papers and statements that go with a proposal (柒、二、（二）; 玖、三、（九）; 玖、四)."""

from __future__ import annotations

from collections.abc import Iterator

from proposals.rules.application import Document
from proposals.rules.case import ProposalCase
from usr_portal.kernel import roc
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import BasisKind

_PRIOR = (Document.PRIOR_RESULTS_REPORT, Document.PRIOR_RELATION_STATEMENT)


def prior_results(case: ProposalCase) -> Iterator[Fault]:
    """DOC-PRIOR-RESULTS: who carries on, or has anyone of a phase-3 lead team of any school, reports results.

    The staged results up to the day the call names, and a statement of how the two relate.
    """
    missing = tuple(paper.named for paper in _PRIOR if paper not in case.subject.documents)
    if missing and (case.eligibility.claim.carries_on or _ran_previous_phase(case)):
        yield Fault(
            "documents",
            Message(
                gettext_noop(
                    "延續、進階計畫或主持團隊曾參與第 {phase} 期計畫者，須附截至 {day} 的成果與關聯說明；缺：{papers}。"
                ),
                {
                    "phase": case.parameters.previous_phase,
                    "day": roc.Told(case.parameters.application.prior_results_until),
                    "papers": missing,
                },
            ),
            Message(gettext_noop("請上傳：{papers}。"), {"papers": missing}),
        )


def _ran_previous_phase(case: ProposalCase) -> bool:
    previous = case.parameters.previous_phase
    return any(
        project.phase == previous
        for member in case.subject.team
        for project, _ in case.registry.roles_of(member.person)
    )


def merge_explained(case: ProposalCase) -> Iterator[Fault]:
    """DOC-MERGE: a claim on more than one predecessor explains openly how they are merged.

    A new proposal merges nothing: what it grew out of is not judged.
    """
    named = set(case.subject.basis.predecessors)
    if case.eligibility.claim.carries_on and len(named) > 1 and not case.subject.merge_statement.strip():
        yield Fault(
            "merge_statement",
            Message(gettext_noop("本案承接 {count} 件前期計畫，但未說明如何整併。"), {"count": len(named)}),
            Message(gettext_noop("請誠實揭露並具體說明各前期計畫如何整併。")),
        )


def closing_report(case: ProposalCase) -> Iterator[Fault]:
    """DOC-CLOSING-REPORT: a new proposal has the complete closing report of the work its ground rests on."""
    yield from _paper_of_new(case, Document.CLOSING_REPORT)


def eligibility_evidence(case: ProposalCase) -> Iterator[Fault]:
    """DOC-ELIGIBILITY: a new proposal has evidence of its ground."""
    yield from _paper_of_new(case, Document.ELIGIBILITY_EVIDENCE)


def _paper_of_new(case: ProposalCase, paper: Document) -> Iterator[Fault]:
    if case.subject.basis.kind is BasisKind.NEW and paper not in case.subject.documents:
        yield Fault(
            "documents",
            Message(gettext_noop("新興計畫須附{paper}，目前未附。"), {"paper": paper.named}),
            Message(gettext_noop("請上傳{paper}。"), {"paper": paper.named}),
        )


def international_courses(case: ProposalCase) -> Iterator[Fault]:
    """DOC-INTL-COURSE: an international plan states the formal international courses planned or opened."""
    if not case.subject.intl_courses.strip():
        yield Fault(
            "intl_courses",
            Message(gettext_noop("國際合作型計畫須說明國際正式課程的規劃或開設，目前未填。")),
            Message(gettext_noop("請說明已規劃或開設的國際正式課程。")),
        )
