"""What the registry has beside a case: predecessors with their teams, and titles that are much alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from django.conf import settings

from eligibility.rules.similarity import percent, similarity
from eligibility.selectors.beside import PriorFacts, titles
from proposals.rules.application import Proposal
from review.models import Case
from usr_portal.kernel import richtext

MOST_ALIKE = 8


@dataclass(frozen=True, slots=True)
class Alike:
    """A project or another sent proposal with a like title. `percent` is of the titles' character pairs."""

    key: str
    title: str
    school: str
    percent: int
    is_prior: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A predecessor beside the proposal: shares in whole percent, and the people that stand in both teams."""

    prior: PriorFacts
    title_percent: int
    text_percent: int
    sites_percent: int
    together: tuple[str, ...]
    only_before: tuple[str, ...]
    only_now: tuple[str, ...]


def beside(proposal: Proposal, prior: PriorFacts) -> Pair:
    """Put a predecessor beside the proposal."""
    ours = {member.person: member.name or member.person for member in proposal.team}
    theirs = dict(prior.team)
    sites = " ".join(f"{site.county}{site.township}{site.name}" for site in proposal.sites)
    return Pair(
        prior=prior,
        title_percent=percent(similarity(proposal.title, prior.title)),
        text_percent=percent(similarity(richtext.plain(proposal.sections.get("summary", "")), prior.summary)),
        sites_percent=percent(similarity(sites, prior.sites)),
        together=tuple(name for key, name in ours.items() if key in theirs),
        only_before=tuple(name for key, name in theirs.items() if key not in ours),
        only_now=tuple(name for key, name in ours.items() if key not in theirs),
    )


def most_alike(case: Case, title: str, own: Iterable[str]) -> tuple[Alike, ...]:
    """Rank the registry and all other cases by the likeness of their titles; two statements.

    `own` are registry ids of the proposal's own predecessors: marked, since those are meant to be alike.
    """
    mine = set(own)
    priors = [(similarity(title, row.title), row.registry_id, row.title, row.school, True) for row in titles()]
    others = Case.objects.filter(call_id=settings.USR_CALL).exclude(pk=case.pk).select_related("school")
    sent = [
        (similarity(title, one.title), one.project_number, one.title, one.school.name, False)
        for one in others.only("project_number", "title", "school__name_zh", "school__name_en")
    ]
    best = nlargest(MOST_ALIKE, (*priors, *sent), key=lambda row: row[0])
    return tuple(
        Alike(key, other, school, percent(likeness), is_prior, key in mine)
        for likeness, key, other, school, is_prior in best
        if likeness
    )
