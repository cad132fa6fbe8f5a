"""What the decision meeting decides of: cases at the decision and the plans of their schools, with what it said so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proposals.selectors.sent import school_plans_asked
from review.facts.questions import reviewer_names
from review.models import Assignment, Award, Case, Conflict, Decision, SchoolDecision, ScoreSheet
from review.models.cases import Outcome, Stage
from review.rules.awards import Award as AwardRule
from review.rules.questions import merged
from review.rules.standing import Verdict
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet

    from usr_portal.schools.models import School

Years = dict[str, int]
Ruling = Decision | SchoolDecision
_PEOPLE = ("meeting", "drafted_by", "confirmed_by")


@dataclass(slots=True)
class Subject:
    """Something to decide of: a case, or with `plan_type` None a school's plan. `names` no school may read."""

    number: str
    school: School
    plan_type: PlanType | None
    asked: Years
    ruling: Ruling | None
    names: tuple[str, ...] = ()
    case: Case | None = None

    @property
    def version(self) -> int:
        """The version of what was said so far; 0 where nothing was."""
        return self.ruling.version if self.ruling else 0

    def begun(self) -> Ruling:
        """Give the ruling, or a new one that is not written yet."""
        if self.ruling is not None:
            return self.ruling
        if self.case is not None:
            return Decision(case=self.case, version=self.case.withdrawn_version)
        return SchoolDecision(school=self.school, asked=self.asked, version=0)

    def award(self, verdict: str, approved: Mapping[str, int | None], reason: str) -> AwardRule:
        """Give what the rules judge."""
        return AwardRule(
            subject=self.number,
            plan_type=self.plan_type,
            verdict=Verdict(verdict) if verdict else None,
            asked=self.asked,
            approved=approved,
            reason=reason,
        )


def at_decision(call_id: str) -> QuerySet[Case]:
    """Give the cases that the meeting decides of, with their schools."""
    rows = Case.objects.filter(call_id=call_id, stage=Stage.DECISION, outcome=Outcome.OPEN)
    return rows.select_related("school")


def case_subjects(cases: Collection[Case], *, with_names: bool = True) -> list[Subject]:
    """Give cases (with `school`) as subjects, in their order; three statements, one where no names are asked for."""
    held = Decision.objects.filter(case__in=cases).select_related(*_PEOPLE)
    rulings = {one.case_id: one for one in held}
    names = reviewer_names(cases) if with_names else {}
    return [
        Subject(
            number=one.project_number,
            school=one.school,
            plan_type=PlanType(one.plan_type),
            asked=dict(one.subsidy),
            ruling=rulings.get(one.pk),
            names=names.get(one.pk, ()),
            case=one,
        )
        for one in cases
    ]


def school_subjects(call_id: str, schools: Collection[School], *, with_names: bool = False) -> list[Subject]:
    """Give the plans of schools as subjects, in their order; two statements, five with the names of who reviews them."""
    keys = [one.pk for one in schools]
    held = SchoolDecision.objects.filter(call_id=call_id, school__in=keys).select_related(*_PEOPLE)
    rulings = {one.school_id: one for one in held}
    asked = school_plans_asked(call_id, keys)
    names = _names_by_school(call_id, keys) if with_names else {}
    return [
        Subject(one.code, one, None, asked.get(one.pk, {}), rulings.get(one.pk), names.get(one.pk, ()))
        for one in schools
    ]


def _names_by_school(call_id: str, schools: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Give the names of who reviews any case of each school: its plan is scored with every one of them."""
    cases = list(Case.objects.filter(call_id=call_id, school__in=schools).only("pk", "school_id"))
    names, found = reviewer_names(cases), defaultdict[int, set[str]](set)
    for case in cases:
        found[case.school_id].update(names.get(case.pk, ()))
    return {school: tuple(sorted(mine)) for school, mine in found.items()}


def approved_of(rulings: Iterable[Ruling]) -> dict[tuple[str, int], Years]:
    """Give the amounts by year of rulings, by (`case` or `school`, primary key); two statements at most."""
    cases = [one.pk for one in rulings if isinstance(one, Decision)]
    schools = [one.pk for one in rulings if isinstance(one, SchoolDecision)]
    found: dict[tuple[str, int], Years] = defaultdict(dict)
    for kind, column, keys in (("case", "decision", cases), ("school", "school_decision", schools)):
        if keys:
            rows = Award.objects.filter(**{f"{column}__in": keys})
            for key, year, amount in rows.values_list(column, "year", "amount"):
                found[kind, key][year] = amount
    return found


def key_of(ruling: Ruling) -> tuple[str, int]:
    """Give the key of a ruling in `approved_of`."""
    return ("case" if isinstance(ruling, Decision) else "school", ruling.pk)


def opinions_of(cases: Collection[Case]) -> dict[int, str]:
    """Give what the reviewers write to the school, by case: merged without names, each opinion a paragraph.

    One statement. The order tells neither whose an opinion is nor of which round.
    """
    rows = ScoreSheet.objects.filter(
        assignment__case__in=cases, assignment__state=Assignment.State.SUBMITTED, submitted_at__isnull=False
    ).exclude(to_school="")
    found: dict[int, list[str]] = defaultdict(list)
    for case, text in rows.values_list("assignment__case", "to_school"):
        found[case].append(text)
    return {case: "\n\n".join(merged(texts, f"{case} {Stage.DECISION}")) for case, texts in found.items()}


def recused_of(cases: Collection[Case]) -> dict[int, tuple[str, ...]]:
    """Give the names of the reviewers who were recused from each case, or have a conflict noted; two statements."""
    found: dict[int, set[str]] = defaultdict(set)
    recused = Assignment.objects.filter(case__in=cases, state=Assignment.State.RECUSED).order_by()
    for case, name in recused.values_list("case", "reviewer__person__name"):
        found[case].add(name)
    noted = Conflict.objects.filter(case__in=cases).order_by()
    for case, name in noted.values_list("case", "reviewer__person__name"):
        found[case].add(name)
    return {case: tuple(sorted(names)) for case, names in found.items()}
