"""What tests of the announcement stand on: a meeting whose decisions two people stand for, in the announcement's window."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from review.models import Award, Case, Decision, Meeting, SchoolDecision
from review.models.cases import Outcome, Stage
from tests.review.conftest import in_window
from usr_portal.accounts.models import Person
from usr_portal.call import services as call

YEARS = ("114", "115", "116")
OPINIONS = "場域經營有基礎，請補強成果評估。"
CONDITIONS = "請於修正計畫書說明各年度查核點。"


def meeting_of(person: Person) -> Meeting:
    """A meeting."""
    return Meeting.objects.create(call_id="usr-4", name="決審會議", held_on=date(2024, 12, 10), created_by=person)


def signed(drafter: Person, confirmer: Person | None) -> dict[str, object]:
    """Who drafted and who confirmed."""
    now = call.now()
    return {
        "drafted_by": drafter,
        "drafted_at": now,
        "confirmed_by": confirmer,
        "confirmed_at": now if confirmer else None,
    }


def decide(
    meeting: Meeting, case: Case, drafter: Person, confirmer: Person | None, amounts: Mapping[str, int] | None = None
) -> Decision:
    """Fund a case with amounts by year, or decline it."""
    made = Decision.objects.create(
        meeting=meeting,
        case=case,
        verdict="fund" if amounts else "decline",
        conditions=CONDITIONS if amounts else "",
        opinions=OPINIONS,
        reason="會議只在內部說的理由",
        recused="迴避的委員姓名",
        **signed(drafter, confirmer),
    )
    Award.objects.bulk_create(Award(decision=made, year=year, amount=n) for year, n in (amounts or {}).items())
    return made


def decide_plan(
    meeting: Meeting, case: Case, drafter: Person, confirmer: Person | None, amounts: Mapping[str, int] | None = None
) -> SchoolDecision:
    """Fund the plan of a case's school, or decline it."""
    made = SchoolDecision.objects.create(
        meeting=meeting,
        call_id="usr-4",
        school=case.school,
        asked=dict.fromkeys(YEARS, 2_000_000),
        verdict="fund" if amounts else "decline",
        opinions="規劃完整。",
        **signed(drafter, confirmer),
    )
    Award.objects.bulk_create(Award(school_decision=made, year=year, amount=n) for year, n in (amounts or {}).items())
    return made


def whole_meeting(
    cases: Collection[Case], drafter: Person, confirmer: Person, *, declined: Collection[Case] = ()
) -> Meeting:
    """Decide cases and the plans of their schools, and let the window of the announcement be open now."""
    Case.objects.filter(pk__in=[one.pk for one in cases]).update(stage=Stage.DECISION, outcome=Outcome.OPEN)
    meeting = meeting_of(drafter)
    for place, case in enumerate(cases):
        amounts = {"114": 1_000_000 + place, "115": 900_000, "116": 0}
        decide(meeting, case, drafter, confirmer, None if case in declined else amounts)
    for case in {one.school_id: one for one in cases}.values():
        decide_plan(meeting, case, drafter, confirmer, dict.fromkeys(YEARS, 500_000))
    in_window("announcement")
    return meeting
