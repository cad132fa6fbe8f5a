"""Sending: what stands in the way, what is frozen, what is refused, also in the same second."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.http import Http404
from django.test import Client

from proposals.document import parse_object
from proposals.models import Application, Claim, Obligation, Paper, Proposal, Submission
from proposals.rules.judge import judge
from proposals.services import moves, sending, writing
from proposals.services.refusals import NeedsReason, NotEditable, Refused
from proposals.services.sending import CannotSend, NotConfirmed, confirmation_key
from tests.builders import SCHOOL, document, edited
from tests.factories import PersonFactory, SchoolFactory, window_of
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft, elsewhere
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.kernel import roc
from usr_portal.notices.models import Mail


@pytest.fixture
def ready(db: None) -> Application:
    """A draft that nothing stands in the way of."""
    open_call()
    return draft()


@pytest.fixture
def window(ready: Application) -> Person:
    return window_of(ready.school, email="window@school.test")


def send(window: Person, application: Application, **more: object) -> Submission:
    return sending.send(person=window, school_code=application.school.code, confirmed=set(), **more)  # type: ignore[arg-type]


def test_what_is_sent_is_frozen_numbered_and_receipted(ready: Application, window: Person) -> None:
    submission = send(window, ready)

    assert submission.receipt == f"USR-4-{SCHOOL}-R01"
    assert [row.project_number for row in submission.proposals.order_by("position")] == [
        f"USR4-{SCHOOL}-S01",
        f"USR4-{SCHOOL}-D02",
        f"USR4-{SCHOOL}-T03",
        f"USR4-{SCHOOL}-I04",
        f"USR4-{SCHOOL}-S05",
    ]
    assert len(submission.papers) == 10
    assert sending.recomputed_digest(submission) == submission.digest
    assert set(ready.proposals.values_list("state", flat=True)) == {Proposal.State.TAKEN}
    mail = Mail.objects.get()
    assert mail.to == window.email
    assert f"已於 {roc.seconds(submission.sent_at)} 送出" in mail.body
    assert Event.objects.filter(action="application.send").count() == 1


def test_the_frozen_document_is_judged_like_the_draft(ready: Application, window: Person) -> None:
    submission = send(window, ready)

    parameters = call.parameters_of(submission.call_version_id)
    again = judge(parse_object(submission.document, parameters), parameters)

    assert [(one.rule, one.proposal) for one in again] == [
        (one["rule"], one["proposal"]) for one in submission.findings
    ]


def test_changing_the_draft_later_does_not_touch_what_was_sent(ready: Application, window: Person) -> None:
    submission = send(window, ready)
    before = json.dumps(submission.document, sort_keys=True)

    Proposal.objects.filter(application=ready).update(title="改名")
    submission.refresh_from_db()

    assert json.dumps(submission.document, sort_keys=True) == before


def test_a_stored_snapshot_cannot_be_changed_in_the_database(ready: Application, window: Person) -> None:
    submission = send(window, ready)

    with pytest.raises(Exception, match="frozen"), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_submission SET digest = 'x' WHERE id = %s", [submission.pk])


def test_a_second_sending_needs_a_withdrawal(ready: Application, window: Person) -> None:
    first = send(window, ready)
    with pytest.raises(Refused):
        send(window, ready)

    sending.withdraw(person=window, receipt=first.receipt, reason="補正名稱")
    second = send(window, ready)

    assert second.receipt.endswith("R02")
    assert [one.in_force for one in ready.submissions.order_by("sequence")] == [False, True]
    assert Claim.objects.filter(submission=first).count() == 0


def test_withdrawing_needs_a_reason(ready: Application, window: Person) -> None:
    submission = send(window, ready)
    with pytest.raises(NeedsReason):
        sending.withdraw(person=window, receipt=submission.receipt, reason="  ")


def test_nothing_can_be_written_while_a_sending_is_in_force(ready: Application, window: Person) -> None:
    send(window, ready)

    with pytest.raises(NotEditable):
        writing.save_plan_section(person=window, school_code=SCHOOL, key="governance", values={}, version=1)
    with pytest.raises(Refused):
        moves.move(person=window, number=f"4-{SCHOOL}-01", act=moves.Act.RETURN, reason="改")


def test_something_that_blocks_is_named_and_nothing_is_sent(db: None) -> None:
    open_call()
    application = draft(edited([("S.budget.114[0].amount", lambda old: old + 1)]))
    window = window_of(application.school)

    with pytest.raises(CannotSend) as refused:
        send(window, application)

    assert "BUDGET-CAP" in {one.rule for one in refused.value.findings}
    assert not Submission.objects.exists()


def test_a_proposal_that_blocks_can_be_left_out(db: None) -> None:
    open_call()
    application = draft(edited([("S.budget.114[0].amount", lambda old: old + 1)]))

    submission = send(window_of(application.school), application, leave_out={f"4-{SCHOOL}-01"})

    assert submission.proposals.count() == 4


def test_an_unfinished_proposal_stands_in_the_way(ready: Application, window: Person) -> None:
    Proposal.objects.filter(serial=1).update(state=Proposal.State.WRITING)
    with pytest.raises(Refused, match=f"4-{SCHOOL}-01"):
        send(window, ready)


def test_correctable_findings_are_confirmed_one_by_one(ready: Application, window: Person) -> None:
    Paper.objects.filter(proposal__serial__in=[1, 2]).delete()

    with pytest.raises(NotConfirmed) as refused:
        send(window, ready)
    keys = [confirmation_key(one) for one in refused.value.findings]
    with pytest.raises(NotConfirmed):
        sending.send(person=window, school_code=SCHOOL, confirmed={keys[0]})
    submission = sending.send(person=window, school_code=SCHOOL, confirmed=set(keys))

    assert len(keys) == 2
    assert submission.confirmed == keys


def test_warnings_whose_duty_comes_later_are_kept_as_obligations(db: None) -> None:
    open_call()
    application = draft(edited([("school.has_usr_unit", False), ("D.ethics.topics", ["minors"])]))

    send(window_of(application.school), application)

    assert set(Obligation.objects.values_list("rule", "proposal__serial")) == {
        ("SCHOOL-USR-UNIT", None),
        ("ETHICS-IRB", 2),
    }


def test_only_the_schools_window_may_send(ready: Application) -> None:
    for stranger in (PersonFactory.create(), window_of(SchoolFactory.create())):
        with pytest.raises(Http404):
            send(stranger, ready)


def test_the_last_second_is_in_time_and_the_next_is_not(ready: Application, window: Person) -> None:
    officer = PersonFactory.create()

    def close_at(seconds: int) -> None:
        at = call.now().replace(microsecond=0) + timedelta(seconds=seconds)
        WindowExtension.objects.create(
            school=ready.school, call_id="usr-4", window="upload", closes_at=at, reason="測試", granted_by=officer
        )

    close_at(-1)
    with pytest.raises(call.WindowClosed):
        send(window, ready)
    close_at(60)
    assert send(window, ready).pk


def test_a_window_is_open_through_its_last_second(ready: Application) -> None:
    now = call.moment("upload", ready.school_id)
    last = now.closes_at

    assert replace(now, now=last + timedelta(microseconds=999_999)).is_open
    assert not replace(now, now=last + timedelta(seconds=1)).is_open


def _together(jobs: list[object]) -> list[object]:
    """Run each job in a thread of its own, all starting at once; give what each returned or raised."""
    barrier = Barrier(len(jobs))

    def run(job: object) -> object:
        try:
            barrier.wait(timeout=10)
            return job()  # type: ignore[operator]
        except Exception as problem:  # noqa: BLE001 - the problem is the result
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.mark.django_db(transaction=True)
def test_two_schools_name_one_person_in_the_same_second() -> None:
    open_call()
    applications = [draft(elsewhere(code, person="shared-teacher", prior=f"away-{code}")) for code in ("0996", "0997")]
    windows = [window_of(one.school) for one in applications]

    outcomes = _together([lambda w=w, a=a: send(w, a) for w, a in zip(windows, applications, strict=True)])

    sent = [one for one in outcomes if isinstance(one, Submission)]
    refused = [one for one in outcomes if isinstance(one, CannotSend)]
    assert len(sent) == len(refused) == 1, outcomes
    assert "TEAM-ONE-ROLE" in {one.rule for one in refused[0].findings}
    assert Claim.objects.filter(kind="person", key="shared-teacher").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_one_school_send_at_once_and_one_is_sent() -> None:
    open_call()
    application = draft(elsewhere("0995"))
    windows = [window_of(application.school), window_of(application.school)]

    outcomes = _together([lambda w=w: send(w, application) for w in windows])

    assert len([one for one in outcomes if isinstance(one, Submission)]) == 1, outcomes
    assert len([one for one in outcomes if type(one) is Refused]) == 1, outcomes


@pytest.mark.django_db(transaction=True)
def test_sending_against_the_deadline_waits_for_no_lock() -> None:
    """A send that got its lock after the deadline is late, however early it was asked for."""
    open_call()
    application = draft(elsewhere("0994"))
    window = window_of(application.school)
    officer = PersonFactory.create()
    asked = Barrier(2)

    def late() -> object:
        asked.wait(timeout=10)
        return send(window, application)

    from django.db import transaction  # noqa: PLC0415

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            future = pool.submit(lambda: _caught(late))
            asked.wait(timeout=10)
            WindowExtension.objects.create(
                school=application.school,
                call_id="usr-4",
                window="upload",
                closes_at=call.now().replace(microsecond=0) - timedelta(seconds=1),
                reason="測試",
                granted_by=officer,
            )
        outcome = future.result(timeout=20)

    assert isinstance(outcome, call.WindowClosed), outcome


def _caught(job: object) -> object:
    try:
        return job()  # type: ignore[operator]
    except Exception as problem:  # noqa: BLE001 - the problem is the result
        return problem
    finally:
        connections.close_all()


def test_the_page_lists_confirms_sends_and_shows_the_receipt(
    ready: Application, window: Person, client: Client
) -> None:
    Paper.objects.filter(proposal__serial=1).delete()
    client.force_login(window)

    page = client.get("/proposals/school/send/")
    refused = client.post("/proposals/school/send/", {})
    keys = [key for key, _finding, _checked in page.context["correctable"]]
    sent = client.post("/proposals/school/send/", {"confirm": keys})
    receipt = client.get(sent["Location"])

    assert refused.status_code == 422
    assert len(keys) == 1
    assert receipt.context["intact"]
    assert Submission.objects.get().digest in receipt.content.decode()
    assert client.get(sent["Location"] + "application.json").json()["school"]["code"] == SCHOOL


def test_judging_anew_keeps_what_is_ticked_and_sends_nothing(
    ready: Application, window: Person, client: Client
) -> None:
    client.force_login(window)
    left = ready.proposals.get(serial=1).number

    answer = client.post("/proposals/school/send/", {"check": "1", "leave_out": [left]}, follow=True)

    assert [one.number for one in answer.context["sending"].left_out] == [left]
    assert "csrf" not in answer.redirect_chain[0][0]
    assert not Submission.objects.exists()


def test_the_school_s_page_tells_what_was_sent_from_what_was_left_out(
    ready: Application, window: Person, client: Client
) -> None:
    left = ready.proposals.get(serial=1).number
    send(window, ready, leave_out={left})
    client.force_login(window)

    page = client.get("/proposals/school/")

    assert {row.proposal.number for row in page.context["board"] if not row.proposal.is_sent} == {left}


def test_nobody_of_another_school_sees_a_receipt(ready: Application, window: Person, client: Client) -> None:
    submission = send(window, ready)
    client.force_login(window_of(draft(elsewhere()).school))

    for address in ("", "application.json"):
        assert client.get(f"/proposals/receipts/{submission.receipt}/{address}").status_code == 404
    assert client.post(f"/proposals/receipts/{submission.receipt}/withdraw/", {"reason": "x"}).status_code == 404


def test_the_document_round_trips_through_rows(ready: Application) -> None:
    parameters = call.in_force()
    from proposals.facts import application_document  # noqa: PLC0415

    composed = application_document(ready, parameters)
    expected = parse_object({**document(), "as_of": None})

    assert composed.proposals == expected.proposals
    assert composed.school_plan == expected.school_plan
    assert {one.id for one in composed.registry} == {one.id for one in expected.registry}


def test_an_extended_school_is_judged_by_its_own_window(ready: Application, window: Person) -> None:
    """The call's window is over, this school's is not: `WINDOW-OPEN` knows."""
    open_call(days_from_now=-40)
    with pytest.raises(call.WindowClosed):
        send(window, ready)
    WindowExtension.objects.create(
        school=ready.school,
        call_id="usr-4",
        window="upload",
        closes_at=call.now() + timedelta(days=1),
        reason="颱風停班",
        granted_by=PersonFactory.create(),
    )

    assert "WINDOW-OPEN" not in {one["rule"] for one in send(window, ready).findings}
