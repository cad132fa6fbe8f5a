"""Opening the cases of what was sent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.http import Http404

from proposals.models import Proposal
from proposals.services import sending
from review.models import Case, Check
from review.services import corrections
from review.services.opening import open_cases
from tests.review.conftest import Sent
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension


def test_each_sent_proposal_becomes_a_case_with_what_people_must_judge(sent_application: Sent, staff: Person) -> None:
    cases = open_cases(person=staff)

    assert [case.project_number[-3:] for case in sorted(cases, key=lambda one: one.project_number)] == [
        "D02",
        "I04",
        "S01",
        "S05",
        "T03",
    ]
    stored = {(one["rule"], one["proposal"]) for one in sent_application.submission.findings}
    judged = {(rule, proposal) for rule, proposal in stored if proposal and rule.startswith("ELIG")}
    assert set(Check.objects.values_list("rule", "finding__proposal")) == judged
    assert judged
    assert Event.objects.filter(action="case.open").count() == 1


def test_opening_again_adds_nothing(cases: list[Case], staff: Person) -> None:
    before = Case.objects.count(), Check.objects.count()

    assert open_cases(person=staff) == []
    assert (Case.objects.count(), Check.objects.count()) == before


def test_nothing_opens_while_the_school_may_still_send(sent_application: Sent, staff: Person) -> None:
    later = call.in_force().window("announcement").closes_at
    extension = WindowExtension.objects.create(
        school=sent_application.school,
        call_id="usr-4",
        window="upload",
        closes_at=later,
        reason="颱風停班",
        granted_by=staff,
    )
    assert open_cases(person=staff) == []

    extension.closes_at = call.now() - timedelta(minutes=1)
    extension.save()
    assert len(open_cases(person=staff)) == 5


def test_only_staff_open_cases(sent_application: Sent) -> None:
    for stranger in (sent_application.window, sent_application.lead):
        with pytest.raises(Http404):
            open_cases(person=stranger)
    assert not Case.objects.exists()


def test_a_school_that_was_allowed_to_send_again_is_checked_by_what_it_sent_last(
    sent_application: Sent, case: Case, staff: Person
) -> None:
    asked = corrections.ask(person=staff, project_number=case.project_number, key="paper:other", reason="請補")
    Check.objects.update(verdict="fine")
    school = sent_application.school
    extend = partial(
        WindowExtension.objects.create, school=school, call_id="usr-4", window="upload", reason="展延", granted_by=staff
    )
    extend(closes_at=call.now() + timedelta(hours=1))
    window = sent_application.window
    sending.withdraw(person=window, receipt=sent_application.submission.receipt, reason="更正")
    Proposal.objects.filter(pk=case.proposal_id).update(title="更正後的名稱")
    again = sending.send(person=window, school_code=school.code, confirmed=set())
    assert open_cases(person=staff) == []
    assert case.submitted_id == Case.objects.get(pk=case.pk).submitted_id  # not before its window is over

    extend(closes_at=call.now() - timedelta(minutes=1))
    assert open_cases(person=staff) == []

    renewed = Case.objects.get(pk=case.pk)
    assert (renewed.title, renewed.submitted.submission_id) == ("更正後的名稱", again.pk)
    assert set(Check.objects.filter(case=case).values_list("verdict", flat=True)) == {"open"}
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert Event.objects.filter(action="case.renew").count() == 5
