"""What a proposal has in common with prior projects and with the school's other proposals, for those who write it."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from eligibility.rules.similarity import percent, similarity
from eligibility.selectors.beside import facts_of, titles
from proposals.access import Need, may
from proposals.rules.likeness import Common, common
from proposals.selectors.findings import document_of
from usr_portal.kernel import richtext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.selectors.beside import PriorFacts
    from proposals.models import Proposal
    from proposals.rules.application import Proposal as ProposalDocument
    from proposals.selectors.findings import Judgement
    from usr_portal.accounts.models import Person

MOST_ALIKE = 8
LONGEST = 20_000  # characters of a text that are compared
STEPS = (0, 10, 30, 50, 75)
"""In percent: how exactly a team is told how much of its text stands in a proposal that it may not read."""


@dataclass(frozen=True, slots=True)
class PriorLikeness:
    """A prior project beside the proposal, in whole percent of the characters' pairs; `is_own` is one it rests on."""

    prior: PriorFacts
    title_percent: int
    summary_percent: int
    sites_percent: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class OwnLikeness:
    """Another proposal of the school.

    For who may not read it `title` is "" and `shared` only a step (see `_step`) without passages: whoever could save a
    text and look again would else spell out the other one letter by letter.
    """

    number: str
    title: str
    title_percent: int
    shared: Common


def with_priors(proposal: ProposalDocument) -> list[PriorLikeness]:
    """Rank the registry by the likeness of titles, those that the proposal rests on first; three statements."""
    own = set(proposal.basis.predecessors)
    known = {row.registry_id: similarity(proposal.title, row.title) for row in titles()}
    best = nlargest(MOST_ALIKE, known, key=lambda key: known[key]) if proposal.title else []
    wanted = [*(key for key in known if key in own), *(key for key in best if known[key] and key not in own)]
    facts = facts_of(wanted)
    summary = richtext.plain(proposal.sections.get("summary", ""))
    sites = " ".join(f"{site.county}{site.township}{site.name}" for site in proposal.sites)
    return [
        PriorLikeness(
            prior=(prior := facts[key]),
            title_percent=percent(known[key]),
            summary_percent=percent(similarity(summary, prior.summary)),
            sites_percent=percent(similarity(sites, prior.sites)),
            is_own=key in own,
        )
        for key in wanted
    ]


def with_own(person: Person, proposal: Proposal, judgement: Judgement) -> list[OwnLikeness]:
    """Hold a proposal's texts against those of each other proposal of the application, the most alike first.

    A team is told about another team's proposal nothing but its number and about how much of its own text stands there.
    One statement.
    """
    written = document_of(judgement, proposal)
    ours = _texts(written)
    may_read = may(person, proposal, Need.WINDOW) or person.standing.is_staff
    numbers = proposal.application.proposals.filter(removed_at=None).values_list("document_id", "number")
    named = {document_id or number: number for document_id, number in numbers}
    made = [
        OwnLikeness(
            number=named[other.id],
            title=(other.title or named[other.id]) if may_read else "",
            title_percent=percent(similarity(written.title, other.title)) if may_read else 0,
            shared=found if may_read else _step(found),
        )
        for other in judgement.document.proposals
        for found in [common(ours, _texts(other))]
        if other.id != written.id and other.id in named
    ]
    return sorted(made, key=lambda one: (-one.shared.percent, -one.title_percent, one.number))


def _texts(proposal: ProposalDocument) -> Mapping[str, str]:
    return {key: richtext.plain(text)[:LONGEST] for key, text in proposal.sections.items() if text}


def _step(found: Common) -> Common:
    return Common((), max(step for step in STEPS if step <= found.percent))
