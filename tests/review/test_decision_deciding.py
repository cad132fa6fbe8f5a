"""Decisions take two people, stay within what was asked and the ceilings, and within the pot once confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from proposals.services.refusals import NeedsReason, NotEditable, Refused, Stale
from review.models import Announcement, Assignment, Award, Case, Conflict, Decision, Meeting, Reviewer, SchoolDecision
from review.rules.standing import Stage
from review.selectors.decided import decided
from review.services import deciding, meetings
from review.services.deciding import Faulty, Naming, Outdated
from review.services.meetings import Overdrawn
from tests.factories import PersonFactory
from tests.factories import staff as staff_of
from tests.review.conftest import Sent, reviewer_of
from tests.review.decisions import (
    YEARS,
    about,
    amounts,
    decide_all,
    declining,
    draft,
    drafted,
    meeting_of,
    school_draft,
    to_decision,
)
from tests.review.talks import assigned, at_stage, round_at
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event
from usr_portal.call import services as call


@pytest.fixture
def meeting(cases: list[Case], staff: Person) -> Meeting:
    to_decision(cases)
    return meeting_of(staff)


@pytest.fixture
def other(db: None) -> Person:
    return staff_of(Role.MINISTRY, name="另一位")


def confirm(person: Person, meeting: Meeting, *cases: Case, version: int = 1) -> None:
    deciding.confirm(person=person, meeting_id=meeting.pk, cases={one.project_number: version for one in cases})


def test_one_drafts_and_another_confirms(case: Case, meeting: Meeting, ministry: Person, other: Person) -> None:
    (made,) = drafted(ministry, meeting, draft(case, 2_000_000))
    with pytest.raises(Refused, match="另一位"):
        confirm(ministry, meeting, case)
    confirm(other, meeting, case)
    made.refresh_from_db()
    assert (made.drafted_by, made.confirmed_by, made.version) == (ministry, other, 2)
    assert amounts(made) == dict.fromkeys(YEARS, 2_000_000)
    acts = Event.objects.filter(subject=f"case:{case.project_number}", action__startswith="decision.")
    assert list(acts.order_by("sequence").values_list("action", "actor")) == [
        ("decision.draft", ministry.pk),
        ("decision.confirm", other.pk),
    ]


def test_the_database_too_takes_two(case: Case, meeting: Meeting, staff: Person) -> None:
    (made,) = drafted(staff, meeting, draft(case))
    made.confirmed_by, made.confirmed_at = staff, call.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
    deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[school_draft(case.school.code)])
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolDecision.objects.update(confirmed_by=staff, confirmed_at=call.now())


def test_the_center_drafts_and_does_not_confirm(case: Case, meeting: Meeting, staff: Person) -> None:
    drafted(staff_of(Role.MINISTRY), meeting, draft(case))
    with pytest.raises(Refused, match="教育部"):
        confirm(staff, meeting, case)
    assert not Decision.objects.get().is_confirmed


def test_nobody_but_staff(case: Case, meeting: Meeting, reviewer: Reviewer, sent_application: Sent) -> None:
    for person in (reviewer.person, sent_application.window, sent_application.lead, PersonFactory.create()):
        with pytest.raises(Http404):
            drafted(person, meeting, draft(case))
        with pytest.raises(Http404):
            confirm(person, meeting, case)
        with pytest.raises(Http404):
            meetings.create(person=person, about=about())


def test_a_change_takes_a_new_confirmation(case: Case, meeting: Meeting, staff: Person, ministry: Person) -> None:
    drafted(staff, meeting, draft(case))
    confirm(ministry, meeting, case)
    (changed,) = drafted(staff, meeting, draft(case, 900_000, version=2))
    assert (changed.confirmed_by, changed.confirmed_at, changed.version) == (None, None, 3)
    assert decided("usr-4").cases == ()
    confirm(ministry, meeting, case, version=3)
    assert decided("usr-4").cases[0].approved == dict.fromkeys(YEARS, 900_000)


def test_what_somebody_changed_is_not_written_over(case: Case, meeting: Meeting, staff: Person) -> None:
    drafted(staff, meeting, draft(case, 700_000))
    with pytest.raises(Outdated) as refusal:
        drafted(staff, meeting, draft(case, 800_000))
    assert refusal.value.numbers == (case.project_number,)
    assert amounts(Decision.objects.get()) == dict.fromkeys(YEARS, 700_000)
    with pytest.raises(Outdated):
        confirm(staff_of(Role.MINISTRY), meeting, case, version=9)


def test_above_what_was_asked_nothing_is_written(cases: list[Case], meeting: Meeting, staff: Person) -> None:
    over = draft(cases[0], cases[0].subsidy[YEARS[0]] + 1)
    with pytest.raises(Faulty) as refusal:
        drafted(staff, meeting, draft(cases[1]), over)
    assert list(refusal.value.findings) == [cases[0].project_number]
    assert {one.rule for one in refusal.value.findings[cases[0].project_number]} == {"AWARD-ASKED"}
    assert not Decision.objects.exists()


def test_a_school_plan_is_given_at_most_what_it_asked_and_two_million(
    case: Case, meeting: Meeting, staff: Person, ministry: Person
) -> None:
    code = case.school.code
    with pytest.raises(Faulty):
        deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[school_draft(code, 2_000_001)])
    deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[school_draft(code)])
    deciding.confirm(person=ministry, meeting_id=meeting.pk, cases={}, schools={code: 1})
    (found,) = decided("usr-4").schools
    assert found.asked == found.approved == dict.fromkeys(YEARS, 2_000_000)
    assert found.total == 6_000_000


def test_declining_takes_a_reason_and_gives_nothing(case: Case, meeting: Meeting, staff: Person) -> None:
    with pytest.raises(Faulty):
        drafted(staff, meeting, declining(case, reason=""))
    drafted(staff, meeting, draft(case))
    (made,) = drafted(staff, meeting, declining(case, version=1))
    assert (made.verdict, amounts(made)) == ("decline", {})


def test_more_than_the_pot_is_drafted_and_not_confirmed(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    meetings.edit(
        person=staff, meeting_id=meeting.pk, about=about(pot=dict.fromkeys(YEARS, 2_000_000)), version=meeting.version
    )
    drafted(staff, meeting, *(draft(one) for one in cases[:3]))
    with pytest.raises(Overdrawn, match="多 1,000,000 元"):
        confirm(ministry, meeting, *cases[:3])
    assert not Decision.objects.exclude(confirmed_by=None).exists()
    confirm(ministry, meeting, *cases[:2])
    with pytest.raises(Overdrawn):
        confirm(ministry, meeting, cases[2])
    assert meetings.confirmed_of(meeting) == dict.fromkeys(YEARS, 2_000_000)


def test_the_pot_is_not_lowered_below_what_is_confirmed(
    case: Case, meeting: Meeting, staff: Person, ministry: Person
) -> None:
    drafted(staff, meeting, draft(case))
    confirm(ministry, meeting, case)
    less = about(pot={**about().pot, YEARS[0]: 999_999})
    with pytest.raises(Overdrawn):
        meetings.edit(person=staff, meeting_id=meeting.pk, about=less, version=1)
    exact = about(pot=dict.fromkeys(YEARS, 1_000_000))
    assert meetings.edit(person=staff, meeting_id=meeting.pk, about=exact, version=1).version == 2
    with pytest.raises(Stale):
        meetings.edit(person=staff, meeting_id=meeting.pk, about=exact, version=1)


def test_an_empty_draft_is_filled_from_the_sheets_without_names(
    case: Case, meeting: Meeting, staff: Person, reviewer: Reviewer
) -> None:
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    for place, text in enumerate(("場域明確。", "場域明確。", "人力偏少。")):
        made = assigned(turn, case, reviewer_of(name=f"委員{place}"))
        made.sheet.to_school, made.sheet.submitted_at = text, call.now()
        made.sheet.save()
    assigned(turn, case, reviewer, Assignment.State.RECUSED)
    declared = reviewer_of(name="錢委員")
    Conflict.objects.create(
        reviewer=declared, case=case, source="declared", reason="合著", at=call.now(), by=declared.person
    )
    (found,) = drafted(staff, meeting, draft(case))
    assert sorted(found.opinions.split("\n\n")) == ["人力偏少。", "場域明確。"]
    assert found.recused == "審查委員、錢委員"
    (kept,) = drafted(staff, meeting, draft(case, version=1, opinions="改寫", recused=""))
    assert (kept.opinions, kept.recused) == ("改寫", "")


def test_a_reviewers_name_goes_to_no_school(case: Case, meeting: Meeting, staff: Person) -> None:
    assigned(round_at(Stage.WRITTEN_REVIEW, staff), case, reviewer_of(name="王大明"))
    for text in ({"opinions": "王大明委員認為可行"}, {"conditions": "依 王大明 意見修正"}, {"reason": "王大明"}):
        with pytest.raises(Naming):
            drafted(staff, meeting, replace(draft(case), **text))  # type: ignore[arg-type]
    assert not Decision.objects.exists()


def test_only_what_is_at_the_decision(cases: list[Case], meeting: Meeting, staff: Person) -> None:
    at_stage(Stage.SITE_VISIT, cases[0])
    with pytest.raises(NotEditable, match=cases[0].project_number):
        drafted(staff, meeting, draft(cases[0]))
    with pytest.raises(NotEditable):
        drafted(staff, meeting, replace(draft(cases[1]), number="USR4-9999-S01"))


def test_nothing_changes_after_the_announcement(case: Case, meeting: Meeting, staff: Person, ministry: Person) -> None:
    drafted(staff, meeting, draft(case))
    Announcement.objects.create(call_id="usr-4", at=call.now(), by=ministry, listing={})
    with pytest.raises(NotEditable):
        drafted(staff, meeting, draft(case, 1, version=1))
    with pytest.raises(NotEditable):
        confirm(ministry, meeting, case)
    with pytest.raises(NotEditable):
        meetings.edit(person=staff, meeting_id=meeting.pk, about=about(), version=1)
    with pytest.raises(NotEditable):
        meetings.create(person=staff, about=about())
    assert not Decision.objects.get().is_confirmed


def test_a_draft_is_taken_back_with_a_reason(case: Case, meeting: Meeting, staff: Person) -> None:
    drafted(staff, meeting, draft(case))
    act = {"person": staff, "meeting_id": meeting.pk, "project_number": case.project_number}
    with pytest.raises(NeedsReason):
        deciding.withdraw(**act, version=1, reason=" ")  # type: ignore[arg-type]
    with pytest.raises(Outdated):
        deciding.withdraw(**act, version=2, reason="擬錯案件")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="這場會議還沒有擬案"):
        deciding.withdraw(**act | {"meeting_id": meeting_of(staff).pk}, version=1, reason="擬錯案件")  # type: ignore[arg-type]
    deciding.withdraw(**act, version=1, reason="擬錯案件")  # type: ignore[arg-type]
    assert not Decision.objects.exists()
    assert not Award.objects.exists()
    kept = Event.objects.filter(action="decision.withdraw").get()
    assert kept.detail["approved"] == dict.fromkeys(YEARS, 1_000_000)
    assert kept.reason == "擬錯案件"


def test_what_is_decided_and_what_is_missing(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    at_stage(Stage.SITE_VISIT, cases[4])
    drafted(staff, meeting, draft(cases[0]), draft(cases[1]), declining(cases[2]))
    confirm(ministry, meeting, cases[0], cases[2])
    found = decided("usr-4")
    assert [(one.case.pk, one.is_funded, one.total) for one in found.cases] == [
        (one.pk, is_funded, total)
        for one, is_funded, total in sorted(
            ((cases[0], True, 3_000_000), (cases[2], False, 0)), key=lambda row: row[0].project_number
        )
    ]
    assert [one.pk for one in found.unconfirmed] == [cases[1].pk]
    assert [one.pk for one in found.undecided] == [cases[3].pk]
    assert [one.pk for one in found.underway] == [cases[4].pk]
    assert [one.code for one in found.schools_undecided] == [cases[0].school.code]
    assert not found.is_whole


def test_all_decided_is_whole(cases: list[Case], meeting: Meeting, staff: Person, ministry: Person) -> None:
    decide_all(staff, ministry, meeting, cases)
    found = decided("usr-4")
    assert found.is_whole
    assert (len(found.cases), len(found.schools)) == (5, 1)
