"""Between team and window: complete, reopen, take, return with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import access
from proposals.access import Need
from proposals.models import Move, Proposal
from proposals.services.refusals import Refused, given_reason
from proposals.services.writing import UPLOAD
from usr_portal.audit.services import record
from usr_portal.call.services import require_open

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

State = Proposal.State
Act = Move.Act

# act → (states it starts from, state it leads to, what the person needs)
STEPS = {
    Act.COMPLETE: ({State.WRITING}, State.COMPLETE, Need.EDIT),
    Act.REOPEN: ({State.COMPLETE}, State.WRITING, Need.EDIT),
    Act.TAKE: ({State.COMPLETE}, State.TAKEN, Need.WINDOW),
    Act.RETURN: ({State.COMPLETE, State.TAKEN}, State.WRITING, Need.WINDOW),
}


@transaction.atomic
def move(*, person: Person, number: str, act: Act, reason: str = "") -> Proposal:
    """Take one step with a proposal. A return needs a reason, which the team sees.

    Raises `Http404`, `WindowClosed`, `NeedsReason`, or `Refused` where the step does not start from its state.
    """
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
    Move.objects.create(proposal=proposal, act=act, actor=person, at=moment.now, reason=told)
    record(
        actor=person,
        action=f"proposal.{act}",
        subject=f"proposal:{number}",
        school_id=proposal.application.school_id,
        reason=told,
        at=moment.now,
    )
    return proposal
