"""A reviewer reads and scores: what opens when, how the sheet is kept, and who sees what of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.models import Paper
from proposals.services.refusals import NeedsReason, NotEditable, Stale
from review.models import Assignment, Case, Conflict, Mark, PartScore, Question, Reviewer, Round, ScoreSheet, SheetMove
from review.services import answering, rounds, sheets
from review.services.sheets import Incomplete, Writing
from tests.proposals import papers
from tests.review.conftest import reviewer_of
from tests.review.scoring import STATEMENT, accepted, end_of_scoring, offered, open_round, plan, signed_in
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call

FULL = {"prior_results": 81, "school_plan": 70, "proposal": 90}


@pytest.fixture
def round_(staff: Person, cases: list[Case]) -> Round:
    return open_round(staff, cases)


@pytest.fixture
def invited(staff: Person, round_: Round, case: Case, reviewer: Reviewer) -> Assignment:
    return offered(staff, round_, case, reviewer)


@pytest.fixture
def scoring(staff: Person, round_: Round, case: Case, reviewer: Reviewer) -> Assignment:
    return accepted(staff, round_, case, reviewer)


def page(assignment: Assignment) -> str:
    return reverse("review_assignment", args=[assignment.pk])


def files(assignment: Assignment) -> list[str]:
    paper = Paper.objects.filter(proposal=assignment.case.proposal_id).first()
    assert paper is not None
    return [
        reverse("review_pdf", args=[assignment.pk]),
        reverse("review_paper", args=[assignment.pk, paper.pk]),
        reverse("review_submit", args=[assignment.pk]),
    ]


Json = dict[str, Any]


def typed(version: int = 1, fields: Json | None = None) -> Json:
    return {
        "version": version,
        "to_school": "田野紮實",
        "to_panel": "建議追問",
        "questions-TOTAL_FORMS": 2,
        "questions-INITIAL_FORMS": 0,
        "questions-0-text": "第二題？",
        "questions-0-ORDER": 2,
        "questions-1-text": "第一題？",
        "questions-1-ORDER": 1,
        **{f"score-{part}": score for part, score in FULL.items()},
        **(fields or {}),
    }


def save(client: Client, assignment: Assignment, version: int = 1, fields: Json | None = None) -> Json:
    answer = client.post(page(assignment), typed(version, fields), headers={"Accept": "application/json"})
    return {"status": answer.status_code, **json.loads(answer.content)}


def write(assignment: Assignment, scores: dict[str, int], version: int = 1) -> sheets.Saved:
    return sheets.save(
        person=assignment.reviewer.person, assignment_id=assignment.pk, values=Writing(scores), version=version
    )


def test_a_page_whose_answer_was_lost_writes_on_and_another_page_does_not(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    mine, other = ({"written_in": name} for name in ("this-page-of-mine", "another-page-of-mine"))
    assert save(client, scoring, 1, mine)["status"] == 200  # its answer is lost: the page goes on with version 1
    assert save(client, scoring, 1, {**mine, "to_school": "接著寫。"})["version"] == 3
    assert save(client, scoring, 1, {**other, "to_school": "別的視窗。"})["status"] == 409
    assert save(client, scoring, 3, {**other, "to_school": "看過了。"})["status"] == 200
    assert save(client, scoring, 3, {**mine, "to_school": "舊的。"})["status"] == 409
    assert save(client, scoring, 3, {"to_school": "沒有名字。"})["status"] == 409
    scoring.sheet.refresh_from_db()
    assert scoring.sheet.to_school == "看過了。"


@pytest.mark.parametrize("token", ["a\0b", "x" * 33, "頁", "'"])
def test_a_name_that_no_page_has_is_none(scoring: Assignment, token: str) -> None:
    client, sent = signed_in(scoring.reviewer.person), {"written_in": token}
    assert [save(client, scoring, 1, sent)["status"] for _ in "12"] == [200, 409]


def test_each_opening_of_the_desk_is_a_page_of_its_own(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    texts = [client.get(page(scoring)).content.decode() for _ in "12"]
    assert len({name for text in texts for name in re.findall(r'name="written_in" value="([^"]{16,})"', text)}) == 2


def test_nothing_opens_before_the_statement_is_signed(invited: Assignment, reviewer: Reviewer) -> None:
    client = signed_in(reviewer.person)
    statement = reverse("review_statement", args=[invited.round_id])
    assert client.get(page(invited)).headers["Location"] == statement
    assert {client.get(url).status_code for url in files(invited)} == {404}
    assert STATEMENT in client.get(statement).content.decode()
    client.post(reverse("review_accept", args=[invited.pk]))
    invited.refresh_from_db()
    assert invited.state == Assignment.State.OFFERED


def test_signing_takes_the_tick_and_the_text_that_was_read(invited: Assignment, reviewer: Reviewer) -> None:
    client, url = signed_in(reviewer.person), reverse("review_statement", args=[invited.round_id])
    assert client.post(url, {"version": 1}).status_code == 422
    assert client.post(url, {"version": 7, "agree": 1}).status_code == 422
    assert client.post(url, {"version": 1, "agree": 1}).status_code == 302
    assert Event.objects.filter(action="review.sign", actor=reviewer.person).count() == 1


def test_a_new_statement_is_to_be_signed_anew(scoring: Assignment, staff: Person) -> None:
    client = signed_in(scoring.reviewer.person)
    assert client.get(page(scoring)).status_code == 200
    rounds.edit(actor=staff, round_id=scoring.round_id, plan=plan(statement="新的聲明。"))
    assert client.get(page(scoring)).headers["Location"] == reverse("review_statement", args=[scoring.round_id])
    assert {client.get(url).status_code for url in files(scoring)} == {404}


def test_an_invitation_shows_whom_to_recuse_from_and_no_file(invited: Assignment, reviewer: Reviewer) -> None:
    answering.sign(person=reviewer.person, round_id=invited.round_id, version=1)
    text = signed_in(reviewer.person).get(page(invited)).content.decode()
    assert invited.case.people[0]["name"] in text
    assert "score-" not in text
    assert {signed_in(reviewer.person).get(url).status_code for url in files(invited)} == {404}


def test_the_desk_shows_text_school_plan_and_papers_beside_the_sheet(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    text = client.get(page(scoring)).content.decode()
    assert scoring.case.title in text
    assert 'name="score-prior_results"' in text
    assert "50%" in text
    assert "school-governance" in client.get(page(scoring), {"show": "plan"}).content.decode()
    paper = Paper.objects.filter(proposal=scoring.case.proposal_id)[0]
    shown = client.get(page(scoring), {"show": f"paper-{paper.pk}", "page": "2"}).content.decode()
    assert f"{reverse('review_paper', args=[scoring.pk, paper.pk])}#page=2" in shown


def test_a_paper_is_served_for_the_frame_of_our_own_page_only(scoring: Assignment) -> None:
    paper = Paper.objects.filter(proposal=scoring.case.proposal_id)[0]
    paper.file.save("x.pdf", ContentFile(papers.pdf(1)))
    answer = signed_in(scoring.reviewer.person).get(reverse("review_paper", args=[scoring.pk, paper.pk]))
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"".join(answer).startswith(b"%PDF")


def test_a_paper_of_another_case_is_not_served(scoring: Assignment) -> None:
    other = Paper.objects.exclude(proposal=scoring.case.proposal_id)[0]
    url = reverse("review_paper", args=[scoring.pk, other.pk])
    assert signed_in(scoring.reviewer.person).get(url).status_code == 404


def test_a_script_saves_and_hears_the_total_of_the_rule(scoring: Assignment) -> None:
    answer = save(signed_in(scoring.reviewer.person), scoring)
    # 81 x 30 % + 70 x 20 % + 90 x 50 %
    assert (answer["status"], answer["total"], answer["version"]) == (200, "83.30", 2)
    sheet = ScoreSheet.objects.get(assignment=scoring)
    assert sheet.total == Decimal("83.30")
    assert list(sheet.questions.values_list("text", flat=True)) == ["第一題？", "第二題？"]
    assert (sheet.to_school, sheet.to_panel) == ("田野紮實", "建議追問")


def test_a_missing_part_is_missing_and_never_nought(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    save(client, scoring)
    answer = save(client, scoring, version=2, fields={"score-proposal": ""})
    assert answer["total"] == ""
    assert not PartScore.objects.filter(part="proposal").exists()
    with pytest.raises(Incomplete):
        sheets.submit(person=scoring.reviewer.person, assignment_id=scoring.pk, version=3)
    answer = save(client, scoring, version=3, fields={"score-proposal": "0"})
    assert answer["total"] == "38.30"


@pytest.mark.parametrize("wrong", ["101", "-1", "9.5", "九十", "１０", "1e2"])
def test_what_is_no_score_is_named_and_the_rest_is_kept(scoring: Assignment, wrong: str) -> None:
    answer = save(signed_in(scoring.reviewer.person), scoring, fields={"score-proposal": wrong})
    assert answer["status"] == 200
    assert list(answer["errors"]) == ["score-proposal"]
    assert dict(PartScore.objects.values_list("part", "score")) == {"prior_results": 81, "school_plan": 70}


def test_without_a_script_what_was_typed_stays_on_the_page(scoring: Assignment) -> None:
    answer = signed_in(scoring.reviewer.person).post(page(scoring), typed(fields={"score-proposal": "很好"}))
    assert answer.status_code == 422
    assert 'value="很好"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_an_old_version_is_refused_and_changes_nothing(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    save(client, scoring)
    answer = save(client, scoring, version=1, fields={"to_school": "舊視窗"})
    assert (answer["status"], answer["stale"]) == (409, True)
    assert ScoreSheet.objects.get(assignment=scoring).to_school == "田野紮實"


def test_after_the_due_time_nothing_is_written(scoring: Assignment, round_: Round) -> None:
    end_of_scoring(round_)
    client = signed_in(scoring.reviewer.person)
    assert save(client, scoring)["status"] == 403
    assert "評分期限已過" in client.get(page(scoring)).content.decode()


def test_the_due_second_still_counts(scoring: Assignment, round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Round.objects.get(pk=round_.pk).due_at is not None
    due = Round.objects.get(pk=round_.pk).due_at
    assert due is not None
    monkeypatch.setattr(call, "now", lambda: due + timedelta(microseconds=900_000))
    assert write(scoring, FULL).total == Decimal("83.30")
    monkeypatch.setattr(call, "now", lambda: due + timedelta(seconds=1))
    with pytest.raises(NotEditable):
        write(scoring, FULL, version=2)


def test_handing_in_and_taking_back_leave_what_the_sheet_held(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    save(client, scoring)
    url = reverse("review_submit", args=[scoring.pk])
    assert "83.30" in client.get(url).content.decode()
    client.post(url, {"version": 2})
    scoring.refresh_from_db()
    assert scoring.state == Assignment.State.SUBMITTED
    assert save(client, scoring, version=2)["status"] == 403
    client.post(reverse("review_reopen", args=[scoring.pk]))
    save(client, scoring, version=2, fields={"score-proposal": "10"})
    client.post(url, {"version": 3})
    held = {move.act: move.held for move in SheetMove.objects.order_by("pk")[:2]}
    assert held["submit"]["scores"] == FULL
    assert held["reopen"]["questions"] == ["第一題？", "第二題？"]
    assert SheetMove.objects.count() == 3


def test_handing_in_takes_the_version_that_was_looked_over(scoring: Assignment) -> None:
    write(scoring, FULL)
    with pytest.raises(Stale):
        sheets.submit(person=scoring.reviewer.person, assignment_id=scoring.pk, version=1)


def test_staff_give_a_sheet_back_with_a_reason(scoring: Assignment, staff: Person) -> None:
    write(scoring, FULL)
    sheets.submit(person=scoring.reviewer.person, assignment_id=scoring.pk, version=2)
    with pytest.raises(NeedsReason):
        sheets.reopen_for(person=staff, assignment_id=scoring.pk, reason=" ")
    sheets.reopen_for(person=staff, assignment_id=scoring.pk, reason="委員來電要求修改")
    assert Event.objects.filter(action="review.sheet_reopen", reason="委員來電要求修改").exists()
    assert Assignment.objects.get(pk=scoring.pk).state == Assignment.State.ACCEPTED


def test_recusing_shuts_everything_at_once_and_for_good(scoring: Assignment, staff: Person) -> None:
    client = signed_in(scoring.reviewer.person)
    write(scoring, FULL)
    url = reverse("review_recuse", args=[scoring.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "三年內共同發表"})
    assert Conflict.objects.get().reason == "三年內共同發表"
    assert {client.get(one).status_code for one in [page(scoring), *files(scoring), url]} == {404}
    assert save_status(client, scoring) == 404
    later = open_round(staff, [scoring.case], name="第二輪")
    assert client.get(reverse("review_statement", args=[later.pk])).status_code == 404


def save_status(client: Client, assignment: Assignment) -> int:
    return client.post(page(assignment), typed(), headers={"Accept": "application/json"}).status_code


def test_declining_takes_a_reason_and_shuts_the_desk(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    client.post(reverse("review_decline", args=[scoring.pk]), {"reason": "時間不足"})
    scoring.refresh_from_db()
    assert (scoring.state, scoring.reason) == (Assignment.State.DECLINED, "時間不足")
    assert client.get(page(scoring)).status_code == 404


def test_nobody_else_opens_anything(scoring: Assignment, ministry: Person, staff: Person) -> None:
    urls = [page(scoring), *files(scoring)]
    for person in (reviewer_of().person, ministry, staff):
        assert {signed_in(person).get(url).status_code for url in urls} == {404}
        assert save_status(signed_in(person), scoring) == 404


def test_a_closed_round_opens_nothing(scoring: Assignment, staff: Person) -> None:
    rounds.close(actor=staff, round_id=scoring.round_id, reason="提前結束")
    client = signed_in(scoring.reviewer.person)
    assert {client.get(url).status_code for url in [page(scoring), *files(scoring)]} == {404}
    assert "已結束" in client.get(reverse("review")).content.decode()


def test_others_are_seen_where_the_round_allows_it_and_after_ones_own(
    scoring: Assignment, staff: Person, round_: Round
) -> None:
    other = accepted(staff, round_, scoring.case, reviewer_of(name="另一位委員"))
    for one in (other,):
        write(one, {"prior_results": 55, "school_plan": 55, "proposal": 55})
        sheets.submit(person=one.reviewer.person, assignment_id=one.pk, version=2)
    client = signed_in(scoring.reviewer.person)
    assert "另一位委員" not in client.get(page(scoring)).content.decode()
    write(scoring, FULL)
    sheets.submit(person=scoring.reviewer.person, assignment_id=scoring.pk, version=2)
    assert "另一位委員" not in client.get(page(scoring)).content.decode()
    Round.objects.filter(pk=round_.pk).update(shows_others=True)
    assert "55.00" in client.get(page(scoring)).content.decode()
    sheets.reopen(person=scoring.reviewer.person, assignment_id=scoring.pk)
    assert "55.00" not in client.get(page(scoring)).content.decode()


def test_notes_are_ones_own(scoring: Assignment, staff: Person, round_: Round) -> None:
    client = signed_in(scoring.reviewer.person)
    url = reverse("review_marks", args=[scoring.pk])
    client.post(url, {"place": "proposal-1-summary", "note": "與前期重複？", "page": "x"})
    client.post(url, {"place": "pdf", "page": "12", "note": "表格"})
    text = client.get(page(scoring)).content.decode()
    assert "與前期重複？" in text
    assert "第 12 頁" in text
    mark = Mark.objects.get(place="pdf")
    other = accepted(staff, round_, scoring.case, reviewer_of())
    theirs = reverse("review_mark", args=[other.pk, mark.pk])
    assert signed_in(other.reviewer.person).post(theirs, {"note": "改"}).status_code == 404
    assert "與前期重複？" not in signed_in(other.reviewer.person).get(page(other)).content.decode()
    mine = reverse("review_mark", args=[scoring.pk, mark.pk])
    client.post(mine, {"note": "第三表"})
    assert Mark.objects.get(pk=mark.pk).note == "第三表"
    client.post(mine, {"note": "第三表", "remove": "1"})
    assert not Mark.objects.filter(pk=mark.pk).exists()


def test_the_list_costs_the_same_for_one_and_for_five(
    staff: Person,
    round_: Round,
    cases: list[Case],
    reviewer: Reviewer,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in(reviewer.person)
    accepted(staff, round_, cases[0], reviewer)
    client.get(reverse("review"))
    with django_assert_max_num_queries(8) as one:
        client.get(reverse("review"))
    for case in cases[1:]:
        accepted(staff, round_, case, reviewer)
    with django_assert_max_num_queries(len(one)):
        assert client.get(reverse("review")).content.decode().count("data-label") >= 25


def test_desk_and_save_stay_within_their_statements(
    scoring: Assignment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(scoring.reviewer.person)
    save(client, scoring)
    for place in ("a", "b", "c"):
        answering.add_mark(person=scoring.reviewer.person, assignment_id=scoring.pk, place=place, page=None, note="x")
    client.get(page(scoring))
    with django_assert_max_num_queries(12):
        client.get(page(scoring))
    with django_assert_max_num_queries(14):  # two of them are the savepoint of the request and of the service
        save(client, scoring, version=2, fields={"score-proposal": "1", "questions-0-text": "改過的問題？"})


def test_a_place_is_given_kept_and_taken_away(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    save(client, scoring, fields={"rank": "2"})
    save(client, scoring, version=2)
    assert ScoreSheet.objects.get(assignment=scoring).rank == 2
    assert list(save(client, scoring, version=3, fields={"rank": "0"})["errors"]) == ["rank"]
    assert ScoreSheet.objects.get(assignment=scoring).rank == 2
    save(client, scoring, version=4, fields={"rank": ""})
    assert ScoreSheet.objects.get(assignment=scoring).rank is None


def test_questions_that_are_emptied_or_deleted_go(scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    save(client, scoring)
    save(client, scoring, version=2, fields={"questions-0-text": " ", "questions-1-DELETE": "on"})
    assert not Question.objects.exists()
