"""The published list (核定名單): frozen as JSON at the announcement, read again, searched and added up. Pure.

Its format `usr-results/1` is described in `docs/results.md`; what the portal shows and serves is this and nothing else,
so that a later change of a school's name or of a decision's row cannot change what was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from usr_portal.kernel.names import folded
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.regions import region_of

FORMAT = "usr-results/1"
MOST_WORDS = 8

Json = dict[str, Any]
Years = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ListedSchool:
    """A school as it was called at the announcement."""

    code: str
    name_zh: str
    name_en: str
    city: str

    @property
    def region(self) -> str:
        """The region of its city (a value of `schools.regions.Region`); empty for a city that is none of Taiwan's."""
        try:
            return region_of(self.city).value
        except LookupError:
            return ""

    def name(self, *, english: bool) -> str:
        """Return the name in a language."""
        return self.name_en if english and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class Listed:
    """A funded project, or (without number, title and type) a school's plan; `approved` is whole NT$ by year."""

    school: ListedSchool
    approved: Years = field(hash=False)
    number: str = ""
    title: str = ""
    plan_type: str = ""
    basis: str = ""
    issue: int | None = None
    sdgs: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """The sum over the years."""
        return sum(self.approved.values())


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that was published; `announced_at` is aware."""

    call: str
    call_name: str
    call_name_en: str
    announced_at: datetime
    years: tuple[str, ...]
    projects: tuple[Listed, ...]
    school_plans: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; an empty field asks for nothing, an unknown value finds nothing."""

    words: str = ""
    school: str = ""
    plan_type: str = ""
    issue: str = ""
    sdg: str = ""
    region: str = ""
    city: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is asked for."""
        return any(
            (self.words.strip(), self.school, self.plan_type, self.issue, self.sdg, self.region, self.city.strip())
        )


@dataclass(frozen=True, slots=True)
class Sum:
    """What several rows come to: how many, NT$ by year, and all years."""

    count: int
    by_year: Years = field(hash=False)
    total: int


def as_json(listing: Listing) -> Json:
    """Return the list as it is frozen and served."""
    return {
        "format": FORMAT,
        "call": listing.call,
        "call_name": listing.call_name,
        "call_name_en": listing.call_name_en,
        "announced_at": listing.announced_at.isoformat(timespec="seconds"),
        "years": list(listing.years),
        "projects": [_project(one, listing.years) for one in listing.projects],
        "school_plans": [_plan(one, listing.years) for one in listing.school_plans],
        "totals": {
            "projects": _sum_json(added(listing.projects, listing.years)),
            "school_plans": _sum_json(added(listing.school_plans, listing.years)),
        },
    }


def from_json(frozen: Json) -> Listing:
    """Read what `as_json` wrote. Raises `KeyError` or `ValueError` for anything else."""
    if frozen["format"] != FORMAT:
        raise ValueError(frozen["format"])
    return Listing(
        call=frozen["call"],
        call_name=frozen["call_name"],
        call_name_en=frozen["call_name_en"],
        announced_at=datetime.fromisoformat(frozen["announced_at"]),
        years=tuple(frozen["years"]),
        projects=tuple(_listed(one) for one in frozen["projects"]),
        school_plans=tuple(_listed(one) for one in frozen["school_plans"]),
    )


def found(rows: Iterable[Listed], wanted: Wanted) -> tuple[Listed, ...]:
    """Return the rows that a reader looks for, in their order; 臺 and 台 find each other."""
    words = [folded(word) for word in wanted.words.split()[:MOST_WORDS]]
    return tuple(one for one in rows if _is_wanted(one, wanted) and _has(one, words))


def added(rows: Sequence[Listed], years: Iterable[str]) -> Sum:
    """Add rows up."""
    by_year = {year: sum(one.approved.get(year, 0) for one in rows) for year in years}
    return Sum(len(rows), by_year, sum(by_year.values()))


def by_type(rows: Sequence[Listed], years: Sequence[str]) -> tuple[tuple[PlanType, Sum], ...]:
    """Add projects up by type, in the order of the types; every type is there."""
    return tuple((kind, added([one for one in rows if one.plan_type == kind.value], years)) for kind in PlanType)


def _is_wanted(one: Listed, wanted: Wanted) -> bool:
    asked = (
        (wanted.school, one.school.code),
        (wanted.plan_type, one.plan_type),
        (wanted.issue, str(one.issue or "")),
        (wanted.region, one.school.region),
        (folded(wanted.city), folded(one.school.city)),
    )
    return all(not value or value == held for value, held in asked) and _has_goal(one, wanted.sdg)


def _has_goal(one: Listed, sdg: str) -> bool:
    return not sdg or sdg in {str(goal) for goal in one.sdgs}


def _has(one: Listed, words: Sequence[str]) -> bool:
    if not words:
        return True
    school = one.school
    text = folded(f"{one.number}\n{one.title}\n{school.code}\n{school.name_zh}\n{school.name_en}\n{school.city}")
    return all(word in text for word in words)


def _project(one: Listed, years: Sequence[str]) -> Json:
    return {
        "number": one.number,
        "title": one.title,
        "type": one.plan_type,
        "basis": one.basis,
        "issue": one.issue,
        "sdgs": list(one.sdgs),
        **_plan(one, years),
    }


def _plan(one: Listed, years: Sequence[str]) -> Json:
    school = one.school
    return {
        "school": {
            "code": school.code,
            "name_zh": school.name_zh,
            "name_en": school.name_en,
            "city": school.city,
            "region": school.region,
        },
        "approved": {year: one.approved.get(year, 0) for year in years},
        "total": one.total,
    }


def _sum_json(found_sum: Sum) -> Json:
    return {"count": found_sum.count, "approved": dict(found_sum.by_year), "total": found_sum.total}


def _listed(one: Json) -> Listed:
    school = one["school"]
    return Listed(
        school=ListedSchool(school["code"], school["name_zh"], school["name_en"], school["city"]),
        approved=one["approved"],
        number=one.get("number", ""),
        title=one.get("title", ""),
        plan_type=one.get("type", ""),
        basis=one.get("basis", ""),
        issue=one.get("issue"),
        sdgs=tuple(one.get("sdgs", ())),
    )
