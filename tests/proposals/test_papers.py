from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404

from proposals.models import Paper, Participation, Proposal
from proposals.services.paper_inspection import PaperRefused
from proposals.services.papers import remove_paper, shown_name, store_paper
from proposals.services.refusals import NotEditable
from tests.factories import PersonFactory, staff
from tests.proposals import papers
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call.services import WindowClosed

KIND = Paper.Kind.CLOSING_REPORT
Access = Participation.Access


def store(writing: Writing, content: bytes, *, person: Person | None = None, replaces: int | None = None) -> Paper:
    return store_paper(
        person=person or writing.lead,
        number=writing.number,
        kind=KIND,
        upload=papers.upload(content),
        replaces=replaces,
    )


def files() -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / "papers").rglob("*.pdf"))


def test_a_paper_is_kept_with_its_facts_under_a_name_that_tells_nothing(writing: Writing) -> None:
    content = papers.pdf(3)
    paper = store(writing, content)
    assert (paper.pages, paper.size, paper.sha256) == (3, len(content), hashlib.sha256(content).hexdigest())
    assert (paper.original_name, paper.uploaded_by) == ("成果報告.pdf", writing.lead)
    assert "成果" not in str(paper.file.name)
    assert len(Path(paper.file.path).stem) > 40
    assert paper.file.read() == content
    assert Event.objects.get(action="proposal.paper_stored").detail["sha256"] == paper.sha256


def test_a_refused_file_leaves_neither_row_nor_file(writing: Writing) -> None:
    before = files()
    with pytest.raises(PaperRefused):
        store(writing, papers.zip_file())
    assert not Paper.objects.exists()
    assert files() == before


def test_a_replaced_paper_is_kept_but_no_longer_in_force(writing: Writing) -> None:
    old = store(writing, papers.pdf(1))
    new = store(writing, papers.pdf(2), replaces=old.pk)
    old.refresh_from_db()
    assert old.removed_by == writing.lead
    assert Path(old.file.path).exists()
    assert list(Paper.objects.filter(removed_at=None)) == [new]


def test_the_same_file_twice_is_refused_by_name(writing: Writing) -> None:
    paper = store(writing, papers.pdf(1))
    with pytest.raises(PaperRefused, match=r"已經上傳過了（成果報告\.pdf）"):
        store(writing, papers.pdf(1))
    remove_paper(person=writing.lead, number=writing.number, paper_id=paper.pk)
    assert store(writing, papers.pdf(1)).pk != paper.pk


def test_a_paper_of_another_proposal_can_neither_be_removed_nor_replaced(writing: Writing) -> None:
    other = begin_writing()
    paper = store(other, papers.pdf(1))
    with pytest.raises(Http404):
        remove_paper(person=writing.lead, number=writing.number, paper_id=paper.pk)
    with pytest.raises(Http404):
        store(writing, papers.pdf(2), replaces=paper.pk)
    assert not Paper.objects.filter(proposal=writing.proposal).exists()


@pytest.mark.parametrize("state", [Proposal.State.COMPLETE, Proposal.State.TAKEN])
def test_a_proposal_that_is_not_being_written_takes_no_paper(writing: Writing, state: Proposal.State) -> None:
    Proposal.objects.filter(pk=writing.proposal.pk).update(state=state)
    before = files()
    with pytest.raises(NotEditable):
        store(writing, papers.pdf())
    assert files() == before


@pytest.mark.parametrize("days", [-60, 60])
def test_outside_the_window_nothing_is_taken_or_removed(writing: Writing, days: int) -> None:
    paper = store(writing, papers.pdf(1))
    open_call(days)
    with pytest.raises(WindowClosed):
        store(writing, papers.pdf(2))
    with pytest.raises(WindowClosed):
        remove_paper(person=writing.lead, number=writing.number, paper_id=paper.pk)
    assert Paper.objects.filter(removed_at=None).count() == 1


def test_only_lead_and_editors_hand_papers_in(writing: Writing) -> None:
    store(writing, papers.pdf(1), person=writing.join(Access.EDITOR))
    for person in (writing.join(Access.READER), writing.window, staff(), PersonFactory.create()):
        with pytest.raises(Http404):
            store(writing, papers.pdf(2), person=person)
    assert Paper.objects.count() == 1


def test_a_shown_name_is_short_and_free_of_control_characters() -> None:
    assert shown_name("a\u202egpj.pdf") == "agpj.pdf"
    assert shown_name("e\u0301.pdf") == "\u00e9.pdf"
    assert len(shown_name("長" * 300 + ".pdf")) == 200
    assert shown_name("長" * 300 + ".pdf").endswith(".pdf")
