"""Corrections that tests ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from review.models import Case, Correction
from review.services import corrections
from tests.proposals import papers
from usr_portal.accounts.models import Person

SUMMARY, OTHER = "field:summary.summary", "paper:other"
Asking = Callable[..., Correction]


def asking_for(case: Case, staff: Person) -> Asking:
    """Ask for one item of the case."""

    def ask(key: str, **more: Any) -> Correction:  # noqa: ANN401 - the service's
        return corrections.ask(person=staff, project_number=case.project_number, key=key, reason="請補", **more)

    return ask


def pdf(name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf(2), content_type="application/pdf")
