"""The public page of the published list: what a reader looks for, its sums, a page of it, the choices to filter by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from review.rules.results import Listed, Listing, Sum, Wanted, added, by_type, found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usr_portal.kernel.vocabulary import PlanType

PAGE = 50
LONGEST = 100
PROJECTS, PLANS = "projects", "plans"


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What the page shows: `shown` says which of the two lists; `projects` and `plans` count what was found of each."""

    listing: Listing
    wanted: Wanted
    shown: str
    page: Page[Listed]
    projects: int
    plans: int
    sum: Sum
    types: tuple[tuple[PlanType, Sum], ...]

    @property
    def schools(self) -> list[tuple[str, str, str]]:
        """The schools of the list: code and both names, by code."""
        rows = (*self.listing.projects, *self.listing.school_plans)
        return sorted({(one.school.code, one.school.name_zh, one.school.name_en) for one in rows})

    @property
    def cities(self) -> list[str]:
        """The cities of the list's schools."""
        return sorted({one.school.city for one in (*self.listing.projects, *self.listing.school_plans)})


def public_page(listing: Listing, asked: Mapping[str, str]) -> PublicPage:
    """Give the page for the parameters of an address; an unknown value finds nothing."""
    wanted = _wanted(asked)
    shown = PLANS if asked.get("show") == PLANS else PROJECTS
    projects = found(listing.projects, wanted)
    plans = found(listing.school_plans, replace(wanted, plan_type="", issue="", sdg=""))
    rows = plans if shown == PLANS else projects
    return PublicPage(
        listing=listing,
        wanted=wanted,
        shown=shown,
        page=Paginator(rows, PAGE).get_page(asked.get("page", "1")),
        projects=len(projects),
        plans=len(plans),
        sum=added(rows, listing.years),
        types=by_type(projects, listing.years),
    )


def _wanted(asked: Mapping[str, str]) -> Wanted:
    names = {
        "words": "q",
        "school": "school",
        "plan_type": "type",
        "issue": "issue",
        "sdg": "sdg",
        "region": "region",
        "city": "city",
    }
    return Wanted(**{name: asked.get(key, "")[:LONGEST] for name, key in names.items()})
