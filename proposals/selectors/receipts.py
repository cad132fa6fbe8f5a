"""Sendings that a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from proposals import access
from proposals.models import Submission, SubmittedProposal

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person


def proposals_of(submission: Submission) -> list[SubmittedProposal]:
    """Give what was sent, in its order; one statement."""
    return list(submission.proposals.select_related("proposal").order_by("position"))


def get_submission(person: Person, receipt: str) -> Submission:
    """Give a sending of an application that the person may see as a whole, or raise `Http404`."""
    found = (
        Submission.objects.filter(receipt=receipt, application__in=access.visible_applications(person))
        .select_related("application__school", "application__plan", "sent_by", "withdrawn_by", "call_version")
        .first()
    )
    if found is None:
        raise Http404
    return found
