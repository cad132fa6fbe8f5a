"""Collects the source of a job's print: the frozen document where it was sent, else the live draft."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from proposals import document, facts
from proposals.models import Paper, PdfJob, Proposal, Submission
from proposals.pdf.source import PaperRow, PdfSource, Receipt
from proposals.rules.application import Application
from proposals.services import pictures
from proposals.services.pdf import Scope
from usr_portal.call.services import in_force, now, parameters_of
from usr_portal.schools.models import School

Details = Mapping[str, Mapping[str, Mapping[str, str]]]


class PdfFailed(Exception):  # noqa: N818 - read as what happened
    """A print cannot be made; `str()` says why, in words for the one who asked for it."""


Take = Callable[[Mapping[str, Any]], PaperRow]


def gather(job: PdfJob, folder: Path) -> PdfSource:
    """Collect everything; papers that are not on this machine are copied to `folder`. Raises `PdfFailed`."""
    return _source(Scope(job.application, job.submission, job.proposal), partial(_paper, folder=folder))


def listed(scope: Scope) -> PdfSource:
    """Collect everything but the papers' files, which are only named."""
    return _source(scope, _named)


def _source(scope: Scope, take: Take) -> PdfSource:
    return _sent(scope, scope.submission, take) if scope.submission else _draft(scope, take)


def _sent(scope: Scope, submission: Submission, take: Take) -> PdfSource:
    parameters = parameters_of(submission.call_version_id)
    application = document.parse_object(submission.document, parameters)
    rows = list(submission.proposals.select_related("proposal").order_by("position"))
    ids = {row.proposal.number: one.id for row, one in zip(rows, application.proposals, strict=True)}
    return PdfSource(
        application=application,
        parameters=parameters,
        made_at=now(),
        numbers={one.id: row.project_number for row, one in zip(rows, application.proposals, strict=True)},
        schools=schools_of(application),
        details=by_person(submission.details, ids),
        papers=tuple(take(row) for row in submission.papers),
        receipt=Receipt(submission.receipt, submission.sent_at, submission.digest),
        only=_only(scope.proposal),
        pictures=pictures.reader(scope.application.pk),
    )


def _draft(scope: Scope, take: Take) -> PdfSource:
    parameters = in_force()
    proposals = list(scope.application.proposals.filter(removed_at=None).order_by("serial"))
    if scope.proposal is not None:
        proposals = [row for row in proposals if row.pk == scope.proposal.pk]
    keys = [row.pk for row in proposals]
    application = facts.application_document(scope.application, parameters, only=keys)
    return PdfSource(
        application=application,
        parameters=parameters,
        made_at=now(),
        numbers={_id(row): row.number for row in proposals},
        schools=schools_of(application),
        details=by_person(facts.details(keys), {row.number: _id(row) for row in proposals}),
        papers=tuple(take(row) for row in _papers_of(keys)),
        only=_only(scope.proposal),
        pictures=pictures.reader(scope.application.pk),
    )


def _id(proposal: Proposal) -> str:
    return proposal.document_id or proposal.number


def _only(proposal: Proposal | None) -> str | None:
    return _id(proposal) if proposal is not None else None


def schools_of(application: Application) -> dict[str, str]:
    """Give the names of the schools of an application's lead teams, by code."""
    codes = {member.school for one in application.proposals for member in one.team if member.school}
    return dict(School.objects.filter(code__in=codes).values_list("code", "name_zh"))


def by_person(details: Mapping[str, Iterable[Mapping[str, str]]], ids: Mapping[str, str]) -> Details:
    """Turn details by readable number into details by the proposal's id and the person's key."""
    return {ids[number]: {row["person_key"]: row for row in rows} for number, rows in details.items() if number in ids}


def _papers_of(proposals: list[int]) -> Iterable[dict[str, Any]]:
    rows = Paper.objects.filter(proposal__in=proposals, removed_at=None).select_related("proposal")
    for row in rows.order_by("proposal__serial", "kind", "pk"):
        yield {
            "proposal": _id(row.proposal),
            "kind": row.kind,
            "name": row.original_name,
            "pages": row.pages,
            "size": row.size,
            "sha256": row.sha256,
            "file": row.file.name,
        }


def _paper(row: Mapping[str, Any], folder: Path) -> PaperRow:
    path = _on_this_machine(row["file"], row["name"], folder)
    if _digest(path) != row["sha256"]:
        raise PdfFailed(_("附件「{name}」的內容與收件時不同，無法併入；請聯絡推動中心。").format(name=row["name"]))
    return replace(_named(row), path=path)


def _named(row: Mapping[str, Any]) -> PaperRow:
    path = Path(row["file"])
    return PaperRow(row["proposal"], row["kind"], row["name"], row["pages"], row["size"], row["sha256"], path)


def _on_this_machine(stored: str, name: str, folder: Path) -> Path:
    """Give the stored file's path; one kept elsewhere is copied, piece by piece."""
    if not default_storage.exists(stored):
        raise PdfFailed(_("找不到附件「{name}」的檔案；請聯絡推動中心。").format(name=name))
    try:
        return Path(default_storage.path(stored))
    except NotImplementedError:
        copy = folder / Path(stored).name
        with default_storage.open(stored) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        return copy


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
