"""What tests of replies, presentations and visits stand on: rounds, panels, submitted questions, cases at a stage."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from review.models import Assignment, Case, Panel, Question, Reviewer, Round, ScoreSheet, Statement
from review.rules.standing import Stage
from tests.proposals import papers
from usr_portal.accounts.models import Person
from usr_portal.call import services as call


def at_stage(stage: Stage, *cases: Case) -> None:
    """Put cases into a stage."""
    Case.objects.filter(pk__in=[one.pk for one in cases]).update(stage=stage)
    for one in cases:
        one.stage = stage


def round_at(stage: Stage, staff: Person) -> Round:
    """An open round of a stage."""
    return Round.objects.create(
        call_id="usr-4", stage=stage, name=f"{stage} 第一輪", statement="聲明", state=Round.State.OPEN, created_by=staff
    )


def panel_of(turn: Round, reviewers: list[Reviewer], cases: list[Case], name: str = "第一組") -> Panel:
    """A panel of a round."""
    panel = Panel.objects.create(round=turn, name=name)
    panel.members.set(reviewers)
    panel.cases.set(cases)
    return panel


def assigned(turn: Round, case: Case, reviewer: Reviewer, state: str = Assignment.State.SUBMITTED) -> Assignment:
    """An assignment with its sheet, and the round's statement signed."""
    Statement.objects.get_or_create(
        round=turn, reviewer=reviewer, version=turn.statement_version, defaults={"signed_at": call.now()}
    )
    made = Assignment.objects.create(round=turn, case=case, reviewer=reviewer, state=state)
    ScoreSheet.objects.create(assignment=made, updated_at=call.now())
    return made


def asks(assignment: Assignment, *texts: str) -> None:
    """Questions on the sheet of an assignment."""
    Question.objects.bulk_create(
        Question(sheet=assignment.sheet, position=place, text=text) for place, text in enumerate(texts)
    )


def slides(name: str = "簡報.pdf", pages: int = 3) -> SimpleUploadedFile:
    """A PDF of slides."""
    return SimpleUploadedFile(name, papers.pdf(pages), content_type="application/pdf")
