"""What a school types is text in the print: it fetches nothing and opens nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from proposals.pdf.book import html
from proposals.pdf.gather import gather
from proposals.pdf.render import STYLE, lay_out
from proposals.services import pdf as jobs
from tests.builders import edited
from tests.factories import window_of
from tests.proposals.conftest import open_call
from tests.proposals.prints import smaller
from tests.proposals.valid import draft

HOSTILE = '<img src="http://169.254.169.254/latest/"><link rel=attachment href="file:///etc/passwd"><script>x</script>'


@pytest.mark.django_db
def test_markup_is_printed_as_it_was_typed(tmp_path: Path) -> None:
    open_call()
    edits = [(f"S.{place}", HOSTILE) for place in ("title", "sections.summary", "sdg_relation", "contact.name")]
    edits += [
        ("S.budget.114[0].label", HOSTILE),
        ("S.team[0].name", HOSTILE[:80]),
        ("school_plan.sections.governance_planning", HOSTILE),
    ]
    application = draft(edited(edits, smaller("S")), papers=False)
    window = window_of(application.school)
    job = jobs.request_school_pdf(person=window, school_code=application.school.code)
    written = html(gather(job, tmp_path))
    assert "&lt;img src=" in written
    assert "<img" not in written.replace("&lt;img", "")
    assert "<script" not in written
    made = lay_out(written, STYLE).write_pdf()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not pdf.attachments
