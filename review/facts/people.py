"""Who stands in a frozen proposal: what conflicts of interest are judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def people_of(proposal: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the lead team of a proposal of the frozen JSON document: registry key, name, role and school code."""
    return [
        {
            "key": member.get("person") or "",
            "name": member.get("name") or "",
            "role": member.get("role") or "",
            "school": member.get("school") or "",
        }
        for member in proposal.get("team", ())
    ]


def partners_of(proposal: Mapping[str, Any]) -> list[str]:
    """Give the names of the organisations that a proposal of the frozen JSON document has agreements with."""
    names = (str(mou.get("partner") or "").strip() for mou in proposal.get("mous", ()))
    return list(dict.fromkeys(name for name in names if name))
