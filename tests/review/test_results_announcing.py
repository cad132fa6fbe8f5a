"""The announcement: by the ministry, in its window, when all is decided; once, all or nothing; who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connections
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.models import Participation, Proposal
from proposals.services.refusals import NeedsReason, Refused
from review.models import (
    Announcement,
    Award,
    Case,
    Decision,
    Meeting,
    ResultLetter,
    Reviewer,
    SchoolDecision,
    StageMove,
)
from review.models.cases import Outcome, Stage
from review.services import stages, telling_results
from review.services.announcing import AlreadyAnnounced, NotReady, announce
from review.services.opening import open_cases
from tests.factories import PersonFactory, SchoolFactory, grant, window_of
from tests.factories import staff as staff_of
from tests.proposals.conftest import open_call
from tests.proposals.valid import elsewhere
from tests.review.conftest import Sent, in_window, send_application
from tests.review.deciding_cases import whole_meeting
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.call.services import WindowClosed
from usr_portal.notices.models import Mail

REASON = "依核定公文辦理"


@pytest.fixture
def decided(cases: list[Case], staff: Person, ministry: Person) -> list[Case]:
    """Four cases decided (the last declined), one that was stopped in the data check."""
    stopped, *rest = cases
    Case.objects.filter(pk=stopped.pk).update(outcome=Outcome.STOPPED)
    whole_meeting(rest, staff, ministry, declined=rest[-1:])
    return cases


def test_cases_move_and_the_list_is_published(decided: list[Case], ministry: Person) -> None:
    made = announce(person=ministry, reason=REASON)

    outcomes = dict(Case.objects.values_list("pk", "outcome"))
    assert [outcomes[one.pk] for one in decided] == ["stopped", "funded", "funded", "funded", "not_funded"]
    assert set(Case.objects.exclude(pk=decided[0].pk).values_list("stage", flat=True)) == {Stage.ANNOUNCEMENT}
    assert {(one.actor, one.reason) for one in StageMove.objects.all()} == {(ministry, REASON)}
    listed = made.listing
    assert [one["number"] for one in listed["projects"]] == [one.project_number for one in decided[1:4]]
    assert [one["total"] for one in listed["projects"]] == [1_900_000, 1_900_001, 1_900_002]
    assert listed["projects"][0]["approved"] == {"114": 1_000_000, "115": 900_000, "116": 0}
    assert listed["totals"]["projects"] == {
        "count": 3,
        "approved": {"114": 3_000_003, "115": 2_700_000, "116": 0},
        "total": 5_700_003,
    }
    assert listed["totals"]["school_plans"]["total"] == 1_500_000
    event = Event.objects.get(action="results.announce")
    assert (event.actor, event.reason, event.detail["letters"]) == (ministry, REASON, 6)


def test_only_the_ministry_announces(decided: list[Case], sent_application: Sent, staff: Person) -> None:
    strangers = (staff, staff_of(Role.ADMIN), sent_application.window, sent_application.lead, PersonFactory.create())
    for stranger in strangers:
        with pytest.raises(Http404):
            announce(person=stranger, reason=REASON)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("window", ["site_visit", "presentation_reply"])
def test_not_outside_its_window(decided: list[Case], ministry: Person, window: str) -> None:
    in_window(window)
    with pytest.raises(WindowClosed):
        announce(person=ministry, reason=REASON)
    assert set(Case.objects.exclude(pk=decided[0].pk).values_list("stage", flat=True)) == {Stage.DECISION}


def test_a_reason_is_needed(decided: list[Case], ministry: Person) -> None:
    with pytest.raises(NeedsReason):
        announce(person=ministry, reason=" \n")


def test_nothing_to_announce_is_refused(db: None, ministry: Person) -> None:
    open_call()
    in_window("announcement")
    with pytest.raises(Refused, match="還沒有審查案"):
        announce(person=ministry, reason=REASON)


def _underway(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(stage=Stage.SITE_VISIT)


def _undecided(case: Case) -> None:
    case.decision.awards.all().delete()
    case.decision.delete()


def _unconfirmed(case: Case) -> None:
    Decision.objects.filter(case=case).update(confirmed_by=None, confirmed_at=None)


def _plan_unconfirmed(_case: Case) -> None:
    SchoolDecision.objects.update(confirmed_by=None, confirmed_at=None)


def _plan_undecided(_case: Case) -> None:
    SchoolDecision.objects.all()[0].awards.all().delete()
    SchoolDecision.objects.all().delete()


@pytest.mark.parametrize("spoil", [_underway, _undecided, _unconfirmed, _plan_unconfirmed, _plan_undecided])
def test_what_is_missing_keeps_it_back(decided: list[Case], ministry: Person, spoil: Callable[[Case], None]) -> None:
    spoil(Case.objects.get(pk=decided[1].pk))
    with pytest.raises(NotReady, match="還有 1 項"):
        announce(person=ministry, reason=REASON)
    assert not StageMove.objects.exists()
    assert not Mail.objects.filter(key__startswith="announcement").exists()
    page = signed_in(ministry).get(reverse("announce"))
    assert not page.context["page"].may_announce


def test_it_happens_once(decided: list[Case], ministry: Person) -> None:
    announce(person=ministry, reason=REASON)
    mails = Mail.objects.count()
    with pytest.raises(AlreadyAnnounced):
        announce(person=ministry, reason=REASON)
    assert Mail.objects.count() == mails


def test_where_one_step_fails_nothing_has_happened(decided: list[Case], ministry: Person) -> None:
    with (
        patch.object(telling_results, "post_all", side_effect=RuntimeError("the outbox is full")),
        pytest.raises(RuntimeError, match="full"),
    ):
        announce(person=ministry, reason=REASON)
    assert not Announcement.objects.exists()
    assert not ResultLetter.objects.exists()
    assert not StageMove.objects.exists()
    assert set(Case.objects.exclude(pk=decided[0].pk).values_list("stage", flat=True)) == {Stage.DECISION}
    assert not Event.objects.filter(action="results.announce").exists()


def test_an_extension_of_one_school_does_not_announce_it_alone(
    decided: list[Case], sent_application: Sent, ministry: Person
) -> None:
    """A school's own window of the announcement may end earlier: then all wait, and nobody is told."""
    WindowExtension.objects.create(
        call_id="usr-4",
        school=sent_application.school,
        window="announcement",
        closes_at=call.now() - timedelta(days=1),
        reason="測試",
        granted_by=ministry,
    )
    with pytest.raises(stages.CannotMove):
        announce(person=ministry, reason=REASON)
    assert not Announcement.objects.exists()


def test_each_person_is_told_once_and_only_of_what_is_theirs(
    decided: list[Case], sent_application: Sent, ministry: Person, reviewer: Reviewer
) -> None:
    proposal = Proposal.objects.get(pk=decided[1].proposal_id)
    reader, gone, stranger = PersonFactory.create(), PersonFactory.create(is_active=False), PersonFactory.create()
    foreigner = PersonFactory.create(language="en")
    for person, access in ((reader, "reader"), (gone, "editor"), (foreigner, "editor")):
        Participation.objects.create(proposal=proposal, person=person, access=access)
    second = window_of(sent_application.school)
    elsewhere_window = window_of(SchoolFactory.create())

    announce(person=ministry, reason=REASON)

    mails = Mail.objects.filter(key__startswith="announcement:")
    people = (sent_application.window, sent_application.lead, second, reader, foreigner)
    assert sorted(mails.values_list("to", flat=True)) == sorted(one.email for one in people)
    assert not mails.filter(to__in=[stranger.email, elsewhere_window.email, reviewer.person.email, gone.email]).exists()
    read = mails.get(to=reader.email).body
    assert decided[1].project_number in read
    assert not any(one.project_number in read for one in (decided[0], *decided[2:]))
    assert "中長程校務發展規劃" not in read
    told = mails.get(to=second.email).body
    assert all(one.project_number in told for one in decided)
    assert "未通過資料檢核" in told
    assert "中長程校務發展規劃" in told
    lead = mails.get(to=sent_application.lead.email).body
    assert all(one.project_number in lead for one in decided)
    for mail in mails:
        assert "理由" not in mail.body
        assert "迴避的委員姓名" not in mail.body


def test_it_costs_the_same_for_two_and_for_five(cases: list[Case], staff: Person, ministry: Person) -> None:
    """Statements do not grow with the cases of a school: what moves, is frozen, numbered and mailed goes in bulk."""
    ministry.standing  # noqa: B018 - read once a request
    whole_meeting(cases[:2], staff, ministry)
    Case.objects.filter(pk__in=[one.pk for one in cases[2:]]).update(outcome=Outcome.NOT_PASSED)
    call.in_force()  # read once a process
    with CaptureQueriesContext(connections["default"]) as few:
        announce(person=ministry, reason=REASON)
    _forget()
    whole_meeting(cases, staff, ministry)
    call.in_force()
    with CaptureQueriesContext(connections["default"]) as many:
        announce(person=ministry, reason=REASON)
    assert len(many) == len(few)
    assert len(many) < 70


def _forget() -> None:
    for model in (ResultLetter, Announcement, Award, Decision, SchoolDecision, Meeting, StageMove, Mail):
        model.objects.all().delete()


def test_the_page_counts_and_announces(decided: list[Case], ministry: Person) -> None:
    office = signed_in(ministry)
    address = reverse("announce")
    page = office.get(address).content.decode()
    assert "沒有未完成的事項" in page
    assert "1 件未通過資料檢核" in page
    assert "7,200,003" in page

    wrong = office.post(address, {"confirmation": "usr-3", "reason": REASON})
    assert wrong.status_code == 422
    assert REASON in wrong.content.decode()
    assert "與徵件代號不符" in wrong.content.decode()
    seen = office.get(address).context["form"]["seen"].value()
    bare = office.post(address, {"confirmation": "usr-4", "reason": "", "seen": seen})
    assert (bare.status_code, "請填寫理由" in bare.content.decode()) == (422, True)
    assert not Announcement.objects.exists()

    done = office.post(address, {"confirmation": " usr-4 ", "reason": REASON, "seen": seen}, follow=True)
    assert "已公告" in done.content.decode()
    assert "7,200,003" in done.content.decode()
    assert ResultLetter.objects.get(case=None).number in done.content.decode()
    again = office.post(address, {"confirmation": "usr-4", "reason": REASON})
    assert (again.status_code, "公告只有一次" in again.content.decode()) == (422, True)


def test_the_page_says_when_it_is_not_time_yet(decided: list[Case], ministry: Person) -> None:
    in_window("site_visit")
    page = signed_in(ministry).get(reverse("announce"))
    assert "還沒有開始" in page.content.decode()
    answer = signed_in(ministry).post(reverse("announce"), {"confirmation": "usr-4", "reason": REASON})
    assert answer.status_code == 422
    assert not Announcement.objects.exists()


def test_nobody_but_staff_finds_the_page_and_the_center_only_reads(
    client: Client, decided: list[Case], sent_application: Sent, reviewer: Reviewer, staff: Person
) -> None:
    address = reverse("announce")
    assert client.get(address).status_code == 302
    for person in (staff, sent_application.window, sent_application.lead, reviewer.person):
        office = signed_in(person)
        assert office.get(address).status_code == (200 if person == staff else 404)
        assert office.post(address, {"confirmation": "usr-4", "reason": REASON}).status_code == 404
    assert not Announcement.objects.exists()


def test_the_page_costs_the_same_for_two_and_for_five(cases: list[Case], staff: Person, ministry: Person) -> None:
    office = signed_in(ministry)
    whole_meeting(cases[:2], staff, ministry)
    Case.objects.filter(pk__in=[one.pk for one in cases[2:]]).update(outcome=Outcome.NOT_PASSED)
    office.get(reverse("announce"))
    with CaptureQueriesContext(connections["default"]) as few:
        office.get(reverse("announce"))
    _forget()
    whole_meeting(cases, staff, ministry)
    with CaptureQueriesContext(connections["default"]) as many:
        office.get(reverse("announce"))
    assert len(many) == len(few) <= 14


def test_another_school_is_told_of_its_own_alone(
    sent_application: Sent, cases: list[Case], staff: Person, ministry: Person
) -> None:
    other = send_elsewhere()
    more = open_cases(person=staff)
    whole_meeting([*cases, *more], staff, ministry)
    announce(person=ministry, reason=REASON)
    numbers = {one.project_number for one in cases}
    told = Mail.objects.get(key__startswith="announcement:", to=other.window.email).body
    assert not any(number in told for number in numbers)
    assert more[0].project_number in told
    letter = ResultLetter.objects.get(case=None, school=other.school)
    assert [one["project_number"] for one in letter.content["cases"]] == [one.project_number for one in more]


def send_elsewhere() -> Sent:
    """Another school's application, sent while uploading was open."""
    open_call()
    sent = send_application(elsewhere("0993"))
    in_window("data_check")
    return sent


def test_a_team_of_two_roles_is_told_once(decided: list[Case], sent_application: Sent, ministry: Person) -> None:
    grant(sent_application.lead, Role.WINDOW, sent_application.school)
    announce(person=ministry, reason=REASON)
    assert Mail.objects.filter(key__startswith="announcement:", to=sent_application.lead.email).count() == 1
    assert Mail.objects.get(key__startswith="announcement:", to=sent_application.lead.email).body.count("・") == 6


def test_titles_are_frozen_in_the_list(decided: list[Case], ministry: Person) -> None:
    made = announce(person=ministry, reason=REASON)
    Case.objects.update(title="改過的名稱")
    Decision.objects.update(opinions="改過的意見")
    made.refresh_from_db()
    assert "改過的名稱" not in str(made.listing)
    assert not any("改過" in str(one.content) for one in ResultLetter.objects.all())
