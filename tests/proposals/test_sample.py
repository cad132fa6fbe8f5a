"""The demo's sample: every condition is there, judged as it is promised, and a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from eligibility.models import PriorProject
from proposals.management.sample.cast import PASSWORD
from proposals.management.sample.loading import sign_ins
from proposals.management.sample.scenes import SCENES
from proposals.models import Application, Move, Obligation, Paper, Proposal, Submission, TeamInvitation
from proposals.services.sending import preview, recomputed_digest
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call.services import moment
from usr_portal.kernel.findings import Finding, Severity, submittable
from usr_portal.notices.models import Mail
from usr_portal.schools.models import School


@pytest.fixture(scope="module")
def _sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The sample, loaded once for this module and taken away after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "USR_DEMO", True)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            call_command("load_sample", site="http://127.0.0.1:8020/", stdout=StringIO())
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sample")]


def judged(code: str) -> tuple[Finding, ...]:
    application = Application.objects.select_related("school", "plan").get(school__code=code)
    return preview(application, moment("upload", application.school_id)).findings


def serious(code: str) -> set[str]:
    return {one.rule for one in judged(code) if one.severity is not Severity.JUDGEMENT}


def test_the_ready_school_has_all_types_and_nothing_that_blocks() -> None:
    rows = Proposal.objects.filter(application__school__code="0005")
    assert {row.plan_type for row in rows} == {"sprout", "deep", "international", "distinctive"}
    assert {row.state for row in rows} == {Proposal.State.COMPLETE}
    assert serious("0005") == set()


def test_it_has_a_large_team_and_many_field_sites() -> None:
    associates = [
        row.team.filter(role="associate_pi").count()
        for row in Proposal.objects.filter(application__school__code="0005")
    ]
    assert max(associates) == 12
    pages = Proposal.objects.get(number="4-0005-02").sections.get(key="basics").content
    assert len(pages["sites"]) == 28


def test_what_was_sent_is_intact_and_was_submittable() -> None:
    sent = Submission.objects.select_related("application__school")
    assert {one.application.school.code for one in sent} == {"0006", "0008", "0020"}
    assert all(recomputed_digest(one) == one.digest for one in sent)
    assert all(submittable(judged(code)) for code in ("0006", "0008", "0020"))


def test_one_school_withdrew_and_sent_again() -> None:
    first, second = Submission.objects.filter(application__school__code="0008").order_by("sequence")
    assert first.withdrawn_at is not None
    assert second.in_force


def test_one_school_confirmed_missing_papers_and_has_obligations() -> None:
    submission = Submission.objects.get(application__school__code="0020")
    assert {key.split("|")[0] for key in submission.confirmed} == {
        "DOC-PRIOR-RESULTS",
        "DOC-CLOSING-REPORT",
        "DOC-ELIGIBILITY",
    }
    assert set(Obligation.objects.filter(submission=submission).values_list("rule", flat=True)) == {
        "SCHOOL-USR-UNIT",
        "ETHICS-IRB",
    }


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        ("0018", {"BUDGET-CAP", "BUDGET-SUM", "BUDGET-CAPITAL", "BUDGET-PERSONNEL", "BUDGET-TRAVEL", "BUDGET-EXTERNAL", "BUDGET-PRESIDENT", "BUDGET-MATCHING", "BUDGET-PART-TIME-MIN", "BUDGET-ABROAD-PLAN"}),
        ("0009", {"ELIG-MUST-ADVANCE", "ELIG-LAPSED", "ELIG-LEADER-CARRIES-ON", "TEAM-ONE-ROLE", "ELIG-NEW-A"}),
        ("0014", {"SDG-17-PLAN", "DOC-MOU", "FORUM-PLANNED", "ISSUE-ONE", "SDG-THREE", "DISCLOSURE", "DOC-ETHICS", "DOC-PRIOR-RESULTS", "SITE-INDEPENDENT"}),
        ("3002", {"BUDGET-MUNICIPAL"}),
        ("0017", {"DOC-SECTIONS", "YEARS-ALL", "SCHOOL-PLAN-REQUIRED"}),
        ("0021", {"ELIG-BASIS", "TEAM-PI", "DOC-BASICS"}),
    ],
)  # fmt: skip
def test_each_school_meets_what_its_condition_promises(code: str, rules: set[str]) -> None:
    assert rules <= serious(code)


def test_the_municipal_school_meets_its_ceiling_alone() -> None:
    assert serious("3002") == {"BUDGET-MUNICIPAL"}


def test_one_window_returned_a_proposal_with_its_reason() -> None:
    returned = Move.objects.get(act=Move.Act.RETURN)
    assert returned.proposal.application.school.code == "1008"
    assert returned.reason


def test_one_school_has_an_extended_window_and_one_has_not_begun() -> None:
    by_code = {school.code: school for school in School.objects.filter(code__in=[scene.code for scene in SCENES])}
    extended = moment("upload", by_code["0017"].pk)
    assert extended.extension_reason
    assert extended.closes_at > moment("upload", by_code["0005"].pk).closes_at
    assert not Application.objects.filter(school__code="1007").exists()


def test_the_registry_has_about_200_projects_a_phase_with_lineages_and_mergers() -> None:
    for phase in (1, 2, 3):
        assert 150 <= PriorProject.objects.filter(phase=phase).count() <= 250
    assert 95 <= PriorProject.objects.values("school").distinct().count() <= 115
    assert PriorProject.objects.exclude(merged_into=None).exists()
    assert PriorProject.objects.exclude(predecessor=None).exists()
    assert (
        PriorProject.objects.filter(phase=2, successors=None).exclude(type__in=["seed", "international_link"]).exists()
    )


def test_papers_are_real_pdf_files() -> None:
    paper = Paper.objects.filter(kind=Paper.Kind.MOU).first()
    assert paper is not None
    with paper.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    assert paper.pages >= 2


def test_everybody_of_the_table_can_sign_in() -> None:
    for row in sign_ins():
        person = Person.objects.get(email=row.email)
        assert person.check_password(PASSWORD), row.email


def test_an_invitation_still_waits() -> None:
    assert TeamInvitation.objects.filter(invitation__used_at=None).count() == 1


@pytest.mark.parametrize("email", ["window@ncku.demo", "pi1@ncyu.demo", "center@usr.demo", "window@fcu.demo"])
def test_pages_open_for_the_sample_s_people(client: Client, email: str) -> None:
    client.force_login(Person.objects.get(email=email))
    for address in ("/", "/proposals/"):
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert not [where for where, _status in page.redirect_chain if "login" in where]


def test_a_second_run_changes_nothing_and_says_so() -> None:
    before = (Event.objects.count(), Proposal.objects.count(), Submission.objects.count())
    out = StringIO()
    call_command("load_sample", stdout=out)
    assert (Event.objects.count(), Proposal.objects.count(), Submission.objects.count()) == before
    assert "已經載入" in out.getvalue()
    assert "window@ncku.demo" in out.getvalue()


def test_it_is_refused_outside_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "USR_DEMO", False)
    with pytest.raises(CommandError, match="USR_DEMO"):
        call_command("load_sample")


def test_links_in_the_letters_open_where_the_demo_is_served() -> None:
    letters = Mail.objects.filter(to="newcomer@ncku.demo")
    assert [one.body.count("http://127.0.0.1:8020/proposals/invitations/") for one in letters] == [1]
