"""The demo's sample goes through the whole review by the services: each stage is in the middle of its work."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Max, Min
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from review.management.sample.story import STAGES, reached
from review.models import (
    Announcement,
    Assignment,
    Case,
    Check,
    Conflict,
    Correction,
    CorrectionLetter,
    Decision,
    Offer,
    PaperCopy,
    Reply,
    Round,
    ScoreSheet,
    SheetMove,
    Slot,
    StageMove,
    Visit,
    VisitPhoto,
)
from review.models.cases import Outcome, Stage
from review.rules.stages import path
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call.services import in_force, moment, now
from usr_portal.kernel.vocabulary import PlanType

State = Assignment.State


@pytest.fixture(scope="module")
def _sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The sample as it is loaded, once for this module; its stages follow each other in the tests below."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "USR_DEMO", True)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            call_command("load_sample", stdout=StringIO())
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sample")]


def go_on(stage: str) -> str:
    """Run the command as `make demo STAGE=…` does; give what it prints."""
    out = StringIO()
    call_command("load_sample", stage=stage, stdout=out, stderr=out)
    return out.getvalue()


def at(stage: Stage) -> list[Case]:
    return list(Case.objects.filter(stage=stage, outcome=Outcome.OPEN))


def states(stage: Stage) -> set[str]:
    return set(Assignment.objects.filter(round__stage=stage).values_list("state", flat=True))


def in_the_data_check() -> None:
    assert len(at(Stage.DATA_CHECK)) == Case.objects.count() == 20
    assert {one.verdict for one in Check.objects.all()} >= {"open", "fine"}
    assert set(Correction.objects.values_list("state", flat=True)) == {"asked", "answered"}
    assert Correction.objects.filter(state="asked", due_at__lt=now()).count() == 1
    assert CorrectionLetter.objects.exists()
    assert 0 < PaperCopy.objects.count() < Case.objects.values("school").distinct().count()
    assert Offer.objects.exists()


def in_the_written_review() -> None:
    assert [one.stage for one in Case.objects.filter(outcome=Outcome.STOPPED)] == [Stage.DATA_CHECK]
    assert len(at(Stage.WRITTEN_REVIEW)) == 19
    wanted = {State.OFFERED, State.ACCEPTED, State.SUBMITTED, State.DECLINED, State.RECUSED}
    assert states(Stage.WRITTEN_REVIEW) == wanted
    assert Conflict.objects.filter(source=Conflict.Source.DECLARED).count() == 1
    assert SheetMove.objects.filter(act="reopen").exists()
    turn = Round.objects.get(stage=Stage.WRITTEN_REVIEW)
    assert turn.statements.count() < Assignment.objects.filter(round=turn).values("reviewer").distinct().count()
    assert ScoreSheet.objects.filter(submitted_at=None, total=None).exclude(parts=None).exists()
    given = ScoreSheet.objects.exclude(total=None).order_by().values("assignment__case")
    assert given.annotate(spread=Max("total") - Min("total")).filter(spread__gt=15).exists()


def in_the_written_reply() -> None:
    assert Case.objects.filter(outcome=Outcome.NOT_PASSED).count() == 1
    assert states(Stage.WRITTEN_REVIEW) == {State.SUBMITTED, State.DECLINED, State.RECUSED}
    rows = list(Reply.objects.filter(stage=Stage.WRITTEN_REPLY))
    assert {one.slides_id is not None for one in rows} == {True, False}
    assert {one.released_at is not None for one in rows} == {True, False}
    assert {one.published_at is not None for one in Slot.objects.all()} == {True, False}
    assert Slot.objects.count() == len(at(Stage.WRITTEN_REPLY)) - 1


def in_the_presentation() -> None:
    assert {one.ends_at < now() for one in Slot.objects.all()} == {True, False}
    assert {State.ACCEPTED, State.SUBMITTED} <= states(Stage.PRESENTATION)
    assert Slot.objects.count() == len(at(Stage.PRESENTATION))


def in_the_presentation_reply() -> None:
    assert states(Stage.PRESENTATION) == {State.SUBMITTED}
    assert Reply.objects.filter(stage=Stage.PRESENTATION_REPLY).exists()
    assert Visit.objects.exists()


def in_the_site_visits() -> None:
    assert {one.plan_type for one in at(Stage.DECISION)} == {"sprout"}
    assert {one.ends_at < now() for one in Visit.objects.all()} == {True, False}
    assert {bool(one.minutes) for one in Visit.objects.all()} == {True, False}
    assert VisitPhoto.objects.exists()
    assert Visit.objects.count() == len(at(Stage.SITE_VISIT)) - 1


def in_the_decision() -> None:
    assert {one.is_confirmed for one in Decision.objects.all()} == {True, False}
    assert 0 < Decision.objects.count() < len(at(Stage.DECISION))


def announced() -> None:
    assert Announcement.objects.count() == 1
    assert not Case.objects.filter(outcome=Outcome.OPEN).exists()
    assert {Outcome.FUNDED, Outcome.NOT_FUNDED} < set(Case.objects.values_list("outcome", flat=True))


LOOKS = {
    Stage.DATA_CHECK: in_the_data_check,
    Stage.WRITTEN_REVIEW: in_the_written_review,
    Stage.WRITTEN_REPLY: in_the_written_reply,
    Stage.PRESENTATION: in_the_presentation,
    Stage.PRESENTATION_REPLY: in_the_presentation_reply,
    Stage.SITE_VISIT: in_the_site_visits,
    Stage.DECISION: in_the_decision,
    Stage.ANNOUNCEMENT: announced,
}
PAGES = {"center@usr.demo": "/staff/check/", "reviewer1@usr.demo": "/review/", "window@ncku.demo": "/proposals/"}


def test_every_stage_is_in_the_middle_of_its_work_and_leads_to_the_next(client: Client) -> None:
    assert reached() == "upload"
    for stage, holds in LOOKS.items():
        printed = go_on(stage.value)
        assert stage.value in printed
        assert reached() == stage.value
        window = in_force().window(stage.value)
        assert window.opens_at <= now() <= window.closes_at
        holds()
        for email, address in PAGES.items():
            client.force_login(Person.objects.get(email=email))
            assert client.get(address, follow=True).status_code == 200
    everything_has_its_time()
    again_changes_nothing()


def everything_has_its_time() -> None:
    """Moves happen when their window is over; the log runs forward with them."""
    for step in StageMove.objects.select_related("case").filter(act="advance"):
        assert step.at > in_force().window(step.from_stage).closes_at
        assert Stage(step.to_stage).value in path(PlanType(step.case.plan_type))
    assert Event.objects.latest("sequence").at > moment("decision").opens_at


def again_changes_nothing() -> None:
    before = (Event.objects.count(), Assignment.objects.count(), reached())
    go_on(STAGES[-1])
    printed = go_on("written_review")
    assert (Event.objects.count(), Assignment.objects.count(), reached()) == before
    assert "make demo-reset" in printed


def test_an_unknown_stage_names_those_that_there_are() -> None:
    with pytest.raises(CommandError, match="site_visit"):
        call_command("load_sample", stage="nowhere", stdout=StringIO())
