"""How far the data check is: rows of checks, corrections and paper copies → the rules' counts, for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from review.models import Case, Check, Correction, PaperCopy
from review.rules.checking import Answer, CheckFact, CorrectionFact, PaperFact, Progress, Verdict, progress
from usr_portal.call import services as call
from usr_portal.call.extensions import Windows


def progress_of(keys: Collection[int], now: datetime) -> dict[int, Progress]:
    """Give the progress of cases by primary key; six statements."""
    checks: dict[int, list[CheckFact]] = defaultdict(list)
    for case, rule, verdict in Check.objects.filter(case__in=keys).values_list("case", "rule", "verdict"):
        checks[case].append(CheckFact(rule, Verdict(verdict)))
    corrections: dict[int, list[CorrectionFact]] = defaultdict(list)
    rows = Correction.objects.filter(case__in=keys)
    for case, target, state, eligibility, due_at in rows.values_list(
        "case", "target", "state", "is_eligibility", "due_at"
    ):
        corrections[case].append(CorrectionFact(target, Answer(state), eligibility, due_at))
    papers = _papers(keys)
    return {key: progress(checks[key], corrections[key], papers[key], now) for key in keys}


def last_postmarks(schools: Collection[int]) -> dict[int, date]:
    """Give the last day of a good postmark for each school (玖、二): its deadline's day, with its extension."""
    parameters = call.in_force()
    windows = Windows(parameters)
    return {key: windows.of(key)["upload"].closes_at.astimezone(parameters.zone).date() for key in schools}


def _papers(keys: Collection[int]) -> dict[int, PaperFact]:
    rows = list(Case.objects.filter(pk__in=keys).values_list("pk", "school_id", "submitted__submission_id"))
    postmarks = dict(
        PaperCopy.objects.filter(submission__in={row[2] for row in rows}).values_list("submission_id", "postmark_on")
    )
    last = last_postmarks({row[1] for row in rows})
    return {key: _paper(postmarks.get(submission), last[school]) for key, school, submission in rows}


def _paper(postmark_on: date | None, last: date) -> PaperFact:
    return PaperFact(is_recorded=postmark_on is not None, is_late=postmark_on is not None and postmark_on > last)
