"""One case in two proposals, and likeness with other publicly funded projects (捌、二; 玖、三、（四）)."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase
from eligibility.rules.similarity import most_similar, normalised_title, percent
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault


def same_case(case: EligibilityCase) -> Iterator[Fault]:
    """SAME-CASE: the same (normalised) title in one proposal of each category; each of them is told."""
    twins = case.field.titles.get(normalised_title(case.claim.title), ())
    rivals = tuple(claim for claim in twins if claim.plan_type.category is not case.plan_type.category)
    if rivals:
        yield Fault(
            "title",
            Message(
                gettext_noop("「{title}」同時以{own}與{other}提案；同一案件不得同時申請大學特色類與永續發展類。"),
                {"title": case.claim.title, "own": case.plan_type.named, "other": rivals[0].plan_type.named},
            ),
            Message(gettext_noop("請保留其中一件；若確為不同案件，請修改計畫名稱以資區別。")),
        )


def looks_alike(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-SIMILAR: the title is much like that of a prior project or another proposal; people judge it.

    Its own predecessors and their earlier phases are left out: those are meant to be alike.
    """
    ranked = most_similar(case.claim.title, _candidates(case))
    if ranked and percent(ranked[0][0]) >= case.parameters.similarity.worth_a_look:
        likeness, _, title = ranked[0]
        yield Fault(
            "title",
            Message(
                gettext_noop(
                    "計畫名稱與「{other}」相似度為 {percent}%；與執行中或曾執行之政府補助計畫高度相似者不予受理，請人工判斷。"
                ),
                {"other": title, "percent": percent(likeness)},
            ),
            Message(gettext_noop("請說明本案與該計畫在主題與內容上的差異。")),
        )


def _candidates(case: EligibilityCase) -> Iterator[tuple[str, str]]:
    registry = case.field.registry
    named = (registry.get(name) for name in case.claim.basis.predecessors)
    own = {project.id for start in named if start is not None for project in registry.lineage(start)}
    yield from ((key, project.title) for key, project in registry.projects.items() if key not in own)
    yield from ((claim.proposal, claim.title) for claim in case.others(case.field.claims))
