"""A return with a reason and with what to change on each page: the team is led to the places, the window follows them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals import access
from proposals.models import Comment, Move, Participation, Proposal
from proposals.selectors import board, comments, findings, workspace
from proposals.services import comments as talks
from proposals.services import writing as services
from tests.factories import PersonFactory, grant, staff
from tests.proposals.conftest import Writing
from usr_portal.accounts.models import Person, Role
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.call.services import now
from usr_portal.dashboard.templatetags.portal import roc_long
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.notices.models import Mail

pytestmark = pytest.mark.django_db
ASKED = "請補上 112 年的場域數據。"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def of(writing: Writing, person: Person) -> Proposal:
    return access.get_proposal(person, writing.number)


def complete(writing: Writing) -> None:
    Proposal.objects.filter(pk=writing.proposal.pk).update(state=Proposal.State.COMPLETE)


def give_back(writing: Writing, **notes: str) -> object:
    sent = {"reason": "還差一點", **{f"note-{key}": text for key, text in notes.items()}}
    return signed_in(writing.window).post(reverse("proposal_return", args=[writing.number]), sent)


def test_a_return_leads_the_team_to_each_place(writing: Writing) -> None:
    editor = writing.join(Participation.Access.EDITOR)
    complete(writing)
    assert give_back(writing, summary=ASKED, budget="講座費重算", goals="  ").status_code == 302  # type: ignore[attr-defined]
    move = Move.objects.get()
    assert [(one.key, one.text) for one in comments.places_of(writing.lead, of(writing, writing.lead), move)] == [
        ("summary", ASKED),
        ("budget", "講座費重算"),
    ]
    mails = {mail.to: mail.body for mail in Mail.objects.all()}
    assert set(mails) == {writing.lead.email, editor.email}
    for address in (reverse("proposal_edit", args=[writing.number, "summary"]), ASKED, "還差一點"):
        assert address in mails[editor.email]
    center = staff(Role.CENTER)
    assert comments.places_of(center, of(writing, center), move) == []
    assert ASKED not in signed_in(center).get(reverse("proposal", args=[writing.number])).content.decode()
    page = signed_in(writing.lead).get(reverse("proposal", args=[writing.number]))
    assert f'href="{reverse("proposal_budget", args=[writing.number])}#talks"' in page.content.decode()
    beside = signed_in(writing.lead).get(
        reverse("proposal_comments", args=[writing.number]), {"section": "summary"}, headers={"HX-Request": "true"}
    )
    assert "退回時要求修改這一節" in beside.content.decode()
    talk = Comment.objects.get(key="summary")
    talks.settle(person=writing.lead, number=writing.number, comment_id=talk.pk, settled=True)
    page = signed_in(writing.lead).get(reverse("proposal", args=[writing.number]))
    assert page.content.decode().count("已改好") == 1


def test_the_lead_is_told_on_the_first_pages_and_asked_before_the_mark(writing: Writing) -> None:
    complete(writing)
    give_back(writing, summary=ASKED, budget="講座費重算")
    grant(writing.lead, Role.TEAM)
    client = signed_in(writing.lead)
    for address in (reverse("home"), reverse("proposals")):
        assert "退回：2 處待改" in client.get(address).content.decode()
    overview = client.get(reverse("proposal", args=[writing.number])).content.decode()
    assert "退回時指出的地方還有 2 處沒有結案" in overview
    for talk in Comment.objects.all():
        talks.settle(person=writing.lead, number=writing.number, comment_id=talk.pk, settled=True)
    assert "處待改" not in client.get(reverse("proposals")).content.decode()
    assert "處沒有結案" not in client.get(reverse("proposal", args=[writing.number])).content.decode()


def test_the_first_page_shows_a_school_its_own_end(writing: Writing) -> None:
    ends = call.moment("upload").closes_at + timedelta(days=3)
    WindowExtension.objects.create(
        call_id="usr-4", window="upload", school=writing.school, closes_at=ends, reason="停電", granted_by=staff()
    )
    shown = signed_in(writing.window).get(reverse("home")).content.decode()
    assert roc_long(ends) in shown
    assert roc_long(ends) not in Client().get(reverse("home")).content.decode()


def test_a_refused_return_loses_nothing_and_changes_nothing(writing: Writing) -> None:
    complete(writing)
    long = "長" * 2001
    answer = give_back(writing, summary=long, goals="寫清楚")
    body = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert long in body
    assert "寫清楚" in body
    assert 'aria-describedby="note-summary-error"' in body
    assert Proposal.objects.get().state == Proposal.State.COMPLETE
    for kept in (Move, Comment, Mail):
        assert not kept._default_manager.exists()
    nobody = signed_in(writing.window).post(reverse("proposal_return", args=[writing.number]), {"note-goals": "寫清楚"})
    assert nobody.status_code == 422
    assert "請填寫理由" in nobody.content.decode()


def test_only_the_window_returns_and_only_what_is_complete(writing: Writing) -> None:
    address = reverse("proposal_return", args=[writing.number])
    assert signed_in(writing.lead).get(address).status_code == 404
    assert signed_in(PersonFactory.create()).post(address, {"reason": "x"}).status_code == 404
    early = signed_in(writing.window).post(address, {"reason": "x", "note-summary": "y"})
    assert early.status_code == 422
    assert not Comment.objects.exists()
    assert signed_in(writing.window).post(address.replace("return", "move/return"), {"reason": "x"}).status_code == 404


def test_the_window_sees_each_page_with_its_last_change_and_open_talks(writing: Writing) -> None:
    client = signed_in(writing.lead)
    client.post(reverse("proposal_edit", args=[writing.number, "summary"]), {"summary": "甲", "version": 0})
    talks.say(person=writing.lead, number=writing.number, key="goals", text="給窗口", audience="school")
    talks.say(person=writing.lead, number=writing.number, key="goals", text="只給團隊", audience="team")
    application = workspace.applications_of(writing.window).get()
    (row,) = board.board(application, findings.judged(application))
    pages = {page.step.key: page for page in row.pages}
    assert pages["summary"].edit is not None
    assert pages["summary"].edit.by == writing.lead.name
    assert (now() - pages["summary"].edit.at).total_seconds() < 60
    assert pages["relation"].edit is None
    assert {key: page.open_talks for key, page in pages.items() if page.open_talks} == {"goals": 1}
    assert row.latest == pages["summary"].edit


def test_five_proposals_cost_the_window_what_one_does(
    writing: Writing,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(writing.window)
    address = reverse("school")
    client.get(address)
    with django_assert_max_num_queries(25) as one:
        client.get(address)
    for _more in range(4):
        made = services.create_proposal(
            person=writing.window, school_code=writing.school.code, plan_type=PlanType.DEEP, title="多一件"
        )
        talks.say(person=writing.window, number=made.number, key="goals", text="請補")
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(address)
