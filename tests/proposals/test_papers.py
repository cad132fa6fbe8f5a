from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404

from proposals.models import Paper, Participation, Proposal
from proposals.services.paper_inspection import PaperRefused
from proposals.services.papers import inspected, remove_paper, shown_name, store_apart, store_paper
from proposals.services.refusals import NotEditable
from tests.factories import PersonFactory, staff
from tests.proposals import papers
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import versions
from usr_portal.call.rules.parameters import PaperFigures
from usr_portal.call.services import WindowClosed, in_force, now

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


def limit(**papers: int) -> None:
    """Put a version of the call in force that takes less of a proposal."""
    figures = PaperFigures(**papers)
    versions.new_version(parameters=replace(in_force(), papers=figures), reason="測試", by=None)


def test_a_proposal_holds_only_so_many_papers_and_one_may_still_be_replaced(writing: Writing) -> None:
    limit(files=2)
    first, _second = store(writing, papers.pdf(1)), store(writing, papers.pdf(2))
    with pytest.raises(PaperRefused, match="最多上傳 2 個檔案，這件已有 2 個"):
        store(writing, papers.pdf(3))
    store(writing, papers.pdf(3), replaces=first.pk)
    assert Paper.objects.filter(removed_at=None).count() == 2
    store(begin_writing(), papers.pdf(1))  # each proposal has room of its own


def test_the_papers_that_stand_are_weighed_together(writing: Writing) -> None:
    limit(megabytes=1)
    paper = store(writing, papers.pdf(1))
    Paper.objects.filter(pk=paper.pk).update(size=1024 * 1024)
    before = files()
    with pytest.raises(PaperRefused, match="合計最多 1 MB，加上這個檔案會有 2 MB"):
        store(writing, papers.pdf(2))
    assert files() == before
    remove_paper(person=writing.lead, number=writing.number, paper_id=paper.pk)
    store(writing, papers.pdf(2))


def test_what_was_replaced_counts_too_because_it_is_kept(writing: Writing) -> None:
    limit(megabytes=1, kept_megabytes=2)
    paper = store(writing, papers.pdf(1))
    remove_paper(person=writing.lead, number=writing.number, paper_id=paper.pk)
    Paper.objects.filter(pk=paper.pk).update(size=2 * 1024 * 1024)
    with pytest.raises(PaperRefused, match="請洽推動中心"):
        store(writing, papers.pdf(2))
    with pytest.raises(PaperRefused, match="請洽推動中心"):
        keep_apart(writing, papers.pdf(2))


def test_papers_of_the_review_are_kept_beside_those_of_the_draft(writing: Writing) -> None:
    limit(files=1)
    store(writing, papers.pdf(1))
    assert keep_apart(writing, papers.pdf(2)).removed_at is not None


def keep_apart(writing: Writing, content: bytes) -> Paper:
    upload = papers.upload(content)
    facts = inspected(upload)
    return store_apart(
        person=writing.lead, proposal_id=writing.proposal.pk, kind="slides", upload=upload, facts=facts, at=now()
    )


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
