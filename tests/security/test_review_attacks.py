"""The decision and the announcement under attack: what was read is what is confirmed and announced, or nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.services.refusals import NotEditable
from review.models import (
    Announcement,
    Assignment,
    Case,
    Decision,
    ResultLetter,
    Reviewer,
    Round,
    SchoolDecision,
)
from review.rules.standing import Stage
from review.selectors.decided import decided
from review.services import deciding, meetings
from review.services.announcing import NotReady, announce
from review.services.deciding import Outdated
from review.services.opening import open_cases
from tests.factories import staff as staff_of
from tests.review.conftest import (
    Sent,
    in_window,
)
from tests.review.conftest import case as case  # noqa: PLC0414 - the fixtures
from tests.review.conftest import cases as cases  # noqa: PLC0414
from tests.review.conftest import ministry as ministry  # noqa: PLC0414
from tests.review.conftest import reviewer as reviewer  # noqa: PLC0414
from tests.review.conftest import sent_application as sent_application  # noqa: PLC0414
from tests.review.conftest import sent_once as sent_once  # noqa: PLC0414
from tests.review.conftest import staff as staff  # noqa: PLC0414
from tests.review.deciding_cases import whole_meeting
from tests.review.decisions import about, amounts, draft, drafted, meeting_of, school_draft, to_decision
from usr_portal.accounts.models import Person

pytestmark = pytest.mark.django_db
REASON = "依核定公文辦理"


def test_what_was_taken_back_and_written_anew_is_not_confirmed_as_what_was_read(
    cases: list[Case], staff: Person, ministry: Person
) -> None:
    """The version that was read never comes again with other amounts."""
    to_decision(cases)
    meeting = meeting_of(staff)
    (read,) = drafted(staff, meeting, draft(cases[0], 500_000))
    number = cases[0].project_number
    deciding.withdraw(person=staff, meeting_id=meeting.pk, project_number=number, version=read.version, reason="重擬")
    drafted(staff, meeting, draft(cases[0], 1_000_000))
    with pytest.raises(Outdated):
        deciding.confirm(person=ministry, meeting_id=meeting.pk, cases={number: read.version})
    found = Decision.objects.get()
    assert (found.is_confirmed, found.version) == (False, read.version + 1)
    assert set(amounts(found).values()) == {1_000_000}


def test_the_plan_of_a_school_with_no_case_at_the_decision_is_neither_told_nor_in_the_way(
    cases: list[Case], staff: Person
) -> None:
    """Its cases went back or ended after its plan was drafted: nobody could confirm it any more."""
    to_decision(cases)
    meeting = meeting_of(staff)
    deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[school_draft(cases[0].school.code, 1)])
    Case.objects.update(stage=Stage.WRITTEN_REVIEW, outcome="not_passed")
    found = decided("usr-4")
    assert (found.schools, found.schools_unconfirmed, found.is_whole) == ((), (), True)
    assert SchoolDecision.objects.count() == 1


def test_what_is_said_of_a_plan_names_nobody_who_reviews_the_school(
    case: Case, staff: Person, reviewer: Reviewer
) -> None:
    to_decision([case])
    begun = Round.objects.create(call_id="usr-4", stage=Stage.WRITTEN_REVIEW, name="初審", created_by=staff)
    Assignment.objects.create(round=begun, case=case, reviewer=reviewer)
    meeting, name = meeting_of(staff), reviewer.person.name
    for place in ("conditions", "opinions"):
        more: dict[str, Any] = {place: f"{name}委員認為治理架構完整。"}
        said = school_draft(case.school.code, 1, **more)
        with pytest.raises(deciding.Naming):
            deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[said])
    assert not SchoolDecision.objects.exists()


def test_no_case_is_opened_once_the_results_were_announced(sent_application: Sent, ministry: Person) -> None:
    cases = open_cases(person=staff_of())
    last = cases.pop()
    last.checks.all().delete()
    last.delete()
    whole_meeting(cases, staff_of(), ministry)
    Announcement.objects.create(call_id="usr-4", at=cases[0].opened_at, by=ministry)
    with pytest.raises(NotEditable):
        open_cases(person=staff_of())
    assert Case.objects.count() == len(cases)


def test_nothing_is_announced_while_a_proposal_that_was_sent_has_no_case(
    sent_application: Sent, ministry: Person
) -> None:
    """It would never be told a result."""
    cases = open_cases(person=staff_of())
    last = cases.pop()
    last.checks.all().delete()
    last.delete()
    whole_meeting(cases, staff_of(), ministry)
    with pytest.raises(NotReady):
        announce(person=ministry, reason=REASON)
    assert not ResultLetter.objects.exists()


def test_what_was_confirmed_anew_after_it_was_read_is_not_announced(
    client: Client, cases: list[Case], ministry: Person
) -> None:
    meeting = whole_meeting(cases, staff_of(), ministry)
    client.force_login(ministry)
    page = client.get(reverse("announce"))
    seen = page.context["form"]["seen"].value()
    assert seen
    assert f'value="{seen}"' in page.content.decode()
    held = Decision.objects.get(case=cases[0])
    in_window("decision")
    drafted(staff_of(), meeting, draft(cases[0], 1, version=held.version, opinions="改過"))
    fresh = Decision.objects.get(case=cases[0])
    meetings.edit(person=ministry, meeting_id=meeting.pk, about=about(), version=meeting.version)
    deciding.confirm(person=ministry, meeting_id=meeting.pk, cases={cases[0].project_number: fresh.version})
    in_window("announcement")
    typed = {"confirmation": "usr-4", "reason": REASON, "seen": seen}
    answer = client.post(reverse("announce"), typed)
    assert answer.status_code == 422
    assert not Announcement.objects.exists()
    assert client.post(reverse("announce"), typed | {"seen": answer.context["form"]["seen"].value()}).status_code == 302
