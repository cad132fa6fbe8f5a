"""Comments on a proposal's pages, for those who may read them: its team, and of what is meant for them its windows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from proposals import access
from proposals.models import Comment, Participation
from usr_portal.accounts.models import Person, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from proposals.models import Move, Proposal

Audience = Comment.Audience


@dataclass(frozen=True, slots=True)
class Talk:
    """A comment with its answers, the oldest first."""

    first: Comment
    answers: tuple[Comment, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has settled it yet."""
        return self.first.resolved_at is None


def proposal_for(person: Person, number: str, *, lock: bool = False) -> Proposal:
    """Give the proposal on which somebody may comment: its team's and its school's windows'; or raise `Http404`.

    Staff read what is sent; what is said while it is written is none of theirs.
    """
    proposal = access.get_proposal(person, number, lock=lock)
    if not takes_part(person, proposal):
        raise Http404
    return proposal


def is_window(person: Person, proposal: Proposal) -> bool:
    """Tell whether somebody is a window of the proposal's school."""
    return proposal.application.school_id in person.standing.window_schools


def address(person: Person, proposal: Proposal, key: str) -> str:
    """Give where the talks about a page are read; '' for those who take no part in them."""
    if not takes_part(person, proposal):
        return ""
    return f"{reverse('proposal_comments', args=[proposal.number])}?{urlencode({'section': key})}"


def takes_part(person: Person, proposal: Proposal) -> bool:
    """Tell whether somebody is of the team or a window of its school: staff read none of the talks."""
    return proposal.my_access is not None or is_window(person, proposal)


def readable(person: Person, proposal: Proposal) -> QuerySet[Comment]:
    """Give the comments that somebody may read; a window who is of the team too reads all."""
    rows = Comment.objects.filter(proposal=proposal)
    return rows if proposal.my_access is not None else rows.filter(audience=Audience.SCHOOL)


def talks(person: Person, proposal: Proposal, key: str = "") -> list[Talk]:
    """Give the talks of a page, or of all pages, open ones first; one statement."""
    rows = readable(person, proposal).select_related("author", "resolved_by")
    found = list(rows.filter(key=key) if key else rows)
    answers: dict[int, list[Comment]] = {}
    for one in found:
        if one.thread_id:
            answers.setdefault(one.thread_id, []).append(one)
    made = [Talk(one, tuple(answers.get(one.pk, ()))) for one in found if one.thread_id is None]
    return sorted(made, key=lambda talk: not talk.is_open)


def open_counts(person: Person, proposal: Proposal) -> Counter[str]:
    """Count the open talks by page; one statement."""
    rows = readable(person, proposal).filter(thread=None, resolved_at=None, removed_at=None)
    return Counter(rows.values_list("key", flat=True))


def open_by_page(proposals: list[int]) -> Counter[tuple[int, str]]:
    """Count the open talks that windows read, by proposal and page; one statement."""
    rows = Comment.objects.filter(proposal__in=proposals, audience=Audience.SCHOOL, thread=None, resolved_at=None)
    return Counter(rows.filter(removed_at=None).values_list("proposal", "key"))


def places_of(person: Person, proposal: Proposal, move: Move) -> list[Comment]:
    """Give what a return asks to be changed, page by page, to those who may read it; one statement."""
    if not takes_part(person, proposal):
        return []
    return list(readable(person, proposal).filter(move=move, removed_at=None))


def readers(proposal: Proposal, audience: str) -> list[Person]:
    """Give who reads what is said to an audience, by name; one statement."""
    team = Q(pk__in=Participation.objects.filter(proposal=proposal).values("person"))
    held = {"grants__role": Role.WINDOW, "grants__school": proposal.application.school_id, "grants__revoked_at": None}
    who = team | Q(**held) if audience == Audience.SCHOOL else team
    return list(Person.objects.filter(who, is_active=True).distinct().order_by("name", "pk"))
