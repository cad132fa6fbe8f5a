"""Between team and window: complete, reopen, take, return with a reason and what to change page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import access
from proposals.access import Need
from proposals.models import Comment, Move, Proposal
from proposals.selectors import comments as talks
from proposals.selectors.workspace import sections_for
from proposals.services.refusals import Refused, given_reason
from proposals.services.writing import UPLOAD
from usr_portal.audit.services import record
from usr_portal.call.services import require_open
from usr_portal.kernel.texts import plain
from usr_portal.notices.letters import compose
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from usr_portal.accounts.models import Person

State = Proposal.State
Act = Move.Act
LONGEST_NOTE = 2_000  # of what is asked to be changed on one page

# act → (states it starts from, state it leads to, what the person needs)
STEPS = {
    Act.COMPLETE: ({State.WRITING}, State.COMPLETE, Need.EDIT),
    Act.REOPEN: ({State.COMPLETE}, State.WRITING, Need.EDIT),
    Act.TAKE: ({State.COMPLETE}, State.TAKEN, Need.WINDOW),
    Act.RETURN: ({State.COMPLETE, State.TAKEN}, State.WRITING, Need.WINDOW),
}


class WrongNotes(Refused):
    """What was asked to be changed cannot be kept: `notes` says why, by page."""

    def __init__(self, notes: Mapping[str, str]) -> None:
        super().__init__(_("有幾節的說明無法存入，請看各節下方的說明。"))
        self.notes = notes


@transaction.atomic
def move(*, person: Person, number: str, act: Act, reason: str = "") -> Proposal:
    """Take one step with a proposal. A return needs a reason, which the team sees.

    Raises `Http404`, `WindowClosed`, `NeedsReason`, or `Refused` where the step does not start from its state.
    """
    return _step(person, number, act, reason).proposal


@transaction.atomic
def give_back(
    *, person: Person, number: str, reason: str, notes: Mapping[str, str], link_to: Callable[[str], str]
) -> Proposal:
    """Return a proposal to its team, with what to change on its pages (`notes` by page; blank ones say nothing).

    Each note is an open talk on its page, so the team can answer it and settle it there. The team is told by mail;
    `link_to` gives the full address of a page ('' of the proposal). Raises as `move`, and `WrongNotes`.
    """
    made = _step(person, number, Act.RETURN, reason)
    proposal = made.proposal
    titles = {section.key: section.title for section in sections_for(proposal)}
    told = {key: text for key in titles if (text := plain(notes.get(key, "")).strip())}
    long = _("最多 {most:,} 字，現有 {length:,} 字；請精簡。")
    wrong = {
        key: long.format(most=LONGEST_NOTE, length=len(text)) for key, text in told.items() if len(text) > LONGEST_NOTE
    }
    if wrong:
        raise WrongNotes(wrong)
    for key, text in told.items():
        Comment.objects.create(
            proposal=proposal,
            key=key,
            audience=Comment.Audience.SCHOOL,
            author=person,
            text=text,
            at=made.at,
            move=made,
        )
    for reader in talks.readers(proposal, Comment.Audience.TEAM):
        if reader != person:
            places = [(titles[key](reader.language), text, link_to(key)) for key, text in told.items()]
            values = {
                "window": person,
                "title": proposal.title or proposal.number,
                "reason": made.reason,
                "places": places,
                "link": link_to(""),
            }
            subject, body = compose("returned", reader.language, values)
            post(key=f"returned:{made.pk}:{reader.pk}", to=reader.email, subject=subject, body=body)
    return proposal


def _step(person: Person, number: str, act: Act, reason: str) -> Move:
    starts, leads_to, need = STEPS[act]
    proposal = access.get_proposal(person, number, need, lock=True)
    moment = require_open(UPLOAD, proposal.application.school_id)
    if access.is_sent_now(proposal):
        raise Refused(_("申請案已送出；請先撤回。"))
    if proposal.state not in starts:
        raise Refused(_("計畫目前是「{state}」，不能這樣做。").format(state=proposal.get_state_display()))
    told = given_reason(reason) if act is Act.RETURN or reason.strip() else ""
    proposal.state = leads_to
    proposal.save(update_fields=["state", "updated_at"])
    made = Move.objects.create(proposal=proposal, act=act, actor=person, at=moment.now, reason=told)
    record(
        actor=person,
        action=f"proposal.{act}",
        subject=f"proposal:{number}",
        school_id=proposal.application.school_id,
        reason=told,
        at=moment.now,
    )
    return made
