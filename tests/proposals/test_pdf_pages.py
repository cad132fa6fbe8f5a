"""Addresses of PDFs and the page of their making."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import Participation, PdfJob
from proposals.services import pdf as jobs
from proposals.tasks import make_pdf
from tests.factories import PersonFactory, staff
from tests.proposals.conftest import Writing, begin_writing
from usr_portal.accounts.models import Person

State = PdfJob.State


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def address(writing: Writing) -> str:
    return reverse("proposal_pdf", args=[writing.number])


@pytest.fixture
def job(writing: Writing) -> PdfJob:
    return jobs.request_proposal_pdf(person=writing.lead, number=writing.number)


def page(job: PdfJob) -> str:
    return reverse("pdf_job", args=[job.token])


@pytest.mark.usefixtures("quick")
def test_the_address_leads_to_the_making_and_then_to_the_file(writing: Writing, address: str) -> None:
    client = signed_in(writing.lead)
    assert address == f"/proposals/{writing.number}.pdf"
    response = client.get(address)
    job = PdfJob.objects.get()
    assert response["Location"] == page(job)
    make_pdf(job.pk)
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert f"filename*=utf-8''{writing.number}-%E8%8D%89%E7%A8%BF.pdf" in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_the_page_works_without_scripts_and_its_part_asks_again(writing: Writing, job: PdfJob) -> None:
    client = signed_in(writing.lead)
    text = client.get(page(job)).content.decode()
    assert f'<noscript><p><a href="{page(job)}">' in text
    assert 'aria-live="polite"' in text
    PdfJob.objects.update(state=State.RUNNING, progress=60, step="產生頁面")
    part = client.get(page(job), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part
    assert 'value="60"' in part
    assert "產生頁面" in part


@pytest.mark.usefixtures("quick")
def test_the_page_of_a_finished_job_offers_the_file_and_asks_no_more(writing: Writing, job: PdfJob) -> None:
    make_pdf(job.pk)
    text = signed_in(writing.lead).get(page(job)).content.decode()
    assert reverse("pdf_job_file", args=[job.token]) in text
    assert "hx-trigger" not in text


def test_a_failed_job_says_why_and_starts_over(writing: Writing, job: PdfJob) -> None:
    PdfJob.objects.update(state=State.FAILED, error="找不到附件")
    client = signed_in(writing.lead)
    assert "找不到附件" in client.get(page(job)).content.decode()
    client.post(reverse("pdf_job_retry", args=[job.token]))
    job.refresh_from_db()
    assert (job.state, job.error) == (State.WAITING, "")


@pytest.mark.usefixtures("quick")
def test_those_who_may_see_the_proposal_get_its_pdf_and_nobody_else(
    writing: Writing, address: str, job: PdfJob
) -> None:
    other = begin_writing()
    make_pdf(job.pk)
    addresses = (address, page(job), reverse("pdf_job_file", args=[job.token]))
    for person in (writing.join(Participation.Access.READER), writing.window, staff()):
        assert [signed_in(person).get(one).status_code for one in addresses] == [200, 200, 200]
    for person in (other.lead, other.window, PersonFactory.create()):
        assert [signed_in(person).get(one).status_code for one in addresses] == [404, 404, 404]
        assert signed_in(person).post(reverse("pdf_job_retry", args=[job.token])).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_team_does_not_get_the_whole_application(writing: Writing) -> None:
    address = reverse("school_pdf")
    assert signed_in(writing.lead).get(address).status_code == 404
    assert signed_in(writing.window).get(address).status_code == 302
    job = PdfJob.objects.get()
    assert signed_in(writing.lead).get(page(job)).status_code == 404
    assert signed_in(staff()).get(address, {"school": writing.school.code})["Location"] == page(job)


@pytest.mark.usefixtures("quick")
def test_the_stored_name_tells_nothing(job: PdfJob) -> None:
    make_pdf(job.pk)
    job.refresh_from_db()
    assert job.token.hex in Path(job.file.path).name
    assert str(job.file.name).startswith("pdf/")
