"""Talks about a page: who reads them, who is told by mail, and that nothing of them reaches others."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.models import Comment, Participation
from proposals.selectors import comments as selectors
from proposals.services import comments
from proposals.services.refusals import Refused
from tests.factories import PersonFactory, staff, window_of
from tests.proposals.conftest import Writing
from usr_portal.accounts.models import Person, Role
from usr_portal.notices.models import Mail

pytestmark = pytest.mark.django_db
Audience = Comment.Audience


def say(one: Writing, person: Person, text: str = "這一段要補數據。", **more: object) -> Comment:
    return comments.say(person=person, number=one.number, key="summary", text=text, **more)  # type: ignore[arg-type]


def read_by(one: Writing, person: Person) -> list[str]:
    proposal = selectors.proposal_for(person, one.number)
    return [talk.first.text for talk in selectors.talks(person, proposal)]


def test_the_team_alone_reads_what_is_meant_for_it(writing: Writing) -> None:
    editor, reader = writing.join(Participation.Access.EDITOR), writing.join(Participation.Access.READER)
    say(writing, editor, "內部", audience="team")
    say(writing, reader, "大家", audience="school")
    assert read_by(writing, writing.lead) == ["內部", "大家"]
    assert read_by(writing, writing.window) == ["大家"]
    for stranger in (staff(Role.MINISTRY), staff(Role.REVIEWER), PersonFactory.create()):
        with pytest.raises(Http404):
            read_by(writing, stranger)
        with pytest.raises(Http404):
            say(writing, stranger)


def test_a_window_speaks_to_all_and_cannot_touch_a_talk_of_the_team(writing: Writing) -> None:
    assert say(writing, writing.window, audience="team").audience == Audience.SCHOOL
    inner = say(writing, writing.lead, audience="team")
    with pytest.raises(Http404):
        comments.answer(person=writing.window, number=writing.number, comment_id=inner.pk, text="x")
    with pytest.raises(Http404):
        comments.settle(person=writing.window, number=writing.number, comment_id=inner.pk, settled=True)
    with pytest.raises(Http404):
        comments.take_back(person=writing.window, number=writing.number, comment_id=inner.pk)


def test_those_named_and_those_who_took_part_get_one_mail_each(writing: Writing) -> None:
    editor, other = writing.join(Participation.Access.EDITOR), writing.join(Participation.Access.EDITOR)
    outsider, second_window = PersonFactory.create(), window_of(writing.school)
    first = say(
        writing, writing.lead, mentioned=[editor.pk, editor.pk, outsider.pk, writing.lead.pk], link="http://x/#talks"
    )
    assert [mail.to for mail in Mail.objects.all()] == [editor.email]
    assert "這一段要補數據。" in Mail.objects.get().body
    Mail.objects.all().delete()
    comments.answer(
        person=editor, number=writing.number, comment_id=first.pk, text="好。", mentioned=[second_window.pk]
    )
    assert {mail.to for mail in Mail.objects.all()} == {writing.lead.email, second_window.email}
    assert other.email not in {mail.to for mail in Mail.objects.all()}


def test_who_was_removed_is_told_nothing_any_more(writing: Writing) -> None:
    editor = writing.join(Participation.Access.EDITOR)
    first = say(writing, editor)
    Participation.objects.filter(person=editor).delete()
    comments.answer(person=writing.lead, number=writing.number, comment_id=first.pk, text="好。", mentioned=[editor.pk])
    assert not Mail.objects.exists()
    with pytest.raises(Http404):
        read_by(writing, editor)


def test_a_talk_is_settled_opened_by_an_answer_and_taken_back_by_its_author_alone(writing: Writing) -> None:
    first = say(writing, writing.lead)
    comments.settle(person=writing.window, number=writing.number, comment_id=first.pk, settled=True)
    assert selectors.open_counts(writing.lead, selectors.proposal_for(writing.lead, writing.number)) == {}
    comments.answer(person=writing.lead, number=writing.number, comment_id=first.pk, text="還沒好。")
    assert selectors.open_by_page([writing.proposal.pk]) == {(writing.proposal.pk, "summary"): 1}
    with pytest.raises(Http404):
        comments.take_back(person=writing.window, number=writing.number, comment_id=first.pk)
    comments.take_back(person=writing.lead, number=writing.number, comment_id=first.pk)
    first.refresh_from_db()
    assert first.text == ""


@pytest.mark.parametrize("text", ["", " \n", "\x00", "長" * 4001])
def test_nothing_and_too_much_are_refused_with_a_reason(writing: Writing, text: str) -> None:
    with pytest.raises(Refused):
        say(writing, writing.lead, text)


def page(one: Writing, name: str = "comments", *rest: object) -> str:
    return reverse(f"proposal_{name}", args=[one.number, *rest])


def test_a_talk_by_the_page_without_scripts_and_what_was_typed_stays(writing: Writing, client: Client) -> None:
    client.force_login(writing.lead)
    sent = {"key": "summary", "text": "<b>請補</b>", "audience": "school", "mention": [writing.window.pk]}
    assert client.post(page(writing), sent).status_code == 302
    text = client.get(page(writing), {"section": "summary"}).content.decode()
    assert "&lt;b&gt;請補&lt;/b&gt;" in text
    mail = Mail.objects.get()
    assert mail.to == writing.window.email
    assert f"/proposals/{writing.number}/edit/summary/#talks" in mail.body
    wrong = client.post(page(writing), {"key": "summary", "text": "長" * 4001})
    assert wrong.status_code == 422
    assert "最多 4,000 字" in wrong.content.decode()
    assert "長" * 4001 in wrong.content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_any_number_of_talks(
    writing: Writing, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        first = say(writing, writing.lead)
        comments.answer(person=writing.window, number=writing.number, comment_id=first.pk, text="好。")
    client.force_login(writing.lead)
    client.get(page(writing))
    with django_assert_num_queries(5):
        client.get(page(writing))
