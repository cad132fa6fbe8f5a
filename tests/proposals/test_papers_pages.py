from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.models import Paper, Participation, Proposal
from proposals.services.papers import store_paper
from tests.factories import PersonFactory, staff
from tests.proposals import papers
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.accounts.models import Person

KIND = Paper.Kind.PRIOR_RESULTS_REPORT


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(writing: Writing) -> str:
    return reverse("proposal_papers", args=[writing.number])


def send(writing: Writing, *uploads: SimpleUploadedFile, **headers: str) -> object:
    data = {"kind": KIND, "paper": list(uploads)}
    return signed_in(writing.lead).post(page_of(writing), data, headers=headers, follow=True)


def stored(writing: Writing, pages: int = 1) -> Paper:
    upload = papers.upload(papers.pdf(pages))
    return store_paper(person=writing.lead, number=writing.number, kind=KIND, upload=upload)


def test_a_paper_comes_in_without_any_script(writing: Writing) -> None:
    text = send(writing, papers.upload(papers.pdf(4))).content.decode()  # type: ignore[attr-defined]
    paper = Paper.objects.get()
    assert "已收下 1 個檔案。" in text
    assert paper.sha256 in text
    assert reverse("proposal_paper", args=[writing.number, paper.pk]) in text


def test_of_several_files_the_good_ones_are_taken_and_each_bad_one_named(writing: Writing) -> None:
    response = send(
        writing,
        papers.upload(papers.pdf(1), "一.pdf"),
        papers.upload(papers.zip_file(), "二.pdf"),
        papers.upload(papers.locked(opens="x"), "三.pdf"),
    )
    text = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert [paper.original_name for paper in Paper.objects.all()] == ["一.pdf"]
    assert "二.pdf：這是壓縮檔或 Office 文件" in text
    assert "三.pdf：這個 PDF 設有開啟密碼" in text
    assert 'aria-invalid="true"' in text


def test_a_script_gets_the_one_slot(writing: Writing) -> None:
    text = send(writing, papers.upload(papers.pdf()), **{"HX-Request": "true"}).content.decode()  # type: ignore[attr-defined]
    assert text.lstrip().startswith(f'<section class="panel papers" id="paper-{KIND}"')
    assert "已收下" in text
    assert "<html" not in text


def test_no_file_chosen_says_so(writing: Writing) -> None:
    assert "請先選擇" in send(writing).content.decode()  # type: ignore[attr-defined]


def test_a_kind_that_the_form_does_not_ask_for_is_not_found(writing: Writing) -> None:
    data = {"kind": Paper.Kind.MOU, "paper": papers.upload(papers.pdf())}
    assert signed_in(writing.lead).post(page_of(writing), data).status_code == 404


def test_a_new_sprout_is_asked_for_the_papers_of_its_ground(writing: Writing) -> None:
    client = signed_in(writing.lead)
    assert "paper-results_evidence" not in client.get(page_of(writing)).content.decode()
    Proposal.objects.filter(pk=writing.proposal.pk).update(basis_kind="new", new_ground="A")
    assert "paper-results_evidence" in client.get(page_of(writing)).content.decode()


def test_removing_takes_it_off_the_page(writing: Writing) -> None:
    paper = stored(writing)
    address = reverse("proposal_paper_remove", args=[writing.number, paper.pk])
    text = signed_in(writing.lead).post(address, follow=True).content.decode()
    assert "已移除「成果報告.pdf」" in text
    assert paper.sha256 not in text


def test_after_the_deadline_the_page_only_shows(writing: Writing) -> None:
    paper = stored(writing)
    open_call(-60)
    text = signed_in(writing.lead).get(page_of(writing)).content.decode()
    assert paper.sha256 in text
    assert 'type="file"' not in text
    assert "系統不再接受變更" in send(writing, papers.upload(papers.pdf(3))).content.decode()  # type: ignore[attr-defined]


def test_the_file_is_served_as_a_pdf_and_nothing_else(writing: Writing) -> None:
    paper = stored(writing)
    response = signed_in(writing.lead).get(reverse("proposal_paper", args=[writing.number, paper.pk]))
    assert b"".join(response.streaming_content) == papers.pdf(1)  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''%E6%88%90%E6%9E%9C%E5%A0%B1%E5%91%8A.pdf"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_file_is_there_for_those_who_may_see_the_proposal_and_for_nobody_else(writing: Writing) -> None:
    paper = stored(writing)
    other = begin_writing()
    address = reverse("proposal_paper", args=[writing.number, paper.pk])
    for person in (writing.join(Participation.Access.READER), writing.window, staff()):
        assert signed_in(person).get(address).status_code == 200
    for person in (other.lead, other.window, PersonFactory.create()):
        assert signed_in(person).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    elsewhere = reverse("proposal_paper", args=[other.number, paper.pk])
    assert signed_in(other.lead).get(elsewhere).status_code == 404


def test_one_paper_costs_as_much_as_three(writing: Writing, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(writing.lead)
    stored(writing)
    client.get(page_of(writing))
    with django_assert_num_queries(6):
        client.get(page_of(writing))
    stored(writing, 2)
    stored(writing, 3)
    with django_assert_num_queries(6):
        client.get(page_of(writing))


def test_the_page_stands_among_the_others_and_asks_for_its_findings_anew(writing: Writing) -> None:
    client = signed_in(writing.lead)
    page = client.get(page_of(writing))
    data = {"kind": KIND, "paper": [papers.upload(papers.pdf(1))]}
    slot = client.post(page_of(writing), data, headers={"HX-Request": "true"})

    assert page.context["desk"].next_url in page.content.decode()
    assert f"{reverse('proposal_findings', args=[writing.number])}?section=papers" in page.content.decode()
    assert slot["HX-Trigger"] == "findings:refresh"
