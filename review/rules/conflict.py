"""Conflicts of interest (迴避): who may not review what, found by institution and by person.

The call asks for independent reviewers and says no more; what is judged here is ours, after common practice. Where facts
are open, the answer is the stricter one: an affiliation without an end is still held, one that has yet to begin counts, and
the institution of each member of the lead team counts as a partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.names import folded, name_key

YEARS = 3
LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Institution:
    """A school (by its code, where known) or another organisation (by its name)."""

    name: str = ""
    code: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """What it is known by: code and folded name. Two institutions are one where they share a mark."""
        known = (("#", self.code.strip()), ("=", folded(self.name)))
        return frozenset(kind + mark for kind, mark in known if mark)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Where a reviewer works or worked, until and with `ends_on`; None while they are there. When it began is no matter."""

    institution: Institution
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as a document names them: registry key where known, name, institution where known."""

    name: str
    institution: Institution = Institution()
    key: str = ""


@dataclass(frozen=True, slots=True)
class ReviewerFacts:
    """A reviewer. `id` is their own; `person_key` the registry's key, empty where not known.

    `declared` are ids of cases from which they or staff have recused them (Conflict rows of any source).
    """

    id: str
    name: str
    person_key: str = ""
    affiliations: tuple[Affiliation, ...] = ()
    declared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case is judged by. `schools`: the applying school and those it succeeded; `team`: the lead team.

    `avoided_ids` are reviewers, `avoided` other persons, that the school named and staff accepted.
    """

    id: str
    schools: tuple[Institution, ...]
    partners: tuple[Institution, ...] = ()
    team: tuple[Someone, ...] = ()
    avoided_ids: frozenset[str] = frozenset()
    avoided: tuple[Someone, ...] = ()


class Kind(StrEnum):
    """Kinds of conflict."""

    SAME_SCHOOL = "same_school"
    LEAD_TEAM = "lead_team"
    PARTNER = "partner"
    AVOIDED = "avoided"
    DECLARED = "declared"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a reviewer may not have a case, for staff to read."""

    kind: Kind
    message: Message


@dataclass(frozen=True, slots=True)
class Applicants:
    """The lead teams of every case of the round, to find a reviewer among them by registry key or by name and school."""

    keys: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, cases: Iterable[CaseFacts]) -> Self:
        """Gather them."""
        return cls.among(person for case in cases for person in case.team)

    @classmethod
    def among(cls, people: Iterable[Someone]) -> Self:
        """Gather people by what they can be found by."""
        people = list(people)
        return cls(frozenset(person.key for person in people if person.key), _named(people))


NOBODY = Applicants()


def conflicts(
    reviewer: ReviewerFacts, case: CaseFacts, on_day: date, years: int = YEARS, applicants: Applicants = NOBODY
) -> tuple[Reason, ...]:
    """Return every reason for which the reviewer may not have the case on that day; empty where there is none.

    `years` is how long a school that one has left still binds; the last day counts. `applicants` is the round's.
    """
    return _reasons(_ties(reviewer, on_day, years), _bonds(case), applicants)


def is_applicant(reviewer: ReviewerFacts, applicants: Applicants) -> bool:
    """Return whether the reviewer stands in a lead team of the round, by registry key or by name and institution."""
    return _is_among(_ties(reviewer, date.max, 0), applicants)


def all_conflicts(
    reviewers: Iterable[ReviewerFacts],
    cases: Iterable[CaseFacts],
    on_day: date,
    years: int = YEARS,
    applicants: Applicants | None = None,
) -> dict[tuple[str, str], tuple[Reason, ...]]:
    """Return the reasons by (case id, reviewer id) of many at once, where there are any.

    Without `applicants` the teams of these cases apply: then they are all of the round's.
    """
    cases = list(cases)
    applicants = Applicants.of(cases) if applicants is None else applicants
    bonds = [_bonds(case) for case in cases]
    ties = [_ties(reviewer, on_day, years) for reviewer in reviewers]
    pairs = ((case, reviewer, _reasons(reviewer, case, applicants)) for case in bonds for reviewer in ties)
    return {(case.id, reviewer.id): reasons for case, reviewer, reasons in pairs if reasons}


@dataclass(frozen=True, slots=True)
class _Ties:
    """What a reviewer is known by: marks of institutions that bind, the registry's key, names with every institution."""

    id: str
    key: str
    name: str
    marks: frozenset[str]
    names: frozenset[tuple[str, str]]
    declared: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Bonds:
    """What a case is known by, the same way; `unplaced` are names to avoid that came without an institution."""

    id: str
    schools: frozenset[str]
    partners: frozenset[str]
    team: Applicants
    avoided_ids: frozenset[str]
    avoided: Applicants
    unplaced: frozenset[str]


def _ties(reviewer: ReviewerFacts, on_day: date, years: int) -> _Ties:
    since = _years_before(on_day, years)
    binding = (held.institution for held in reviewer.affiliations if held.ends_on is None or held.ends_on >= since)
    people = [Someone(reviewer.name, held.institution) for held in reviewer.affiliations]
    name = name_key(reviewer.name)
    return _Ties(reviewer.id, reviewer.person_key, name, _marks(binding), _named(people), reviewer.declared)


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February falls to the 28th, the earlier and stricter one."""
    if (day.month, day.day) == LEAP_DAY:
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _bonds(case: CaseFacts) -> _Bonds:
    schools = _marks(case.schools)
    unplaced = (person.name for person in case.avoided if not person.institution.marks)
    return _Bonds(
        case.id,
        schools,
        _marks((*case.partners, *(person.institution for person in case.team))) - schools,
        Applicants.among(case.team),
        case.avoided_ids,
        Applicants.among(case.avoided),
        frozenset(key for name in unplaced if (key := name_key(name))),
    )


def _marks(institutions: Iterable[Institution]) -> frozenset[str]:
    return frozenset(mark for institution in institutions for mark in institution.marks)


def _named(people: Iterable[Someone]) -> frozenset[tuple[str, str]]:
    pairs = ((name_key(person.name), mark) for person in people for mark in person.institution.marks)
    return frozenset((name, mark) for name, mark in pairs if name)


def _is_among(reviewer: _Ties, people: Applicants) -> bool:
    return reviewer.key in people.keys or not reviewer.names.isdisjoint(people.names)


def _is_avoided(reviewer: _Ties, case: _Bonds) -> bool:
    return reviewer.id in case.avoided_ids or reviewer.name in case.unplaced or _is_among(reviewer, case.avoided)


def _reasons(reviewer: _Ties, case: _Bonds, applicants: Applicants) -> tuple[Reason, ...]:
    leads = _is_among(reviewer, case.team)
    found = {
        Kind.SAME_SCHOOL: not reviewer.marks.isdisjoint(case.schools),
        Kind.LEAD_TEAM: leads,
        Kind.PARTNER: not reviewer.marks.isdisjoint(case.partners),
        Kind.AVOIDED: _is_avoided(reviewer, case),
        Kind.DECLARED: case.id in reviewer.declared,
        Kind.APPLICANT: not leads and _is_among(reviewer, applicants),
    }
    return tuple(Reason(kind, Message(_MESSAGES[kind])) for kind, holds in found.items() if holds)


_MESSAGES: Mapping[Kind, str] = {
    Kind.SAME_SCHOOL: gettext_noop("現在或近年任職於提案學校"),
    Kind.LEAD_TEAM: gettext_noop("是這一件的主持團隊成員"),
    Kind.PARTNER: gettext_noop("現在或近年任職於合作學校或機構，或主持團隊成員所屬機構"),
    Kind.AVOIDED: gettext_noop("學校申請迴避並經同意"),
    Kind.DECLARED: gettext_noop("委員已聲明迴避，或承辦已登錄迴避"),
    Kind.APPLICANT: gettext_noop("是同一徵件其他申請計畫的主持團隊成員"),
}
