"""What tests of the decision stand on: cases at the decision, a meeting with a pot, drafts and confirmations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from review.models import Case, Decision, Meeting, SchoolDecision
from review.rules.standing import Stage
from review.services import deciding, meetings
from review.services.deciding import Draft
from review.services.meetings import About
from tests.builders import CALL
from tests.review.conftest import in_window
from tests.review.talks import at_stage
from usr_portal.accounts.models import Person

YEARS = CALL.years


def about(**changes: Any) -> About:  # noqa: ANN401 - fields of a meeting
    values: dict[str, Any] = {
        "name": "決審會議",
        "held_on": date(2024, 12, 10),
        "place": "教育部五樓",
        "pot": dict.fromkeys(YEARS, 100_000_000),
        "attendance": "召集人",
        "recused": "",
        "minutes": "",
    }
    return About(**(values | changes))


def meeting_of(staff: Person, **changes: Any) -> Meeting:  # noqa: ANN401 - fields of a meeting
    return meetings.create(person=staff, about=about(**changes))


def to_decision(cases: Iterable[Case]) -> None:
    """Put cases at the decision, with its window open now."""
    at_stage(Stage.DECISION, *cases)
    in_window("decision")


def draft(case: Case, amount: int | None = 1_000_000, version: int = 0, **more: Any) -> Draft:  # noqa: ANN401
    """A draft that funds a case with the same amount each year."""
    values = {"verdict": "fund", "approved": dict.fromkeys(YEARS, amount), "reason": ""}
    return Draft(number=case.project_number, version=version, **(values | more))


def declining(case: Case, version: int = 0, reason: str = "執行成效不足") -> Draft:
    return draft(case, version=version, verdict="decline", approved={}, reason=reason)


def school_draft(code: str, amount: int | None = 2_000_000, version: int = 0, **more: Any) -> Draft:  # noqa: ANN401
    values = {"verdict": "fund", "approved": dict.fromkeys(YEARS, amount), "reason": ""}
    return Draft(number=code, version=version, **(values | more))


def drafted(staff: Person, meeting: Meeting, *drafts: Draft) -> list[Decision]:
    found = deciding.draft_cases(person=staff, meeting_id=meeting.pk, drafts=drafts)
    return [one for one in found if isinstance(one, Decision)]


def decide_all(staff: Person, ministry: Person, meeting: Meeting, cases: Iterable[Case]) -> None:
    """Fund every case and their schools' plans, drafted by one and confirmed by the other."""
    cases = list(cases)
    codes = sorted({one.school.code for one in cases})
    drafted(staff, meeting, *(draft(one) for one in cases))
    deciding.draft_schools(
        person=staff, meeting_id=meeting.pk, drafts=[school_draft(code, 1_000_000) for code in codes]
    )
    deciding.confirm(
        person=ministry,
        meeting_id=meeting.pk,
        cases={one.project_number: 1 for one in cases},
        schools=dict.fromkeys(codes, 1),
    )


def amounts(decision: Decision | SchoolDecision) -> Mapping[str, int]:
    return dict(decision.awards.values_list("year", "amount"))
