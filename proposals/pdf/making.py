"""Makes one job's PDF from claim to finish. It may run twice without harm: only one worker gets the claim."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from proposals.models import PdfJob
from proposals.pdf.gather import PdfFailed, gather
from proposals.pdf.render import render_application
from proposals.services import pdf as jobs

logger = logging.getLogger(__name__)


def make(job_id: int) -> None:
    """Make the PDF of a waiting job; whatever goes wrong is written on the job in plain words."""
    job = jobs.claim(job_id)
    if job is None:
        return
    try:
        _make(job)
    except PdfFailed as failure:
        jobs.fail(job, str(failure))
    except Exception:
        logger.exception("PDF job %s failed", job.pk)
        jobs.fail(job, _("製作 PDF 時發生錯誤；請再試一次，仍失敗請聯絡推動中心。"))


def _make(job: PdfJob) -> None:
    with tempfile.TemporaryDirectory(prefix="usr-job-") as name:
        folder = Path(name)
        # Digested first: a draft that changes meanwhile is then made anew when it is asked for again.
        digest = jobs.source_digest(jobs.Scope(job.application, job.submission, job.proposal))
        source = gather(job, folder)
        target = folder / "application.pdf"
        pages = render_application(source, target, lambda progress, step: jobs.report(job, progress, step))
        jobs.finish(job, target, pages, digest)
