"""What a proposal's and a school's page show of the review: `proposals` knows nothing of it, so its templates ask here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from review.rules.visibility import Need
from review.selectors import results

if TYPE_CHECKING:
    from datetime import datetime

    from proposals.models import Proposal

register = template.Library()

_PAGES = {
    Need.CORRECTION: "corrections",
    Need.WRITTEN_REPLY: "proposal_replies",
    Need.PRESENTATION: "proposal_schedule",
    Need.PRESENTATION_REPLY: "proposal_replies",
    Need.SITE_VISIT: "proposal_schedule",
}


@register.inclusion_tag("review/results/status.html")
def case_status(proposal: Proposal, now: datetime) -> dict[str, Any]:
    """Show what the school reads of a proposal under review, and what it is asked for."""
    view = results.status_of(proposal, now) if proposal.is_sent else None
    needs = [(reverse(_PAGES[need], args=[proposal.number]), need.label) for need in view.needs] if view else []
    return {"view": view, "needs": needs, "number": proposal.number}


@register.inclusion_tag("review/results/school_link.html")
def school_result_link(school_id: int, code: str) -> dict[str, Any]:
    """Link a school's results once they were announced."""
    return {"told": results.has_results(school_id), "code": code}
