"""The prior projects a claim carries on from: known, the school's own, free, and the lead of their merger."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase, taker
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault

_FIX = Message(gettext_noop("請從本校的前期計畫清單選取第三期計畫，或未獲第三期補助的第二期計畫。"))


def predecessor_known(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-PREDECESSOR: each is in the registry, the school's, and of the previous phase or lapsed (柒、一).

    A new proposal's predecessors are not judged.
    """
    if not case.claim.carries_on:
        return
    if not case.claim.basis.predecessors:
        yield Fault("basis.predecessors", Message(gettext_noop("延續或進階計畫須指明所承接的前期計畫。")), _FIX)
    for place, name in enumerate(case.claim.basis.predecessors):
        problem = _problem(case, name)
        if problem is not None:
            yield Fault(f"basis.predecessors[{place}]", problem, _FIX)


def _problem(case: EligibilityCase, name: str) -> Message | None:
    project = case.field.registry.get(name)
    if project is None:
        return Message(gettext_noop("前期計畫名冊中沒有「{id}」。"), {"id": name})
    if project.school != case.field.school:
        return Message(
            gettext_noop("前期計畫「{title}」（{id}）不是本校的計畫。"), {"title": project.title, "id": name}
        )
    previous = case.parameters.previous_phase
    if project.phase == previous or case.field.registry.is_lapsed(project, previous):
        return None
    return Message(
        gettext_noop(
            "前期計畫「{title}」（{id}）屬第 {phase} 期，不能直接承接；本期只承接第 {previous} 期計畫，或未獲第 {previous} 期補助的前一期計畫。"
        ),
        {"title": project.title, "id": name, "phase": project.phase, "previous": previous},
    )


def one_successor(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-ONE-SUCCESSOR: a prior project has one continuation or advancement among all applications (玖、三、（五）).

    A merged proposal uses up each of its predecessors (reading 3); a new proposal uses up none.
    """
    named = case.claim.basis.predecessors
    for project in case.predecessors:
        rivals = tuple(
            claim.title or claim.proposal for claim in case.others(case.field.successors.get(project.id, ()))
        )
        elsewhere = case.field.taken_projects.get(project.id)
        users = rivals if elsewhere is None else (*rivals, taker(elsewhere))
        if users:
            yield Fault(
                f"basis.predecessors[{named.index(project.id)}]",
                Message(
                    gettext_noop(
                        "前期計畫「{title}」（{id}）已由其他申請案承接：{users}；每一前期計畫只能有一件延續或進階計畫。"
                    ),
                    {"title": project.title, "id": project.id, "users": users},
                ),
                Message(gettext_noop("請只保留一件延續或進階計畫；其餘可改以新興計畫提案，或改選其他前期計畫。")),
            )


def merged_lead(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-MERGED-LEAD: a project that was merged is carried on through its lead project only (玖、三、（七）)."""
    named = case.claim.basis.predecessors
    for project in case.predecessors:
        if project.merged_into is not None:
            lead = case.field.registry.get(project.merged_into)
            yield Fault(
                f"basis.predecessors[{named.index(project.id)}]",
                Message(
                    gettext_noop("前期計畫「{title}」（{id}）已併入主案「{lead}」，只能由主案提出延續或進階。"),
                    {
                        "title": project.title,
                        "id": project.id,
                        "lead": lead.title if lead is not None else project.merged_into,
                    },
                ),
                Message(gettext_noop("請改選併案的主案作為承接的前期計畫。")),
            )
