"""What the decision meeting has said and two people stand for: what the announcement tells and the minutes list."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proposals.selectors.sent import numbers_without_case
from review.models import Award, Case, Decision, SchoolDecision
from review.models.cases import Outcome, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usr_portal.schools.models import School

Years = dict[str, int]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What is confirmed of a case or a plan; `asked` and `approved` are whole NT$ by year.

    A declined one has nothing approved: `approved` is empty.
    """

    is_funded: bool
    asked: Years
    approved: Years

    @property
    def total(self) -> int:
        """The sum over the years."""
        return sum(self.approved.values())


@dataclass(frozen=True, slots=True)
class DecidedCase(Confirmed):
    """A confirmed decision of one case (with `school`)."""

    case: Case
    decision: Decision


@dataclass(frozen=True, slots=True)
class DecidedSchool(Confirmed):
    """A confirmed decision of a school's plan."""

    school: School
    decision: SchoolDecision


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything that is confirmed, by project number and by school code, and what keeps the announcement back.

    `undecided` are open cases at the decision without a draft, `unconfirmed` those whose draft waits for a second
    person; the same of schools with a case at the decision, and `underway`: open cases that have not come so far.
    `unopened` are project numbers of proposals that were sent and have no case.
    """

    cases: tuple[DecidedCase, ...]
    schools: tuple[DecidedSchool, ...]
    undecided: tuple[Case, ...]
    unconfirmed: tuple[Case, ...]
    schools_undecided: tuple[School, ...]
    schools_unconfirmed: tuple[School, ...]
    underway: tuple[Case, ...]
    unopened: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing any more."""
        return not self.missing

    @property
    def missing(self) -> int:
        """How many things are missing."""
        cases = (*self.undecided, *self.unconfirmed, *self.underway)
        return len(cases) + len(self.schools_undecided) + len(self.schools_unconfirmed) + len(self.unopened)

    @property
    def digest(self) -> str:
        """A digest of what is confirmed: another one as soon as anything of it was confirmed anew."""
        cases = [(one.case.project_number, one.decision.pk, one.decision.version) for one in self.cases]
        schools = [(one.school.code, one.decision.pk, one.decision.version) for one in self.schools]
        return hashlib.sha256(repr((cases, schools)).encode()).hexdigest()[:32]


def decided(call_id: str) -> Decided:
    """Read the decisions of a call, before or after its announcement; six statements however many there are.

    A plan counts with a case of its school's: where they all went back or ended, nothing is told of it.

    Nobody's permission is asked here: the caller did, or reads after the announcement.
    """
    awards = _awards(call_id)
    rows = Case.objects.filter(call_id=call_id).select_related("school").order_by("project_number")
    open_cases = list(rows.filter(outcome=Outcome.OPEN).select_related("decision"))
    announced = rows.filter(stage=Stage.ANNOUNCEMENT).select_related("decision")
    here = [one for one in open_cases if one.stage == Stage.DECISION]
    ruled = sorted([*here, *announced], key=lambda one: one.project_number)
    schools = {one.school_id: one.school for one in ruled}
    plans = SchoolDecision.objects.filter(call_id=call_id).select_related("school").order_by("school__code")
    rulings = {one.school_id: one for one in plans if one.school_id in schools}
    return Decided(
        cases=tuple(_case(one, awards) for one in ruled if _is_confirmed(_decision(one))),
        schools=tuple(_school(one, awards) for one in rulings.values() if one.is_confirmed),
        undecided=tuple(one for one in here if _decision(one) is None),
        unconfirmed=tuple(one for one in here if _is_draft(_decision(one))),
        schools_undecided=tuple(school for key, school in schools.items() if key not in rulings),
        schools_unconfirmed=tuple(one.school for one in rulings.values() if not one.is_confirmed),
        underway=tuple(one for one in open_cases if one.stage != Stage.DECISION),
        unopened=numbers_without_case(call_id),
    )


def _decision(case: Case) -> Decision | None:
    found: Decision | None = getattr(case, "decision", None)
    return found


def _is_confirmed(found: Decision | None) -> bool:
    return found is not None and found.is_confirmed


def _is_draft(found: Decision | None) -> bool:
    return found is not None and not found.is_confirmed


def _case(case: Case, awards: Mapping[tuple[str, int], Years]) -> DecidedCase:
    is_funded = case.decision.verdict == Decision.Verdict.FUND
    approved = awards.get(("case", case.decision.pk), {}) if is_funded else {}
    return DecidedCase(is_funded, dict(case.subsidy), approved, case, case.decision)


def _school(found: SchoolDecision, awards: Mapping[tuple[str, int], Years]) -> DecidedSchool:
    is_funded = found.verdict == SchoolDecision.Verdict.FUND
    approved = awards.get(("school", found.pk), {}) if is_funded else {}
    return DecidedSchool(is_funded, dict(found.asked), approved, found.school, found)


def _awards(call_id: str) -> Mapping[tuple[str, int], Years]:
    """Give the amounts by year of each decision, of cases and of school plans; two statements."""
    found: dict[tuple[str, int], Years] = defaultdict(dict)
    of_cases = Award.objects.filter(decision__case__call_id=call_id)
    for key, year, amount in of_cases.values_list("decision", "year", "amount"):
        found["case", key][year] = amount
    of_schools = Award.objects.filter(school_decision__call_id=call_id)
    for key, year, amount in of_schools.values_list("school_decision", "year", "amount"):
        found["school", key][year] = amount
    return found
