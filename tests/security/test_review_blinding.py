"""What a school's people and reviewers can read, in every stage: no reviewer's name, no score, no inner step.

All pages that the table lets them open are read as a whole: text, headers, names of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from review.models import Case, Decision, Round
from review.rules.standing import Outcome, Stage
from tests.security.matrix.asking import Asking, asking
from tests.security.matrix.cast import ADDRESSES, NAMES, STAGES
from tests.security.matrix.table import addresses, table
from tests.security.matrix.world import MARK, MINUTES, STAFF_NOTE, TO_PANEL, TO_SCHOOL, TOTALS, World
from usr_portal.notices.models import Mail

pytestmark = pytest.mark.django_db
ROWS, ENTRIES = table(), dict(addresses())
OURS = ("review.", "proposals.", "usr_portal.")
SCHOOLS = ("lead", "window")
CLOCKS = ("Expires:", "Last-Modified:")
SECRETS = (*NAMES, *ADDRESSES, *TOTALS.values(), TO_PANEL, TO_SCHOOL, MARK, MINUTES, STAFF_NOTE)
WITHIN = [
    (Stage.WRITTEN_REVIEW, Outcome.OPEN),
    (Stage.WRITTEN_REVIEW, Outcome.NOT_PASSED),
    (Stage.DATA_CHECK, Outcome.STOPPED),
    (Stage.PRESENTATION, Outcome.NOT_PASSED),
    (Stage.DECISION, Outcome.OPEN),
]
"""Where a case may stand while the calendar is at the presentations; the school reads the same of each."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all tests here, undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def pages(world: World, asked: Asking, role: str, stage: str) -> Iterator[tuple[str, str]]:
    """Read every page and file of ours that the table opens to a role in a stage."""
    for name, row in ROWS.items():
        if role in row.get and stage in row.seen and ENTRIES[name].callback.__module__.startswith(OURS):
            answer = asked.ask(role, "GET", world.address(name, ENTRIES[name], role))
            assert answer.is_reached, name
            yield name, answer.text


def told(text: str, secrets: Iterable[str]) -> list[str]:
    return [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("stage", STAGES[1:])
def test_a_school_reads_no_name_no_score_and_no_inner_word(world: World, stage: str) -> None:
    world.to_stage(stage)
    # What was written to the school is merged and told by the announcement; who wrote it never is.
    secrets = [one for one in SECRETS if one != TO_SCHOOL or stage != Stage.ANNOUNCEMENT]
    with asking(world) as asked:
        found = [
            (role, name, told(text, secrets))
            for role in SCHOOLS
            for name, text in pages(world, asked, role, stage)
            if told(text, secrets)
        ]
    assert found == []
    people = {world.person(role).email for role in (*SCHOOLS, "editor", "reader", "other_window")}
    letters = [f"{one.subject} {one.body}" for one in Mail.objects.filter(to__in=people)]
    assert [told(letter, secrets) for letter in letters if told(letter, secrets)] == []


@pytest.mark.parametrize("stage", ["written_review", "site_visit"])
@pytest.mark.parametrize("role", ["reviewer", "unsigned"])
def test_a_reviewer_reads_no_other_reviewer(world: World, stage: str, role: str) -> None:
    world.to_stage(stage)
    own = world.person(role)
    others = (*NAMES, *ADDRESSES, *TOTALS.values(), STAFF_NOTE)
    secrets = [one for one in others if one not in {own.name, own.email, TOTALS[own.email]}]
    with asking(world) as asked:
        found = [(name, told(text, secrets)) for name, text in pages(world, asked, role, stage)]
    assert [one for one in found if one[1]] == []
    assert len(found) > 10


def test_staff_read_them(world: World) -> None:
    """The tests above can fail: the same reading finds all of it on the pages of the staff."""
    world.to_stage("site_visit")
    with asking(world) as asked:
        found = {
            secret for _name, text in pages(world, asked, "center", "site_visit") for secret in told(text, SECRETS)
        }
    assert found >= {NAMES[0], ADDRESSES[0], TOTALS[ADDRESSES[0]], TO_PANEL, TO_SCHOOL, MINUTES, STAFF_NOTE}


@pytest.mark.parametrize("role", SCHOOLS)
def test_where_a_case_stands_within_changes_no_page_of_its_school(world: World, role: str) -> None:
    """Not a word, not a count, not a link: stopped, not passed or on its way reads the same before the announcement."""
    world.to_stage("presentation")
    read = [_read(world, role, stage, outcome) for stage, outcome in WITHIN]
    assert len(read[0]) > 10
    for (stage, outcome), other in zip(WITHIN, read, strict=True):
        found = _different(other, read[0])
        assert found == [], f"{stage} {outcome}: {found}"


def _read(world: World, role: str, stage: Stage, outcome: Outcome) -> dict[str, str]:
    Case.objects.filter(school=world.school).update(stage=stage, outcome=outcome)
    state = Round.State.OPEN if outcome is Outcome.OPEN else Round.State.CLOSED
    Round.objects.update(state=state)
    with asking(world) as asked:
        found = pages(world, asked, role, world.stage)
        return {name: _steady(text) for name, text in found if not ROWS[name].keeps and name != "healthz"}


def _different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Give the lines in which two readings of the same pages differ."""
    return [
        f"{name}: {line}"
        for name in one
        for line in set(one[name].splitlines()) ^ set(other[name].splitlines())
        if line.strip() and not line.startswith(CLOCKS)
    ]


def _steady(text: str) -> str:
    """Leave out the time of day, and what is drawn by lot for each answer."""
    drawn = r'(name="csrfmiddlewaretoken" value="|name="written_in" value="|csrftoken=|nonce-)[^";]+'
    # Of the database's clock, which no test can hold: a minute may turn between two readings of the pages.
    clock = r"\d\d:\d\d(:\d\d)?|\d+時\d+分"
    return re.sub(f"{drawn}|{clock}", "", text)


def test_a_draft_of_the_decision_changes_no_page_of_its_school(world: World) -> None:
    world.to_stage("decision")
    before = _read(world, "lead", Stage.DECISION, Outcome.OPEN)
    world.draft_a_decision()
    assert Decision.objects.exists()
    after = _read(world, "lead", Stage.DECISION, Outcome.OPEN)
    assert _different(after, before) == []
