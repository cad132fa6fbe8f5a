"""No reviewer with a conflict ever reads: whatever the facts and whenever they came up, and the two paths agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.access import Opening, get_assignment
from review.facts.rounds import reasons_of
from review.models import Affiliation, Assignment, Avoidance, Case, Conflict, Reviewer, Statement
from review.rules.conflict import Kind
from tests.factories import SchoolFactory
from tests.review.conftest import Sent
from tests.review.scoring import accepted, open_round, signed_in
from usr_portal.accounts.models import Person, RoleGrant
from usr_portal.call import services as call
from usr_portal.schools.models import School

State = Assignment.State


@pytest.fixture
def scoring(staff: Person, cases: list[Case], case: Case, reviewer: Reviewer) -> Assignment:
    return accepted(staff, open_round(staff, cases), case, reviewer)


def opens(assignment: Assignment) -> bool:
    person = Person.objects.get(pk=assignment.reviewer.person_id)
    try:
        get_assignment(person, assignment.pk, Opening.FILES)
    except Http404:
        return False
    return True


def today() -> date:
    return timezone.localdate(call.now())


def of_school(assignment: Assignment, ends_on: date | None = None) -> None:
    Affiliation.objects.create(reviewer=assignment.reviewer, school=assignment.case.school, ends_on=ends_on)


def test_a_school_binds_for_three_years_and_not_a_day_longer(scoring: Assignment) -> None:
    day = today()
    try:
        border = day.replace(year=day.year - 3)
    except ValueError:  # 29 February
        border = day.replace(year=day.year - 3, day=28)
    of_school(scoring, border - timedelta(days=1))
    assert opens(scoring)
    Affiliation.objects.update(ends_on=border)
    assert not opens(scoring)


def test_a_school_that_took_over_ones_own_binds_as_well(scoring: Assignment) -> None:
    old = SchoolFactory.create()
    Affiliation.objects.create(reviewer=scoring.reviewer, school=old)
    assert opens(scoring)
    School.objects.filter(pk=old.pk).update(succeeded_by=scoring.case.school)
    assert not opens(scoring)


def test_the_school_by_its_name_alone_binds_as_well(scoring: Assignment) -> None:
    name = scoring.case.school.name_zh.replace("臺", "台")
    Affiliation.objects.create(reviewer=scoring.reviewer, organisation=f" {name} ")
    assert not opens(scoring)


def test_one_of_the_lead_team_is_found_by_key_and_by_name(scoring: Assignment) -> None:
    member = scoring.case.people[0]
    Reviewer.objects.filter(pk=scoring.reviewer_id).update(person_key=member["key"])
    assert not opens(scoring)
    Reviewer.objects.filter(pk=scoring.reviewer_id).update(person_key="")
    assert opens(scoring)
    Person.objects.filter(pk=scoring.reviewer.person_id).update(name=member["name"])
    Affiliation.objects.create(
        reviewer=scoring.reviewer, school=School.objects.get(code=member["school"]), ends_on=date(2001, 1, 1)
    )
    assert not opens(scoring)


def test_an_applicant_of_another_case_reads_none(scoring: Assignment, cases: list[Case]) -> None:
    other = next(one for one in cases if one.pk != scoring.case_id)
    Case.objects.filter(pk=other.pk).update(people=[{"key": "somebody", "name": "某", "role": "pi", "school": ""}])
    assert opens(scoring)
    Reviewer.objects.filter(pk=scoring.reviewer_id).update(person_key="somebody")
    cache.clear()  # teams are frozen with the case: only a test changes them
    assert not opens(scoring)


@pytest.mark.parametrize("by_name", [True, False])
def test_whom_the_school_named_reads_nothing_once_accepted(
    scoring: Assignment, sent_application: Sent, staff: Person, *, by_name: bool
) -> None:
    asked = Avoidance.objects.create(
        application=sent_application.submission.application,
        name=scoring.reviewer.person.name,
        reviewer=None if by_name else scoring.reviewer,
        reason="訴訟中",
        asked_by=sent_application.window,
        asked_at=call.now(),
    )
    assert opens(scoring)
    Avoidance.objects.filter(pk=asked.pk).update(state=Avoidance.State.ACCEPTED)
    assert not opens(scoring)


def test_a_role_that_was_taken_away_shuts_the_desk(scoring: Assignment) -> None:
    RoleGrant.objects.filter(person=scoring.reviewer.person).update(revoked_at=call.now())
    assert not opens(scoring)


FACTS = st.fixed_dictionaries(
    {
        "school": st.booleans(),
        "left_days_ago": st.none() | st.integers(min_value=0, max_value=4 * 366),
        "key": st.booleans(),
        "declared": st.booleans(),
        "avoided": st.sampled_from([None, *Avoidance.State.values]),
        "state": st.sampled_from(State.values),
        "active": st.booleans(),
        "signed": st.booleans(),
    }
)


@given(facts=FACTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_whatever_the_facts_who_opens_has_no_conflict(
    scoring: Assignment, sent_application: Sent, staff: Person, facts: dict[str, object]
) -> None:
    reviewer = scoring.reviewer
    _arrange(scoring, sent_application, staff, facts)
    one = Reviewer.objects.select_related("person").get(pk=reviewer.pk)
    reasons = reasons_of([one], [scoring.case], call.now()).get((str(scoring.case_id), str(one.pk)), ())
    may = facts["active"] and facts["signed"] and facts["state"] in {State.ACCEPTED, State.SUBMITTED}
    assert opens(scoring) == bool(may and not reasons)
    kinds = {reason.kind for reason in reasons}
    assert (Kind.LEAD_TEAM in kinds) == facts["key"]
    assert (Kind.DECLARED in kinds) == facts["declared"]
    assert (Kind.AVOIDED in kinds) == (facts["avoided"] == Avoidance.State.ACCEPTED)


def _arrange(scoring: Assignment, sent: Sent, staff: Person, facts: dict[str, object]) -> None:
    """Put the world into one state, whatever the example before left."""
    reviewer, case = scoring.reviewer, scoring.case
    Affiliation.objects.filter(reviewer=reviewer).delete()
    Conflict.objects.filter(reviewer=reviewer).delete()
    Avoidance.objects.all().delete()
    Statement.objects.filter(reviewer=reviewer).update(version=1 if facts["signed"] else 9)
    if facts["school"]:
        ago = facts["left_days_ago"]
        of_school(scoring, today() - timedelta(days=ago) if isinstance(ago, int) else None)
    if facts["declared"]:
        Conflict.objects.create(
            reviewer=reviewer, case=case, source="staff", reason="查證屬實", at=call.now(), by=staff
        )
    if facts["avoided"]:
        Avoidance.objects.create(
            application=sent.submission.application,
            name="某人",
            reviewer=reviewer,
            state=str(facts["avoided"]),
            reason="訴訟中",
            asked_by=sent.window,
            asked_at=call.now(),
        )
    key = case.people[0]["key"] if facts["key"] else "nobody-else"
    Reviewer.objects.filter(pk=reviewer.pk).update(person_key=key, is_active=facts["active"])
    Assignment.objects.filter(pk=scoring.pk).update(state=facts["state"])


def test_a_conflict_that_comes_up_while_reading_stops_the_next_save(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    url = f"/review/{scoring.pk}/"
    assert client.get(url).status_code == 200
    of_school(scoring)
    saved = client.post(url, {"version": 1, "score-proposal": 5}, headers={"Accept": "application/json"})
    assert saved.status_code == 404
    assert client.get(url).status_code == 404
    assert "有利益關係，不開放" in client.get("/review/").content.decode()
