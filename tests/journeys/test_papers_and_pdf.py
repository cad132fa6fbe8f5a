"""A team hands papers in, is told why one is refused, and fetches the PDF, in a real browser."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from proposals.models import PdfJob
from tests.journeys.accessibility import assert_good_page
from tests.journeys.acting import sign_in
from tests.proposals import papers, prints
from tests.proposals.conftest import begin_writing, open_call


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def test_papers_then_the_pdf_with_them(page: Page, live_server: LiveServer, celery_worker: None) -> None:
    open_call()
    writing = begin_writing(title=prints.TITLE)
    sign_in(page, writing.lead.email)
    page.goto(reverse("proposal_papers", args=[writing.number]))
    assert_good_page(page)

    slot = page.locator("#paper-prior_results_report")
    slot.locator("input[type=file]").set_input_files([payload("成果.pdf", papers.pdf(2)), payload("壞.pdf", b"<html>")])
    slot.get_by_role("button", name="上傳").click()
    expect(slot.get_by_role("alert")).to_contain_text("壞.pdf：內容不是 PDF")
    expect(slot.get_by_role("status")).to_contain_text("已收下 1 個檔案")
    expect(slot).to_be_focused()
    expect(slot.get_by_role("link", name="成果.pdf")).to_be_visible()
    assert_good_page(page)

    page.goto(reverse("proposal", args=[writing.number]))
    page.get_by_role("link", name="PDF", exact=True).click()
    expect(page.get_by_role("link", name="開啟 PDF")).to_be_visible(timeout=60_000)
    assert_good_page(page)
    text = prints.text_of(Path(PdfJob.objects.get().file.path)).replace("\n", "")
    assert prints.TITLE in text
    assert "paper 2" in text
