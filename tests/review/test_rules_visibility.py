"""What a school may know before the announcement: nothing but what it is asked to do."""

from __future__ import annotations

from itertools import product

import pytest

from review.rules.standing import Outcome, Stage
from review.rules.visibility import Asked, Need, for_public, for_school, for_staff, shows_others_scores

EVERYTHING = Asked(1, frozenset(Stage), slot_published=True, visit_published=True)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_reads_the_same_before_the_announcement(outcome: Outcome) -> None:
    for asked in (Asked(), EVERYTHING):
        assert for_school(outcome, asked, announced=False) == for_school(Outcome.OPEN, asked, announced=False)
    assert for_school(outcome, Asked(), announced=False).status.render() == "審查中"


@pytest.mark.parametrize(
    ("asked", "needs"),
    [
        (Asked(), ()),
        (Asked(corrections=2), (Need.CORRECTION,)),
        (Asked(replies=frozenset({Stage.WRITTEN_REPLY})), (Need.WRITTEN_REPLY,)),
        (Asked(slot_published=True), (Need.PRESENTATION,)),
        (Asked(replies=frozenset({Stage.PRESENTATION_REPLY})), (Need.PRESENTATION_REPLY,)),
        (Asked(visit_published=True), (Need.SITE_VISIT,)),
        (Asked(replies=frozenset({Stage.DECISION})), ()),
        (EVERYTHING, tuple(Need)),
    ],
)
def test_a_school_learns_what_it_is_asked_to_do(asked: Asked, needs: tuple[Need, ...]) -> None:
    assert for_school(Outcome.OPEN, asked, announced=False).needs == needs
    assert all(need.label for need in needs)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.OPEN, "審查中"),
        (Outcome.STOPPED, "未通過資料檢核"),
        (Outcome.NOT_PASSED, "未獲補助"),
        (Outcome.FUNDED, "核定補助"),
        (Outcome.NOT_FUNDED, "未獲補助"),
    ],
)
def test_the_announcement_tells_the_result_and_asks_nothing(outcome: Outcome, told: str) -> None:
    view = for_school(outcome, EVERYTHING, announced=True)

    assert (view.status.render(), view.needs) == (told, ())


def test_the_public_reads_of_funded_cases_only_once_announced() -> None:
    seen = {
        (outcome, announced): for_public(outcome, announced=announced)
        for outcome, announced in product(Outcome, [True, False])
    }

    assert [key for key, message in seen.items() if message is not None] == [(Outcome.FUNDED, True)]


def test_staff_read_stage_and_outcome() -> None:
    names = {for_staff(stage, outcome).render() for stage, outcome in product(Stage, Outcome)}

    assert len(names) == len(Stage) * len(Outcome)
    assert for_staff(Stage.PRESENTATION, Outcome.OPEN).render() == "複審（簡報審查）"
    assert for_staff(Stage.PRESENTATION, Outcome.NOT_PASSED).render() == "複審（簡報審查）：未通過本階段"


@pytest.mark.parametrize(("allows", "own"), list(product([True, False], repeat=2)))
def test_another_reviewers_score_is_read_once_the_round_allows_it_and_ones_own_is_in(
    *, allows: bool, own: bool
) -> None:
    assert shows_others_scores(round_allows=allows, own_submitted=own) is (allows and own)
