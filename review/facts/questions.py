"""What reviewers asked of cases, and the names that no school may read; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from review.models import Assignment, Panel, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from review.models import Case
    from review.rules.standing import Stage


def questions_of(cases: Iterable[Case], stage: Stage) -> Mapping[int, list[str]]:
    """Give the questions of the sheets submitted at a stage, by case; one statement."""
    rows = Question.objects.filter(
        sheet__assignment__case__in=[one.pk for one in cases],
        sheet__assignment__round__stage=stage,
        sheet__assignment__state=Assignment.State.SUBMITTED,
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for case, text in rows.values_list("sheet__assignment__case", "text"):
        found[case].append(text)
    return found


def reviewer_names(cases: Iterable[Case]) -> Mapping[int, tuple[str, ...]]:
    """Give the names of everybody who was ever asked to review a case or sits in a panel of it; two statements."""
    keys = [one.pk for one in cases]
    found: defaultdict[int, set[str]] = defaultdict(set)
    assigned = Assignment.objects.filter(case__in=keys).order_by()
    for case, name in assigned.values_list("case", "reviewer__person__name").distinct():
        found[case].add(name)
    seated = Panel.objects.filter(cases__in=keys).order_by().exclude(members=None)
    for case, name in seated.values_list("cases", "members__person__name").distinct():
        found[case].add(name)
    return {case: tuple(sorted(filter(None, names))) for case, names in found.items()}
