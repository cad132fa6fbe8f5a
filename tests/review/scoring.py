"""A round of the written review that is open: reviewers with assignments, some signed and accepted."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from review.models import Assignment, Case, Reviewer, Round
from review.models.cases import Stage
from review.services import answering, assigning, rounds
from review.services.rounds import Plan
from tests.review.conftest import in_window, reviewer_of
from usr_portal.accounts.models import Person
from usr_portal.call import services as call

STATEMENT = "本人對受審案件沒有應迴避之關係，並對審查內容保密。"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def plan(**changes: object) -> Plan:
    values = {
        "name": "書面審查第一輪",
        "stage": Stage.WRITTEN_REVIEW,
        "reviewers_per_case": 3,
        "due_at": None,
        "statement": STATEMENT,
        "shows_others": False,
    }
    return Plan(**(values | changes))  # type: ignore[arg-type]


def to_written_review(cases: list[Case]) -> None:
    """Put cases into the written review, with its window open now."""
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(stage=Stage.WRITTEN_REVIEW)
    in_window("written_review")


def open_round(staff: Person, cases: list[Case], **changes: object) -> Round:
    to_written_review(cases)
    made = rounds.create(actor=staff, plan=plan(**changes))
    return rounds.open_round(actor=staff, round_id=made.pk)


def offered(staff: Person, found: Round, case: Case, reviewer: Reviewer) -> Assignment:
    made = assigning.add(actor=staff, round_id=found.pk, project_number=case.project_number, reviewer_id=reviewer.pk)
    assigning.offer(actor=staff, round_id=found.pk, link="http://testserver/review/")
    return Assignment.objects.get(pk=made.pk)


def accepted(staff: Person, found: Round, case: Case, reviewer: Reviewer) -> Assignment:
    made = offered(staff, found, case, reviewer)
    answering.sign(person=reviewer.person, round_id=found.pk, version=Round.objects.get(pk=found.pk).statement_version)
    return answering.accept(person=reviewer.person, assignment_id=made.pk)


def reviewers(count: int) -> list[Reviewer]:
    return [reviewer_of(name=f"委員{number}") for number in range(count)]


def end_of_scoring(found: Round) -> None:
    """Let the round's time be over."""
    Round.objects.filter(pk=found.pk).update(due_at=call.now() - timedelta(seconds=2))
