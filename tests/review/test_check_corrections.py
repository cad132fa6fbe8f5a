"""Corrections: exactly the items asked for unlock, until their second, and what was sent stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.models import Paper, Participation, ProposalSection, Submission
from proposals.services import papers as proposal_papers
from proposals.services import sending, writing
from proposals.services.paper_inspection import PaperRefused
from proposals.services.refusals import NotEditable, Refused
from review.facts.documents import document_of
from review.models import Case, Check, Correction, Reviewer
from review.rules.targets import targets
from review.selectors.corrections import corrections_page, due_of
from review.services import corrections
from review.services.corrections import TooLate
from review.services.opening import open_cases
from tests.factories import PersonFactory, SchoolFactory, window_of
from tests.proposals import papers
from tests.review.conftest import Sent, in_window
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.notices.models import Mail

SUMMARY, OTHER = "field:summary.summary", "paper:other"
Asking = Callable[..., Correction]


@pytest.fixture
def number(sent_application: Sent) -> str:
    return sent_application.number(PlanType.SPROUT)


@pytest.fixture
def asking(case: Case, staff: Person) -> Asking:
    """Ask for one item of the case."""

    def ask(key: str, **more: Any) -> Correction:  # noqa: ANN401 - the service's
        return corrections.ask(person=staff, project_number=case.project_number, key=key, reason="請補", **more)

    return ask


def pdf(name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf(2), content_type="application/pdf")


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


def test_the_page_shows_exactly_what_is_asked_for_and_nothing_of_the_case(
    client: Client, case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    Check.objects.filter(case=case).update(verdict="fault", note="內部判斷")
    asking(SUMMARY)
    taken_back = asking(OTHER)
    corrections.withdraw(
        person=staff, project_number=case.project_number, correction_id=taken_back.pk, reason="內部理由"
    )
    for person in (sent_application.window, sent_application.lead):
        client.force_login(person)
        page = client.get(reverse("corrections", args=[number])).content.decode()
        assert page.count("送出這一項") == 1
        assert 'name="summary"' in page
        for internal in ("內部判斷", "內部理由", "ELIG-OVERLAP", "承辦人", "資料檢核</"):
            assert internal not in page, internal


def test_without_anything_asked_for_the_page_looks_the_same_with_and_without_a_case(
    client: Client, sent_application: Sent, number: str, staff: Person
) -> None:
    client.force_login(sent_application.lead)
    before = client.get(reverse("corrections", args=[number])).content.decode()
    open_cases(person=staff)
    after = client.get(reverse("corrections", args=[number])).content.decode()
    assert "目前沒有需要補正的項目" in before
    assert _without_tokens(before) == _without_tokens(after)


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_others_do_not_find_the_page(
    client: Client, case: Case, number: str, staff: Person, reviewer: Reviewer
) -> None:
    for person in (staff, reviewer.person, window_of(SchoolFactory.create()), PersonFactory.create()):
        client.force_login(person)
        assert client.get(reverse("corrections", args=[number])).status_code == 404
        assert client.post(reverse("correction_answer", args=[number, 1])).status_code == 404


def test_a_field_is_answered_by_the_page_and_faults_keep_what_was_typed(
    client: Client, sent_application: Sent, number: str, asking: Asking
) -> None:
    summary, contact = asking(SUMMARY), asking("field:basics.contact")
    client.force_login(sent_application.lead)

    empty = client.post(reverse("correction_answer", args=[number, summary.pk]), {"summary": ""})
    assert empty.status_code == 422
    assert "請填寫內容" in empty.content.decode()

    page = client.get(reverse("corrections", args=[number])).content.decode()
    assert "承辦" in page  # what was sent stands in the form
    bad = client.post(
        reverse("correction_answer", args=[number, contact.pk]),
        {"contact-name": "王", "contact-email": "not an address", "contact-phone": "1", "contact-unit": ""},
    )
    assert bad.status_code == 422
    assert "not an address" in bad.content.decode()

    client.post(reverse("correction_answer", args=[number, summary.pk]), {"summary": "補好了"})
    summary.refresh_from_db()
    assert summary.after == {"value": "補好了"}


def test_a_paper_is_answered_by_the_page_and_read_by_staff(
    client: Client, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asked = asking(OTHER)
    client.force_login(sent_application.window)
    url = reverse("correction_answer", args=[number, asked.pk])
    assert client.post(url).status_code == 422

    assert client.post(url, {"paper": pdf("補件.pdf")}).status_code == 302
    assert "補件.pdf" in client.get(reverse("corrections", args=[number])).content.decode()
    asked.refresh_from_db()
    client.force_login(staff)
    assert asked.paper is not None
    assert client.get(reverse("proposal_paper", args=[number, asked.paper.pk])).status_code == 200


def test_the_page_costs_the_same_with_one_item_and_with_three(
    client: Client, sent_application: Sent, number: str, asking: Asking
) -> None:
    client.force_login(sent_application.window)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("corrections", args=[number]))
        return len(captured)

    asking(SUMMARY)
    statements()
    before = statements()
    asking(OTHER)
    asking("paper:prior_results_report")
    assert statements() == before
    assert before <= 12


def test_what_waits_for_a_person_is_counted_by_proposal(
    case: Case, sent_application: Sent, number: str, asking: Asking, staff: Person
) -> None:
    asking(SUMMARY)
    asking(OTHER)
    for person in (sent_application.window, sent_application.lead):
        (due,) = due_of(person)
        assert (due.number, due.title, due.items) == (number, case.title, 2)
    assert due_of(staff) == ()


def test_rows_of_a_table_are_put_right_and_added_by_the_page(
    client: Client, sent_application: Sent, number: str, asking: Asking
) -> None:
    sites, milestones = asking("field:basics.sites"), asking("field:goals.milestones")
    client.force_login(sent_application.lead)
    rows = {row["wish"].correction.pk: row["part"].form for row in client.get(_at(number)).context["rows"]}

    def typed(asked: Correction, changed: dict[str, str]) -> dict[str, str]:
        """Send a form as the browser would, with some cells changed."""
        form = rows[asked.pk]
        fields = [*form.management_form, *(field for row in form for field in row)]
        values = {field.html_name: field.value() for field in fields}
        return {name: str(value) for name, value in (values | changed).items() if value not in {None, False}}

    added = {
        "sites-1-county": "花蓮縣",
        "sites-1-township": "壽豐鄉",
        "sites-1-name": "海邊",
        "sites-1-nature": "other",
    }
    for asked, changed in ((sites, added), (milestones, {"milestones-1-y116": "第二項"})):
        answer = client.post(reverse("correction_answer", args=[number, asked.pk]), typed(asked, changed))
        assert answer.status_code == 302, answer.content.decode()
        asked.refresh_from_db()

    assert [row["name"] for row in sites.after["value"]] == ["市集", "海邊"]
    assert sites.before["value"][0] == sites.after["value"][0]
    assert milestones.after["value"]["116"][-1] == "第二項"


def _at(number: str) -> str:
    return reverse("corrections", args=[number])
