"""Talking about a page: saying, answering, taking back, settling; whom it concerns gets a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.models import Comment
from proposals.selectors import comments as selectors
from proposals.selectors.workspace import sections_for
from proposals.services.refusals import Refused
from usr_portal.call.services import now
from usr_portal.kernel.texts import plain
from usr_portal.notices.letters import compose
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from collections.abc import Collection

    from proposals.models import Proposal
    from usr_portal.accounts.models import Person

Audience = Comment.Audience
LONGEST = 4_000
QUOTED = 200


@transaction.atomic
def say(
    *,
    person: Person,
    number: str,
    key: str,
    text: str,
    audience: str = "",
    mentioned: Collection[int] = (),
    link: str = "",
) -> Comment:
    """Begin a talk on a page. A window speaks to the team and the windows; the team chooses.

    `mentioned` are the people to be told by mail; those who may not read it are left out. `link` leads to the page.
    Raises `Http404` or `Refused`.
    """
    proposal = selectors.proposal_for(person, number)
    if key not in {section.key for section in sections_for(proposal)}:
        raise Http404
    chosen = Audience.TEAM if audience == Audience.TEAM and proposal.my_access is not None else Audience.SCHOOL
    made = _write(proposal, person, text, key=key, audience=chosen)
    _tell(proposal, made, set(mentioned), link)
    return made


@transaction.atomic
def answer(
    *, person: Person, number: str, comment_id: int, text: str, mentioned: Collection[int] = (), link: str = ""
) -> Comment:
    """Answer in a talk; who took part in it is told too. An answer opens a settled talk again."""
    proposal, first = _talk(person, number, comment_id)
    made = _write(proposal, person, text, key=first.key, audience=first.audience, thread=first)
    if first.resolved_at is not None:
        first.resolved_at, first.resolved_by = None, None
        first.save(update_fields=["resolved_at", "resolved_by"])
    before = set(first.answers.values_list("author", flat=True)) | {first.author_id}
    _tell(proposal, made, set(mentioned) | before, link)
    return made


@transaction.atomic
def settle(*, person: Person, number: str, comment_id: int, settled: bool) -> Comment:
    """Settle a talk, or open it again."""
    _proposal, first = _talk(person, number, comment_id)
    first.resolved_at, first.resolved_by = (now(), person) if settled else (None, None)
    first.save(update_fields=["resolved_at", "resolved_by"])
    return first


@transaction.atomic
def take_back(*, person: Person, number: str, comment_id: int) -> Comment:
    """Take back one's own comment: its text goes, its place stays."""
    proposal = selectors.proposal_for(person, number)
    rows = selectors.readable(person, proposal).select_for_update(of=("self",))
    own = rows.filter(pk=comment_id, author=person, removed_at=None).first()
    if own is None:
        raise Http404
    own.text, own.removed_at = "", now()
    own.save(update_fields=["text", "removed_at"])
    return own


def _talk(person: Person, number: str, comment_id: int) -> tuple[Proposal, Comment]:
    proposal = selectors.proposal_for(person, number)
    rows = selectors.readable(person, proposal).select_for_update(of=("self",))
    first = rows.filter(pk=comment_id, thread=None).first()
    if first is None:
        raise Http404
    return proposal, first


def _write(proposal: Proposal, person: Person, text: str, **of: object) -> Comment:
    told = plain(text).strip()
    if not told:
        raise Refused(_("請寫下要說的話。"))
    if len(told) > LONGEST:
        words = _("最多 {most:,} 字，現有 {length:,} 字；請精簡。")
        raise Refused(words.format(most=LONGEST, length=len(told)))
    return Comment.objects.create(proposal=proposal, author=person, text=told, at=now(), **of)


def _tell(proposal: Proposal, comment: Comment, concerned: set[int], link: str) -> None:
    for reader in selectors.readers(proposal, comment.audience):
        if reader.pk == comment.author_id or reader.pk not in concerned:
            continue
        values = {
            "author": comment.author,
            "title": proposal.title or proposal.number,
            "text": comment.text[:QUOTED] + ("…" if len(comment.text) > QUOTED else ""),
            "link": link,
        }
        subject, body = compose("comment", reader.language, values)
        post(key=f"comment:{comment.pk}:{reader.pk}", to=reader.email, subject=subject, body=body)
