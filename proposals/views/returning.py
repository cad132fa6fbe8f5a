"""Returning a proposal to its team, with a reason and with what to change on its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import access
from proposals.access import Need
from proposals.selectors import board, findings
from proposals.selectors.addresses import page
from proposals.services import moves
from proposals.services.refusals import LONGEST_REASON, NeedsReason, Refused, explain
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from proposals.models import Proposal

OK, UNPROCESSABLE = 200, 422
FIELD = "note-"


@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: PersonRequest, number: str) -> HttpResponse:
    """Ask for the reason and the notes; POST returns the proposal, or shows them again with what is wrong."""
    proposal = access.get_proposal(request.user, number, Need.WINDOW)
    if request.method != "POST":
        return _page(request, proposal)
    notes = {name.removeprefix(FIELD): str(text) for name, text in request.POST.items() if name.startswith(FIELD)}
    try:
        moves.give_back(
            person=request.user,
            number=number,
            reason=request.POST.get("reason", ""),
            notes=notes,
            link_to=lambda key: request.build_absolute_uri(
                page(number, key) if key else reverse("proposal", args=[number])
            ),
        )
    except (Refused, WindowClosed) as refusal:
        return _page(request, proposal, notes, refusal)
    messages.success(request, _("已退回團隊，並已寄信告知團隊成員。"))
    return redirect("proposal", number)


def _page(
    request: PersonRequest,
    proposal: Proposal,
    notes: dict[str, str] | None = None,
    refusal: Refused | WindowClosed | None = None,
) -> HttpResponse:
    judgement = findings.judged(proposal.application)
    wrong = refusal.notes if isinstance(refusal, moves.WrongNotes) else {}
    steps = board.steps(proposal, judgement.of(proposal.number))
    context = {
        "proposal": proposal,
        "moment": judgement.moment,
        "rows": [(step, (notes or {}).get(step.key, ""), wrong.get(step.key, "")) for step in steps],
        "reason": request.POST.get("reason", ""),
        "problem": explain(refusal) if refusal else "",
        "needs_reason": isinstance(refusal, NeedsReason),
        "can": proposal.state in moves.STEPS[moves.Act.RETURN][0] and not proposal.is_sent and judgement.moment.is_open,
        "longest_reason": LONGEST_REASON,
        "longest_note": moves.LONGEST_NOTE,
    }
    return render(request, "proposals/return.html", context, status=UNPROCESSABLE if refusal else OK)
