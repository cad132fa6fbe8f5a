"""Corrections: exactly the items asked for unlock, until their second, and what was sent stays as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.models import Paper, Participation, ProposalSection, Submission
from proposals.services import papers as proposal_papers
from proposals.services import sending, writing
from proposals.services.paper_inspection import PaperRefused
from proposals.services.refusals import NotEditable, Refused
from review.facts.documents import document_of
from review.models import Case, Correction, Reviewer
from review.rules.targets import targets
from review.selectors.corrections import corrections_page
from review.services import corrections
from review.services.corrections import TooLate
from tests.factories import PersonFactory, SchoolFactory, window_of
from tests.review.conftest import Sent, in_window
from tests.review.correcting import OTHER, SUMMARY, Asking, asking_for, pdf
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.notices.models import Mail


@pytest.fixture
def number(sent_application: Sent) -> str:
    return sent_application.number(PlanType.SPROUT)


@pytest.fixture
def asking(case: Case, staff: Person) -> Asking:
    return asking_for(case, staff)


def frozen(sent: Sent) -> tuple[str, bool]:
    submission = Submission.objects.get(pk=sent.submission.pk)
    return submission.digest, sending.recomputed_digest(submission) == submission.digest


def test_a_field_is_answered_and_the_sending_stays_as_it_was(
    case: Case, sent_application: Sent, number: str, asking: Asking
) -> None:
    before = frozen(sent_application)
    asked = asking(SUMMARY)

    corrections.answer_field(person=sent_application.lead, number=number, correction_id=asked.pk, value="新的摘要")

    asked.refresh_from_db()
    assert (asked.state, asked.before, asked.after) == ("answered", {"value": "內容"}, {"value": "新的摘要"})
    assert frozen(sent_application) == before
    assert document_of(case).proposal.sections["summary"] == "內容"  # not before it is accepted
    assert ProposalSection.objects.get(proposal=case.proposal_id, key="summary").content["summary"] == "內容"


def test_an_accepted_answer_is_what_the_review_reads(
    case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asked, paper = asking(SUMMARY), asking("paper:closing_report")
    window = sent_application.window
    corrections.answer_field(person=window, number=number, correction_id=asked.pk, value="新的摘要")
    corrections.answer_paper(person=window, number=number, correction_id=paper.pk, upload=pdf("結案.pdf"))
    for one in (asked, paper):
        corrections.judge(person=staff, project_number=case.project_number, correction_id=one.pk, accepted=True)

    document = document_of(case)

    assert document.proposal.sections["summary"] == "新的摘要"
    assert "closing_report" in document.proposal.documents
    assert [one.name for one in document.papers_of("closing_report")] == ["結案.pdf"]
    assert document.sending.proposal["sections"]["summary"] == "內容"


def test_a_refused_answer_changes_nothing_and_may_be_asked_for_again(
    case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asked = asking(SUMMARY)
    corrections.answer_field(person=sent_application.lead, number=number, correction_id=asked.pk, value="不行")
    corrections.judge(
        person=staff, project_number=case.project_number, correction_id=asked.pk, accepted=False, note="太短"
    )

    assert document_of(case).proposal.sections["summary"] == "內容"
    assert asking(SUMMARY).pk != asked.pk


def test_a_paper_of_a_correction_never_stands_in_the_draft(
    case: Case, sent_application: Sent, number: str, asking: Asking
) -> None:
    in_draft = list(Paper.objects.filter(proposal=case.proposal_id, removed_at=None).values_list("pk", flat=True))
    asked = asking(OTHER)

    corrections.answer_paper(person=sent_application.lead, number=number, correction_id=asked.pk, upload=pdf())

    asked.refresh_from_db()
    assert asked.paper is not None
    assert asked.after["sha256"] == asked.paper.sha256
    now = Paper.objects.filter(proposal=case.proposal_id, removed_at=None).values_list("pk", flat=True)
    assert list(now) == in_draft


def test_a_bad_file_is_refused_and_nothing_is_kept(
    case: Case, sent_application: Sent, number: str, asking: Asking
) -> None:
    asked = asking(OTHER)
    with pytest.raises(PaperRefused):
        corrections.answer_paper(
            person=sent_application.lead,
            number=number,
            correction_id=asked.pk,
            upload=SimpleUploadedFile("x.pdf", b"MZ not a pdf"),
        )
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_an_answer_is_of_the_kind_that_was_asked_for(sent_application: Sent, number: str, asking: Asking) -> None:
    field, paper = asking(SUMMARY), asking(OTHER)
    with pytest.raises(Http404):
        corrections.answer_field(person=sent_application.lead, number=number, correction_id=paper.pk, value="字")
    with pytest.raises(Http404):
        corrections.answer_paper(person=sent_application.lead, number=number, correction_id=field.pk, upload=pdf())


@pytest.mark.parametrize("value", ["", None, [], 5, {"a": 1}, ["x", 3]])
def test_a_value_that_the_document_cannot_hold_is_refused(
    sent_application: Sent, number: str, asking: Asking, value: object
) -> None:
    asked = asking(SUMMARY)
    with pytest.raises(Refused):
        corrections.answer_field(person=sent_application.lead, number=number, correction_id=asked.pk, value=value)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_the_last_second_is_in_time_and_the_next_is_not(
    case: Case, sent_application: Sent, number: str, asking: Asking
) -> None:
    asked = asking(SUMMARY)

    def due(seconds: int) -> None:
        asked.due_at = call.now().replace(microsecond=0) + timedelta(seconds=seconds)
        asked.save(update_fields=["due_at"])

    due(30)
    corrections.answer_field(person=sent_application.lead, number=number, correction_id=asked.pk, value="在期限內")
    due(-1)
    with pytest.raises(TooLate):
        corrections.answer_field(person=sent_application.lead, number=number, correction_id=asked.pk, value="遲了")
    asked.refresh_from_db()
    assert asked.after == {"value": "在期限內"}


def test_the_schools_window_must_be_open_too_and_an_extension_counts(
    case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asked = asking(SUMMARY)
    Correction.objects.update(due_at=call.now() + timedelta(days=40))
    in_window("written_review")
    answer: dict[str, Any] = {
        "person": sent_application.lead,
        "number": number,
        "correction_id": asked.pk,
        "value": "新",
    }
    with pytest.raises(call.WindowClosed):
        corrections.answer_field(**answer)

    WindowExtension.objects.create(
        school=sent_application.school,
        call_id="usr-4",
        window="data_check",
        closes_at=call.now() + timedelta(hours=1),
        reason="颱風",
        granted_by=staff,
    )
    assert corrections.answer_field(**answer).state == "answered"


def test_only_those_who_write_and_the_window_answer(
    case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person, reviewer: Reviewer
) -> None:
    asked = asking(SUMMARY)
    reader = PersonFactory.create()
    Participation.objects.create(proposal_id=case.proposal_id, person=reader, access="reader")
    for person in (reader, staff, reviewer.person, window_of(SchoolFactory.create()), PersonFactory.create()):
        with pytest.raises(Http404):
            corrections.answer_field(person=person, number=number, correction_id=asked.pk, value="冒名")
        with pytest.raises(Http404):
            corrections.answer_paper(person=person, number=number, correction_id=asked.pk, upload=pdf())
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_an_item_of_another_proposal_is_not_found(sent_application: Sent, asking: Asking) -> None:
    asked = asking(SUMMARY)
    with pytest.raises(Http404):
        corrections.answer_field(
            person=sent_application.window,
            number=sent_application.number(PlanType.DEEP),
            correction_id=asked.pk,
            value="別案",
        )


def test_once_the_check_of_the_case_is_over_nothing_is_answered(
    case: Case, sent_application: Sent, number: str, asking: Asking
) -> None:
    asked = asking(SUMMARY)
    Case.objects.filter(pk=case.pk).update(outcome="stopped")
    with pytest.raises(NotEditable):
        corrections.answer_field(person=sent_application.lead, number=number, correction_id=asked.pk, value="新")


@pytest.mark.parametrize("key", ["field:basics.title", "paper:nonsense", "field:team.team", "nonsense"])
def test_what_the_form_has_not_or_the_claim_rests_on_is_not_asked_for(asking: Asking, key: str) -> None:
    with pytest.raises(Http404):
        asking(key)


def test_everybody_who_may_answer_is_told_by_mail(case: Case, sent_application: Sent, asking: Asking) -> None:
    asked = asking(SUMMARY)
    told = Mail.objects.filter(key__startswith=f"correction:{asked.pk}:")
    assert {mail.to for mail in told} == {sent_application.window.email, sent_application.lead.email}
    assert all("請補" in mail.body and case.project_number in mail.body for mail in told)
    assert Event.objects.filter(action="correction.ask", subject=f"case:{case.project_number}").count() == 1


ITEMS = [one.key for one in targets(PlanType.SPROUT)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.sampled_from(ITEMS), max_size=3), tried=st.sampled_from(ITEMS))
def test_exactly_those_items_unlock_and_nothing_else(
    case: Case, sent_application: Sent, number: str, staff: Person, chosen: set[str], tried: str
) -> None:
    """Whatever was asked for: what can be handed in afterwards is that, and the draft stays shut as a whole."""
    Correction.objects.all().delete()
    for key in chosen:
        corrections.ask(person=staff, project_number=case.project_number, key=key, reason="請補")
    lead = sent_application.lead

    open_now = {one.correction.target for one in corrections_page(lead, number).wishes if one.is_open}
    assert open_now == chosen
    with pytest.raises((NotEditable, call.WindowClosed)):
        writing.save_section(person=lead, number=number, key="summary", values={"summary": "偷改"}, version=1)
    with pytest.raises((NotEditable, call.WindowClosed)):
        proposal_papers.store_paper(person=lead, number=number, kind="other", upload=pdf())
    before = frozen(sent_application)
    answered = [one for one in Correction.objects.filter(target=tried) if one.target.startswith("paper:")]
    for one in answered:
        corrections.answer_paper(person=lead, number=number, correction_id=one.pk, upload=pdf())
    assert frozen(sent_application) == before
    assert set(Correction.objects.filter(state="answered").values_list("target", flat=True)) <= chosen
