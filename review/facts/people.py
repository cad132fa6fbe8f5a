"""Who stands in a frozen proposal: what conflicts of interest are judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proposals.rules.application import Proposal


def people_of(proposal: Proposal) -> list[dict[str, str]]:
    """Give the lead team of a proposal as a case keeps it: registry key, name, role and school code."""
    return [
        {
            "key": member.person or "",
            "name": member.name or "",
            "role": member.role or "",
            "school": member.school or "",
        }
        for member in proposal.team
    ]


def partners_of(proposal: Proposal) -> list[str]:
    """Give the names of the organisations that a proposal has agreements with, each once."""
    return list(dict.fromkeys(name for mou in proposal.mous if (name := mou.partner.strip())))
