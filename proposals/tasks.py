"""Tasks of proposals. Each takes an id; the rows are the truth."""

from __future__ import annotations

from proposals.pdf.making import make
from proposals.services.pdf import sweep
from usr_portal.celery import app


@app.task(name="proposals.make_pdf")
def make_pdf(job_id: int) -> None:
    """Make one PDF."""
    make(job_id)


@app.task(name="proposals.sweep_pdf_jobs")
def sweep_pdf_jobs() -> None:
    """Pick up PDF jobs that lost their worker or their message."""
    sweep()
