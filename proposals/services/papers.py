"""Taking papers in: checked, hashed, kept under a name nobody can guess, and never erased."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.access import Need, get_proposal
from proposals.models import Paper, Proposal
from proposals.services import paper_room
from proposals.services.paper_inspection import PaperFacts, PaperRefused, inspect, opened
from proposals.services.virus_scan import scan
from proposals.services.writing import lock_for_writing
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.call.services import Moment
from usr_portal.kernel.texts import composed

_LONGEST_NAME = 200


def store_paper(
    *, person: Person, number: str, kind: str, upload: UploadedFile[Any], mou_row: str = "", replaces: int | None = None
) -> Paper:
    """Take a paper for a proposal; `replaces` is the key of one that it stands in for.

    Raises `PaperRefused` for the file, and as `lock_for_writing`.
    """
    get_proposal(person, number, Need.EDIT)  # nobody else makes us read a file
    facts = inspected(upload)
    with transaction.atomic():
        proposal, moment = lock_for_writing(person, number)
        _refuse_second_copy(proposal, kind, facts, replaces)
        paper_room.require(proposal.pk, facts.size, moment.parameters.papers, replaces=replaces)
        if replaces is not None:
            _put_away(_current(proposal, replaces), person, moment)
        paper = _new(proposal, person, moment, facts, upload, kind, mou_row)
        _save_with_file(paper, upload)
        _log(person, proposal, "proposal.paper_stored", paper, moment)
    return paper


def inspected(upload: UploadedFile[Any]) -> PaperFacts:
    """Judge an upload by its content, and have it scanned; give its facts or raise `PaperRefused`."""
    facts = inspect(upload)
    scan(opened(upload))
    return facts


def store_apart(
    *, person: Person, proposal_id: int, kind: str, upload: UploadedFile[Any], facts: PaperFacts, at: datetime
) -> Paper:
    """Keep a paper of the review (a correction, slides) for a proposal, in the caller's transaction.

    It never stands in the draft: it counts as put away from the start. The caller has checked who and when, and
    `inspected` the file before. Raises `PaperRefused` where too much is kept for the proposal.
    """
    paper_room.require_kept(proposal_id, facts.size, call.in_force().papers)
    paper = Paper(
        proposal_id=proposal_id,
        kind=kind,
        original_name=shown_name(upload.name or ""),
        pages=facts.pages,
        size=facts.size,
        sha256=facts.sha256,
        uploaded_at=at,
        uploaded_by=person,
        removed_at=at,
        removed_by=person,
    )
    _save_with_file(paper, upload)
    return paper


def remove_paper(*, person: Person, number: str, paper_id: int) -> Paper:
    """Take a paper off a proposal; row and file stay, because a snapshot may name them. Raises as `lock_for_writing`."""
    with transaction.atomic():
        proposal, moment = lock_for_writing(person, number)
        paper = _current(proposal, paper_id)
        _put_away(paper, person, moment)
        _log(person, proposal, "proposal.paper_removed", paper, moment)
    return paper


def _current(proposal: Proposal, paper_id: int) -> Paper:
    paper = Paper.objects.filter(proposal=proposal, pk=paper_id, removed_at=None).first()
    if paper is None:
        raise Http404
    return paper


def _refuse_second_copy(proposal: Proposal, kind: str, facts: PaperFacts, replaces: int | None) -> None:
    same = Paper.objects.filter(proposal=proposal, kind=kind, sha256=facts.sha256, removed_at=None)
    twin = same.first()
    if twin is not None and twin.pk != replaces:
        raise PaperRefused(_("這個檔案已經上傳過了（{name}），內容完全相同。").format(name=twin.original_name))


def _put_away(paper: Paper, person: Person, moment: Moment) -> None:
    paper.removed_at, paper.removed_by = moment.now, person
    paper.save(update_fields=["removed_at", "removed_by"])


def _new(
    proposal: Proposal,
    person: Person,
    moment: Moment,
    facts: PaperFacts,
    upload: UploadedFile[Any],
    kind: str,
    mou_row: str,
) -> Paper:
    return Paper(
        proposal=proposal,
        kind=kind,
        mou_row=mou_row,
        original_name=shown_name(upload.name or ""),
        pages=facts.pages,
        size=facts.size,
        sha256=facts.sha256,
        uploaded_at=moment.now,
        uploaded_by=person,
    )


def _save_with_file(paper: Paper, upload: UploadedFile[Any]) -> None:
    """Write file and row; a row that cannot be written leaves no file behind."""
    paper.file.save(upload.name or "paper.pdf", upload, save=False)
    try:
        paper.save(force_insert=True)
    except Exception:
        paper.file.delete(save=False)
        raise


def shown_name(name: str) -> str:
    """Give a file's name as it is shown and downloaded: composed, without control characters, not too long."""
    whole = composed(name)
    plain = PurePath("".join(one for one in whole if unicodedata.category(one)[0] != "C"))
    return f"{plain.stem[: _LONGEST_NAME - len(plain.suffix)]}{plain.suffix}"


def _log(person: Person, proposal: Proposal, action: str, paper: Paper, moment: Moment) -> None:
    record(
        actor=person,
        action=action,
        subject=f"proposal:{proposal.number}",
        school_id=proposal.application.school_id,
        detail={"paper": paper.pk, "kind": paper.kind, "name": paper.original_name, "sha256": paper.sha256},
        at=moment.now,
    )
