"""Keys, versions, scores and pages that no browser of ours sends to the panels and the desk: refused, never an error."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from review.models import Assignment, Avoidance, Case, Mark, PartScore, Reviewer, ScoreSheet, Statement
from tests.review.conftest import case as case  # noqa: PLC0414 - the fixtures
from tests.review.conftest import cases as cases  # noqa: PLC0414
from tests.review.conftest import reviewer as reviewer  # noqa: PLC0414
from tests.review.conftest import sent_application as sent_application  # noqa: PLC0414
from tests.review.conftest import sent_once as sent_once  # noqa: PLC0414
from tests.review.conftest import staff as staff  # noqa: PLC0414
from tests.review.scoring import accepted, offered, open_round, signed_in
from usr_portal.accounts.models import Person
from usr_portal.call import services as call

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize(
        "odd", ["9" * 5000, "9" * 30, "²", "３", "-1"], ids=["long", "large", "power", "wide", "minus"]
    ),
]


@pytest.fixture
def scoring(staff: Person, cases: list[Case], case: Case, reviewer: Reviewer) -> Assignment:
    return accepted(staff, open_round(staff, cases), case, reviewer)


def test_the_version_of_a_statement(odd: str, staff: Person, cases: list[Case], case: Case, reviewer: Reviewer) -> None:
    invited = offered(staff, open_round(staff, cases), case, reviewer)
    address = reverse("review_statement", args=[invited.round_id])
    assert signed_in(reviewer.person).post(address, {"version": odd, "agree": "1"}).status_code == 422
    assert not Statement.objects.exists()


def test_version_and_scores_of_a_sheet(odd: str, scoring: Assignment) -> None:
    client = signed_in(scoring.reviewer.person)
    page, submit = (reverse(name, args=[scoring.pk]) for name in ("review_assignment", "review_submit"))
    assert client.post(page, {"version": odd, "to_school": "不該寫入"}).status_code == 409
    assert client.post(submit, {"version": odd}).status_code == 302
    assert client.post(page, {"version": "1", "score-proposal": odd}).status_code == 422
    scoring.refresh_from_db()
    assert scoring.state == Assignment.State.ACCEPTED
    assert not ScoreSheet.objects.filter(to_school="不該寫入").exists()
    assert not PartScore.objects.filter(sheet__assignment=scoring, score__isnull=False).exists()


def test_the_page_of_a_note(odd: str, scoring: Assignment) -> None:
    address = reverse("review_marks", args=[scoring.pk])
    signed_in(scoring.reviewer.person).post(address, {"note": "筆記", "place": "summary", "page": odd})
    assert Mark.objects.get().page is None


def test_somebody_who_is_nobody(odd: str, client: Client, staff: Person, scoring: Assignment) -> None:
    client.force_login(staff)
    assert client.post(reverse("panels_take_on"), {"person": odd}).status_code == 404
    answer = client.post(reverse("panels_exchange", args=[scoring.pk]), {"reviewer": odd, "reason": "改派"})
    assert answer.status_code in {302, 404}
    assert Assignment.objects.get() == scoring


def test_an_avoidance_is_not_accepted_for_a_reviewer_who_is_nobody(
    odd: str, client: Client, staff: Person, case: Case
) -> None:
    asked = Avoidance.objects.create(
        application=case.proposal.application, name="某人", reason="爭議", asked_by=staff, asked_at=call.now()
    )
    client.force_login(staff)
    client.post(reverse("panels_avoidance", args=[asked.pk]), {"verdict": "accept", "reviewer": odd})
    asked.refresh_from_db()
    assert asked.state == Avoidance.State.ASKED


def test_cases_to_move(odd: str, client: Client, staff: Person, case: Case) -> None:
    client.force_login(staff)
    answer = client.post(reverse("staff_check_move"), {"case": odd, "act": "advance", "confirm": "1", "reason": "x"})
    assert answer.status_code in {200, 302, 422}
    before = case.stage
    case.refresh_from_db()
    assert case.stage == before
