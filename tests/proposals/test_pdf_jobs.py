"""Jobs that make PDFs: once each, picked up when lost, honest when they fail."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from proposals.models import Paper, PdfJob, Proposal
from proposals.pdf import making
from proposals.pdf.source import PdfSource
from proposals.services import pdf as jobs
from proposals.services import sending
from proposals.services.papers import store_paper
from proposals.tasks import make_pdf, sweep_pdf_jobs
from tests.factories import window_of
from tests.proposals import papers, prints
from tests.proposals.conftest import Writing, begin_writing, open_call
from tests.proposals.valid import draft
from usr_portal.call.services import require_open
from usr_portal.celery import app

State = PdfJob.State


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is handed to the workers."""
    sent: list[int] = []
    monkeypatch.setattr(app, "send_task", lambda _name, args, **_options: sent.append(args[0]))
    return sent


def ask(writing: Writing) -> PdfJob:
    return jobs.request_proposal_pdf(person=writing.lead, number=writing.number)


def retitle(writing: Writing, title: str) -> None:
    Proposal.objects.filter(pk=writing.proposal.pk).update(title=title)


def test_a_request_is_queued_on_commit(
    writing: Writing, queued: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(writing)
        assert queued == []
    assert queued == [job.pk]


@pytest.mark.usefixtures("quick")
def test_the_same_content_is_made_once_and_changed_content_anew(writing: Writing) -> None:
    first = ask(writing)
    assert ask(writing) == first
    make_pdf(first.pk)
    assert ask(writing) == first
    retitle(writing, "另一個名稱")
    assert ask(writing) != first


def test_a_new_paper_makes_a_new_print(writing: Writing) -> None:
    first = ask(writing)
    store_paper(person=writing.lead, number=writing.number, kind=Paper.Kind.OTHER, upload=papers.upload(papers.pdf()))
    assert ask(writing) != first


def test_a_job_makes_a_file_with_its_papers(writing: Writing) -> None:
    retitle(writing, prints.TITLE)
    content = papers.pdf(3)
    store_paper(person=writing.lead, number=writing.number, kind=Paper.Kind.OTHER, upload=papers.upload(content))
    job = ask(writing)
    make_pdf(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress, job.error) == (State.DONE, 100, "")
    text = prints.text_of(Path(job.file.path)).replace("\n", "")
    assert prints.TITLE in text
    assert "草稿，尚未送出" in text
    assert "paper 3" in text
    assert f"第 {job.pages} 頁／共 {job.pages} 頁" in text


@pytest.mark.usefixtures("quick")
def test_a_task_that_runs_twice_makes_nothing_again(writing: Writing) -> None:
    job = ask(writing)
    make_pdf(job.pk)
    job.refresh_from_db()
    make_pdf(job.pk)
    again = PdfJob.objects.get(pk=job.pk)
    assert (again.attempts, again.file.name, again.finished_at) == (1, job.file.name, job.finished_at)


def test_only_one_worker_gets_a_job(writing: Writing) -> None:
    job = ask(writing)
    assert jobs.claim(job.pk) is not None
    assert jobs.claim(job.pk) is None


def test_a_worker_whose_job_was_taken_over_keeps_nothing(writing: Writing, tmp_path: Path) -> None:
    slow = jobs.claim(ask(writing).pk)
    assert slow is not None
    PdfJob.objects.filter(pk=slow.pk).update(state=State.WAITING)
    fast = jobs.claim(slow.pk)
    assert fast is not None
    made = tmp_path / "made.pdf"
    made.write_bytes(papers.pdf())
    assert not jobs.finish(slow, made, 2, "late")
    jobs.fail(slow, "late")
    assert jobs.finish(fast, made, 2, fast.source_digest)
    job = PdfJob.objects.get(pk=slow.pk)
    assert (job.state, job.error) == (State.DONE, "")
    assert sorted(path.name for path in Path(job.file.path).parent.glob(f"{job.token.hex}*")) == [
        Path(job.file.path).name
    ]


def test_progress_is_kept_as_it_goes(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask(writing)
    seen: list[int] = []
    original = jobs.report

    def watched(claimed: PdfJob, progress: int, step: str) -> None:
        original(claimed, progress, step)
        seen.append(PdfJob.objects.get(pk=job.pk).progress)

    monkeypatch.setattr(jobs, "report", watched)
    make_pdf(job.pk)
    assert seen == sorted(seen)
    assert len(set(seen)) >= 4


@pytest.mark.usefixtures("quick")
def test_what_goes_wrong_is_said_in_plain_words_and_can_be_tried_again(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_source: PdfSource, _target: Path, _progress: object) -> int:
        message = "a secret of the program"
        raise RuntimeError(message)

    job = ask(writing)
    with monkeypatch.context() as patch:
        patch.setattr(making, "render_application", broken)
        make_pdf(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "再試一次" in job.error
    assert "secret" not in job.error
    jobs.retry(job)
    make_pdf(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")


@pytest.mark.parametrize(("harm", "says"), [(b"", "找不到附件"), (b"%PDF-1.7 changed", "內容與收件時不同")])
def test_a_paper_that_is_not_what_was_taken_in_stops_the_print(writing: Writing, harm: bytes, says: str) -> None:
    paper = store_paper(
        person=writing.lead, number=writing.number, kind=Paper.Kind.OTHER, upload=papers.upload(papers.pdf())
    )
    if harm:
        Path(paper.file.path).write_bytes(harm)
    else:
        Path(paper.file.path).unlink()
    job = ask(writing)
    make_pdf(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert f"{says}「成果報告.pdf」" in job.error or f"附件「成果報告.pdf」的{says}" in job.error


def aged(job: PdfJob, **age: float) -> None:
    PdfJob.objects.filter(pk=job.pk).update(touched_at=timezone.now() - timedelta(**age))


def test_the_sweep_queues_what_lost_its_worker(writing: Writing, queued: list[int]) -> None:
    job = ask(writing)
    jobs.claim(job.pk)
    sweep_pdf_jobs()
    assert queued == []
    aged(job, minutes=21)
    sweep_pdf_jobs()
    assert queued == [job.pk]
    assert PdfJob.objects.get(pk=job.pk).state == State.WAITING


def test_the_sweep_queues_what_never_reached_a_worker_once_a_minute(writing: Writing, queued: list[int]) -> None:
    job = ask(writing)
    sweep_pdf_jobs()
    assert queued == []
    aged(job, seconds=61)
    sweep_pdf_jobs()
    sweep_pdf_jobs()
    assert queued == [job.pk]


def test_a_job_that_kills_its_worker_each_time_is_given_up(writing: Writing, queued: list[int]) -> None:
    job = ask(writing)
    for _attempt in range(jobs.MOST_ATTEMPTS):
        jobs.claim(job.pk)
        aged(job, minutes=21)
        sweep_pdf_jobs()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "中斷了 3 次" in job.error
    assert len(queued) == jobs.MOST_ATTEMPTS - 1


def test_a_queue_that_is_away_loses_nothing(
    writing: Writing,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away(*_args: object, **_options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(writing)
    assert PdfJob.objects.get(pk=job.pk).state == State.WAITING


@pytest.mark.usefixtures("quick")
def test_old_drafts_are_forgotten_and_sendings_are_not(writing: Writing, queued: list[int]) -> None:
    job = ask(writing)
    make_pdf(job.pk)
    job.refresh_from_db()
    path = Path(job.file.path)
    PdfJob.objects.update(finished_at=timezone.now() - timedelta(days=4))
    sweep_pdf_jobs()
    assert not path.exists()
    assert not PdfJob.objects.filter(pk=job.pk).exists()


def test_what_was_sent_is_printed_as_it_was_sent(db: None) -> None:
    open_call()
    application = draft(prints.smaller("S", "N"), papers=False)
    for row in application.proposals.all():
        content = papers.pdf(1, text=row.number)
        paper = Paper(proposal=row, original_name="p.pdf", pages=1, size=len(content), uploaded_at=timezone.now())
        paper.kind, paper.sha256 = Paper.Kind.OTHER, papers.digest(content)
        paper.file.save("p.pdf", papers.upload(content))
    window = window_of(application.school)
    found = sending.preview(application, require_open("upload", application.school_id))
    confirmed = {sending.confirmation_key(one) for one in found.correctable}
    submission = sending.send(person=window, school_code=application.school.code, confirmed=confirmed)
    application.proposals.update(title="送出後才改的名稱")
    job = jobs.request_receipt_pdf(person=window, receipt=submission.receipt)
    assert jobs.request_school_pdf(person=window, school_code=None) == job
    make_pdf(job.pk)
    job.refresh_from_db()
    assert job.error == ""
    text = prints.text_of(Path(job.file.path)).replace("\n", "")
    assert submission.receipt in text
    assert submission.digest in text
    assert all(row.project_number in text for row in submission.proposals.all())
    assert "送出後才改的名稱" not in text
    assert "S 新計畫" in text


def test_a_real_worker_makes_it(transactional_db: None, celery_worker: None) -> None:
    open_call()
    job = ask(begin_writing())
    until = time.monotonic() + 60
    while job.state not in {State.DONE, State.FAILED} and time.monotonic() < until:
        time.sleep(0.2)
        job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    assert "溪流共好計畫" in prints.text_of(Path(job.file.path))
