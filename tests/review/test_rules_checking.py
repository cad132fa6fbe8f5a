"""When the data check of a case may end: pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from review.rules.checking import Answer, CheckFact, CorrectionFact, PaperFact, Progress, Verdict, is_due, progress

NOW = datetime(2024, 9, 6, 9, 0, tzinfo=UTC)
HERE = PaperFact(is_recorded=True, is_late=False)


def asked(answer: Answer, *, eligibility: bool = False, hours: int = 1, target: str = "paper:other") -> CorrectionFact:
    return CorrectionFact(target, answer, eligibility, NOW + timedelta(hours=hours))


def of(*facts: CheckFact | CorrectionFact, paper: PaperFact = HERE) -> Progress:
    checks = [one for one in facts if isinstance(one, CheckFact)]
    return progress(checks, [one for one in facts if isinstance(one, CorrectionFact)], paper, NOW)


def test_nothing_asked_and_nothing_open_may_close_without_a_reason() -> None:
    found = of(CheckFact("ELIG-SIMILAR", Verdict.FINE))
    assert (found.may_close, found.must_stop, found.needs_reason) == (True, False, False)


@pytest.mark.parametrize(
    "fact",
    [CheckFact("ELIG-SIMILAR", Verdict.OPEN), asked(Answer.ANSWERED), asked(Answer.ASKED)],
)
def test_what_is_undecided_keeps_it_open(fact: CheckFact | CorrectionFact) -> None:
    assert not of(fact).may_close


def test_an_item_in_its_last_second_is_in_time_and_then_it_is_not() -> None:
    assert not is_due(NOW, NOW + timedelta(microseconds=999_999))
    assert is_due(NOW, NOW + timedelta(seconds=1))


@pytest.mark.parametrize("answer", [Answer.MISSED, Answer.REFUSED])
def test_an_eligibility_paper_still_missing_stops_the_case(answer: Answer) -> None:
    assert of(asked(answer, eligibility=True)).must_stop


def test_one_that_nobody_answered_in_time_counts_as_missing() -> None:
    found = of(asked(Answer.ASKED, eligibility=True, hours=-1))
    assert (found.may_close, found.overdue, found.must_stop) == (True, 1, True)


def test_asked_again_and_accepted_it_is_no_longer_missing() -> None:
    again = [asked(Answer.REFUSED, eligibility=True), asked(Answer.ACCEPTED, eligibility=True)]
    assert not of(*again).must_stop
    other = asked(Answer.ACCEPTED, eligibility=True, target="paper:mou")
    assert of(again[0], other).must_stop


def test_a_fault_in_an_eligibility_paper_stops_and_another_only_asks_for_a_reason() -> None:
    assert of(CheckFact("DOC-ELIGIBILITY", Verdict.FAULT)).must_stop
    found = of(CheckFact("ELIG-OVERLAP", Verdict.FAULT))
    assert (found.must_stop, found.needs_reason) == (False, True)


@pytest.mark.parametrize("answer", [Answer.MISSED, Answer.REFUSED])
def test_anything_else_missing_is_decided_with_a_reason(answer: Answer) -> None:
    found = of(asked(answer))
    assert (found.may_close, found.must_stop, found.needs_reason) == (True, False, True)


@pytest.mark.parametrize("answer", [Answer.WITHDRAWN, Answer.ACCEPTED])
def test_what_was_taken_back_or_accepted_is_not_missing(answer: Answer) -> None:
    assert not of(asked(answer, eligibility=True)).needs_reason


@pytest.mark.parametrize("paper", [PaperFact(is_recorded=False, is_late=False), PaperFact(True, True)])  # noqa: FBT003
def test_a_paper_copy_that_is_late_or_not_here_is_decided_with_a_reason(paper: PaperFact) -> None:
    found = of(paper=paper)
    assert (found.may_close, found.needs_reason) == (True, True)
