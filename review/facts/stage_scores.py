"""What was scored at a stage, whichever round it was in: for lists of many cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings

from review.facts.scores import Scored
from review.models import Assignment
from review.models.cases import Stage
from review.rules.totals import Entry, SheetState

SCORED_STAGES = (Stage.WRITTEN_REVIEW, Stage.PRESENTATION, Stage.SITE_VISIT)
"""The stages at which reviewers score, in order."""

ASKED = frozenset({SheetState.OFFERED, SheetState.ACCEPTED, SheetState.SUBMITTED})
_READ = (*ASKED, SheetState.RECUSED)
_FIELDS = ("round__stage", "case_id", "reviewer_id", "state", "sheet__total", "sheet__rank")


def entries_at(
    stages: Collection[str], cases: Collection[int] | None = None
) -> Mapping[str, Mapping[int, Sequence[Entry]]]:
    """Give the entries of the call by stage and case, of some cases or of all, in one statement.

    What is only proposed, or was removed or declined, is not there; a recused sheet is, and does not count. Their
    `heaviest` is not read.
    """
    rows = Assignment.objects.filter(round__call_id=settings.USR_CALL, round__stage__in=stages, state__in=_READ)
    if cases is not None:
        rows = rows.filter(case__in=cases)
    found: dict[str, dict[int, dict[int, Entry]]] = defaultdict(lambda: defaultdict(dict))
    for stage, case, reviewer, state, total, rank in rows.order_by("round_id", "pk").values_list(*_FIELDS):
        found[stage][case][reviewer] = Entry(str(reviewer), str(case), total, SheetState(state), rank=rank)
    return {
        stage: {case: tuple(entries.values()) for case, entries in by_case.items()} for stage, by_case in found.items()
    }


def together(rounds: Iterable[Scored]) -> list[Entry]:
    """Give the entries of several rounds of a stage, oldest round first, as one.

    Where a reviewer scored a case again in a later round, that sheet stands for both: nobody counts twice.
    """
    found = {(entry.reviewer, entry.case): entry for scored in rounds for entry in scored.entries}
    return list(found.values())
