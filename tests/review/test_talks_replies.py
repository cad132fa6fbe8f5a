"""Questions merged without names, released, answered in time; read by staff and the case's reviewers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.services.paper_inspection import PaperRefused
from proposals.services.refusals import NotEditable, Refused, Stale
from review.models import Assignment, Case, Reply, Reviewer
from review.rules.standing import Stage
from review.services import replies
from tests.factories import PersonFactory
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.talks import asks, assigned, at_stage, round_at, slides
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.notices.models import Mail

WRITTEN, SHOWN = Stage.WRITTEN_REPLY, Stage.PRESENTATION_REPLY


@pytest.fixture
def asked(cases: list[Case], staff: Person) -> list[Reviewer]:
    """All five cases at the first reply; two reviewers asked of each, one declined to."""
    at_stage(WRITTEN, *cases)
    in_window(WRITTEN)
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    first, second, gone = (reviewer_of(name=name) for name in ("趙委員", "錢委員", "孫委員"))
    for case in cases:
        asks(assigned(turn, case, first), "經費如何分配？", "場域為何？")
        asks(assigned(turn, case, second), "場域 為何？", "學生如何參與？")
        asks(assigned(turn, case, gone, Assignment.State.RECUSED), "不該出現的問題")
    return [first, second, gone]


@pytest.fixture
def released(asked: list[Reviewer], cases: list[Case], staff: Person) -> Reply:
    """The questions of the sprout's case, released with all others."""
    replies.draft(person=staff, stage=WRITTEN)
    replies.release(person=staff, stage=WRITTEN, numbers=[one.project_number for one in cases])
    return Reply.objects.select_related("case").get(case__plan_type="sprout", case__basis_kind="continuation")


def number_of(reply: Reply) -> str:
    return reply.case.proposal.number


def test_questions_are_merged_without_names_once(asked: list[Reviewer], staff: Person, cases: list[Case]) -> None:
    assert replies.draft(person=staff, stage=WRITTEN) == 5
    assert replies.draft(person=staff, stage=WRITTEN) == 0

    for reply in Reply.objects.all():
        assert len(reply.questions) == 3
        assert {"經費如何分配？", "學生如何參與？"} < set(reply.questions)
        assert reply.released_at is None
    assert Event.objects.filter(action="reply.draft").count() == 1


def test_staff_edit_before_release_only(asked: list[Reviewer], staff: Person, case: Case) -> None:
    replies.draft(person=staff, stage=WRITTEN)
    number = case.project_number
    replies.edit(person=staff, project_number=number, stage=WRITTEN, questions=("只問一題",), version=1)
    with pytest.raises(Stale):
        replies.edit(person=staff, project_number=number, stage=WRITTEN, questions=("別人的",), version=1)
    assert Reply.objects.get(case=case).questions == ["只問一題"]

    again = replies.merge_again(person=staff, project_number=number, stage=WRITTEN, version=2)
    assert len(again.questions) == 3
    replies.release(person=staff, stage=WRITTEN, numbers=[number])
    with pytest.raises(NotEditable):
        replies.edit(person=staff, project_number=number, stage=WRITTEN, questions=(), version=again.version)


def test_a_reviewers_name_never_goes_out(asked: list[Reviewer], staff: Person, case: Case) -> None:
    replies.draft(person=staff, stage=WRITTEN)
    number = case.project_number
    for name in ("趙 委員", "孫委員"):
        with pytest.raises(replies.Revealing):
            replies.edit(person=staff, project_number=number, stage=WRITTEN, questions=(f"{name}想問",), version=1)
    Reply.objects.filter(case=case).update(questions=["錢委員想問"])

    with pytest.raises(Refused):
        replies.release(person=staff, stage=WRITTEN, numbers=[number])
    assert Reply.objects.get(case=case).released_at is None


def test_release_leaves_out_what_is_not_ready(asked: list[Reviewer], staff: Person, cases: list[Case]) -> None:
    replies.draft(person=staff, stage=WRITTEN)
    at_stage(Stage.WRITTEN_REVIEW, cases[0])
    Case.objects.filter(pk=cases[1].pk).update(outcome="not_passed")

    sent = replies.release(person=staff, stage=WRITTEN, numbers=[one.project_number for one in cases])

    assert {one.case_id for one in sent} == {one.pk for one in cases[2:]}
    assert Reply.objects.exclude(released_at=None).count() == 3
    assert Mail.objects.filter(key__startswith="reply:").count() == 3 * 2  # the window and the lead
    assert "委員" not in "".join(Mail.objects.values_list("body", flat=True)).replace("審查委員", "")


def test_the_school_sees_nothing_before_the_release(
    asked: list[Reviewer], staff: Person, case: Case, sent_application: Sent, client: Client
) -> None:
    replies.draft(person=staff, stage=WRITTEN)
    client.force_login(sent_application.lead)

    text = client.get(reverse("proposal_replies", args=[case.proposal.number])).content.decode()

    assert "經費如何分配" not in text
    with pytest.raises(Http404):
        replies.answer(
            person=sent_application.lead, number=case.proposal.number, stage=WRITTEN, answers=("一",) * 3, version=1
        )


def test_the_school_answers_in_time(released: Reply, sent_application: Sent) -> None:
    number = number_of(released)
    first = replies.answer(
        person=sent_application.lead, number=number, stage=WRITTEN, answers=("甲", "", "丙"), version=released.version
    )
    with pytest.raises(Stale):
        replies.answer(
            person=sent_application.window, number=number, stage=WRITTEN, answers=("乙",) * 3, version=released.version
        )
    replies.answer(
        person=sent_application.window, number=number, stage=WRITTEN, answers=("甲", "乙", "丙"), version=first.version
    )

    kept = Reply.objects.get(pk=released.pk)
    assert kept.answers == ["甲", "乙", "丙"]
    assert kept.answered_by == sent_application.window
    assert Event.objects.filter(action="reply.answer").count() == 2


def test_answers_are_frozen_when_the_window_ends_but_for_an_extension(
    released: Reply, sent_application: Sent, staff: Person
) -> None:
    number = number_of(released)
    in_window("presentation")
    late = {"person": sent_application.lead, "number": number, "stage": WRITTEN}
    with pytest.raises(WindowClosed):
        replies.answer(**late, answers=("甲",) * 3, version=released.version)  # type: ignore[arg-type]
    with pytest.raises(WindowClosed):
        replies.upload_slides(**late, upload=slides())  # type: ignore[arg-type]

    WindowExtension.objects.create(
        school=sent_application.school,
        call_id="usr-4",
        window=WRITTEN,
        closes_at=call.now() + timedelta(hours=1),
        reason="颱風",
        granted_by=staff,
    )
    replies.answer(**late, answers=("甲",) * 3, version=released.version)  # type: ignore[arg-type]


def test_slides_come_with_the_reply_and_stand_in_for_earlier_ones(released: Reply, sent_application: Sent) -> None:
    number, lead = number_of(released), sent_application.lead
    replies.upload_slides(person=lead, number=number, stage=WRITTEN, upload=slides("舊.pdf"))
    replies.upload_slides(person=lead, number=number, stage=WRITTEN, upload=slides("新.pdf", 5))

    kept = Reply.objects.select_related("slides").get(pk=released.pk)
    assert kept.slides is not None
    assert (kept.slides.original_name, kept.slides.pages) == ("新.pdf", 5)
    with pytest.raises(PaperRefused):
        replies.upload_slides(
            person=lead, number=number, stage=WRITTEN, upload=SimpleUploadedFile("簡報.pdf", b"not a pdf at all")
        )


def test_only_those_that_are_visited_bring_slides_after_the_presentation(
    cases: list[Case], staff: Person, sent_application: Sent
) -> None:
    at_stage(SHOWN, *cases)
    in_window(SHOWN)
    replies.draft(person=staff, stage=SHOWN)
    replies.release(person=staff, stage=SHOWN, numbers=[one.project_number for one in cases])

    sprout, deep = (sent_application.number(one) for one in (PlanType.SPROUT, PlanType.DEEP))
    with pytest.raises(Http404):
        replies.upload_slides(person=sent_application.lead, number=sprout, stage=SHOWN, upload=slides())
    replies.upload_slides(person=sent_application.lead, number=deep, stage=SHOWN, upload=slides())
    assert Reply.objects.exclude(slides=None).count() == 1


def test_nobody_else_writes(released: Reply, staff: Person, sent_application: Sent, asked: list[Reviewer]) -> None:
    number, project = number_of(released), released.case.project_number
    for person in (staff, asked[0].person, PersonFactory.create()):
        with pytest.raises(Http404):
            replies.answer(person=person, number=number, stage=WRITTEN, answers=("甲",) * 3, version=1)
        with pytest.raises(Http404):
            replies.upload_slides(person=person, number=number, stage=WRITTEN, upload=slides())
    for person in (sent_application.lead, sent_application.window, asked[0].person, PersonFactory.create()):
        with pytest.raises(Http404):
            replies.draft(person=person, stage=WRITTEN)
        with pytest.raises(Http404):
            replies.edit(person=person, project_number=project, stage=WRITTEN, questions=(), version=1)
        with pytest.raises(Http404):
            replies.release(person=person, stage=WRITTEN, numbers=[project])


def test_the_pages_open_for_their_readers_only(
    released: Reply, staff: Person, sent_application: Sent, asked: list[Reviewer], client: Client
) -> None:
    number, project = number_of(released), released.case.project_number
    replies.upload_slides(person=sent_application.lead, number=number, stage=WRITTEN, upload=slides())
    own = Assignment.objects.get(case=released.case, reviewer=asked[0])
    pages = {
        reverse("proposal_replies", args=[number]): {sent_application.lead, sent_application.window},
        reverse("proposal_slides", args=[number, WRITTEN]): {sent_application.lead, sent_application.window},
        reverse("schedule_replies", args=[WRITTEN]): {staff},
        reverse("schedule_reply", args=[WRITTEN, project]): {staff},
        reverse("schedule_slides", args=[WRITTEN, project]): {staff},
        reverse("review_replies", args=[own.pk]): {asked[0].person},
        reverse("review_slides", args=[own.pk, WRITTEN]): {asked[0].person},
    }
    people = [sent_application.lead, sent_application.window, staff, *(one.person for one in asked)]
    for url, readers in pages.items():
        for person in [*people, PersonFactory.create()]:
            client.force_login(person)
            assert client.get(url).status_code == (200 if person in readers else 404), (url, person)


def test_the_school_page_takes_answers_and_loses_nothing(
    released: Reply, sent_application: Sent, client: Client
) -> None:
    number = number_of(released)
    client.force_login(sent_application.lead)
    url = reverse("proposal_answer", args=[number, WRITTEN])
    typed = {"written_reply-answer_0": "甲", "written_reply-answer_1": "乙", "written_reply-answer_2": "丙"}

    assert client.post(url, {**typed, "version": 1}).status_code == 302
    stale = client.post(url, {**typed, "version": 1, "written_reply-answer_1": "後來的"})
    long = client.post(url, {**typed, "version": 2, "written_reply-answer_1": "長" * 5001})

    assert stale.status_code == 409
    assert "後來的" in stale.content.decode()
    assert long.status_code == 422
    assert "長" * 5001 in long.content.decode()
    assert Reply.objects.get(pk=released.pk).answers == ["甲", "乙", "丙"]
    for one in ("趙委員", "錢委員", "孫委員"):
        assert one not in client.get(reverse("proposal_replies", args=[number])).content.decode()


def test_staff_release_with_a_preview(asked: list[Reviewer], staff: Person, cases: list[Case], client: Client) -> None:
    client.force_login(staff)
    client.post(reverse("schedule_replies_draft", args=[WRITTEN]))
    at_stage(Stage.WRITTEN_REVIEW, cases[0])

    preview = client.post(reverse("schedule_replies_preview", args=[WRITTEN]), {"all": "1"})
    text = preview.content.decode()
    assert f'name="case" value="{cases[1].project_number}"' in text
    assert f'name="case" value="{cases[0].project_number}"' not in text
    assert not Reply.objects.exclude(released_at=None).exists()

    numbers = [one.project_number for one in cases]
    client.post(reverse("schedule_replies_release", args=[WRITTEN]), {"case": numbers})
    assert Reply.objects.exclude(released_at=None).count() == 4


def test_staff_edit_in_the_page(asked: list[Reviewer], staff: Person, case: Case, client: Client) -> None:
    replies.draft(person=staff, stage=WRITTEN)
    client.force_login(staff)
    url = reverse("schedule_reply", args=[WRITTEN, case.project_number])

    assert client.post(url, {"questions": "第一題\n\n\n第二題\n仍是第二題", "version": 1}).status_code == 302
    assert Reply.objects.get(case=case).questions == ["第一題", "第二題\n仍是第二題"]
    named = client.post(url, {"questions": "趙委員要問", "version": 2})
    assert named.status_code == 403
    assert "趙委員要問" in named.content.decode()


def test_the_board_costs_the_same_for_one_and_many(
    asked: list[Reviewer], staff: Person, cases: list[Case], client: Client
) -> None:
    replies.draft(person=staff, stage=WRITTEN)
    client.force_login(staff)
    url = reverse("schedule_replies", args=[WRITTEN])
    client.get(url)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    Case.objects.exclude(pk=cases[0].pk).update(stage=Stage.DATA_CHECK)
    Reply.objects.exclude(case=cases[0]).delete()
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    assert len(many) == len(one)
    assert len(many) <= 12
