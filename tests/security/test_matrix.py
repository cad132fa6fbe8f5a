"""Every address × role × stage × method against `matrix/table.toml`: closed by default.

An address that is not in the table fails, and so does a row without an address. Whoever a row does not name is refused
(404, 405, or the way to sign in), and no statement of the request writes. Whoever it names is let in, and what is bound
to a stage changes something in that stage only.

What the review refuses to those who have to do with the proposal is asked in every stage, and so is every act that is
bound to one: by all who may where it changes something, by one of them in the other stages. Pages and acts of the staff
alone, and whatever strangers ask for, are refused for who asks: each such role asks before the review and in two of its
stages, the next role in the next ones, so that among the roles every address is asked in all of them.
What the stage cannot touch is asked in one of them: pages and acts that are open to the asker, whatever belongs to apps
that know no stages (the import contracts keep it so). Methods that an address does not take are refused before anybody
is looked at: three roles ask by them, who may most among them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from tests.security.matrix.asking import Answer, Asking, asking
from tests.security.matrix.bodies import body
from tests.security.matrix.cast import ROLES, STAGES, UPLOAD
from tests.security.matrix.table import Row, addresses, table
from tests.security.matrix.world import World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROWS = table()
ENTRIES = dict(addresses())
REVIEW = ("review.", "usr_portal.dashboard.")
"""Where code may know stages; the other apps stand below the review and cannot import it."""
STAFF = frozenset({"center", "ministry", "admin"})
STRANGERS = frozenset({"anonymous", "nobody", "other_team", "other_window"})


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert ENTRIES.keys() - ROWS.keys() == set(), "not in table.toml: who may open it, in which stages?"
    assert ROWS.keys() - ENTRIES.keys() == set(), "in table.toml, but no address"


def test_a_name_is_given_once() -> None:
    names = [name for name, _entry in addresses()]
    assert sorted(names) == sorted(set(names))


@pytest.fixture(scope="class")
def world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """One world for a class of tests, undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield World(sent=request.cls.sent)
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestWhileSchoolsWrite:
    sent = False

    def test_nobody_does_what_the_table_does_not_say(self, world: World) -> None:
        found = faults(world, UPLOAD)
        assert found == [], "\n".join(found)

    def test_djangos_own_administration_opens_to_administrators_only(self, world: World) -> None:
        models = [one._meta for one in admin.site._registry]
        lists = [reverse(f"admin:{one.app_label}_{one.model_name}_changelist") for one in models]
        with asking(world) as asked:
            for url in (reverse("admin:index"), *lists):
                answers = {role: asked.ask(role, "GET", url) for role in ROLES}
                assert answers.pop("admin").status == 200, url
                assert [role for role, one in answers.items() if one.status not in {302, 403, 404} or one.wrote] == []
                assert not any(one.status == 302 and "login" not in one.location for one in answers.values()), url


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES[1:])
class TestTheReview:
    sent = True

    def test_nobody_does_what_the_table_does_not_say(self, world: World, stage: str) -> None:
        world.to_stage(stage)
        found = faults(world, stage)
        assert found == [], "\n".join(found)


def faults(world: World, stage: str) -> list[str]:
    """Ask all that falls to a stage; say what was answered otherwise than the table says."""
    cells = [
        (row, role, method)
        for row in ROWS.values()
        for role in ROLES
        for method in METHODS
        if falls_to(row, role, stage, method)
    ]
    with asking(world) as asked:
        return [
            f"{method} {row.name} as {role} in {stage}: {wrong}"
            for row, role, method in cells
            if (wrong := _fault(world, asked, row, role, stage, method))
        ]


def falls_to(row: Row, role: str, stage: str, method: str) -> bool:
    """Tell whether a cell is asked in this stage."""
    if not row.takes(method):
        return stage == _drawn(STAGES, row.name, role, method) and role in _askers(row, method)
    if role in row.roles(method) and stage in row.seen:
        if method != "POST" or row.during is None:
            return stage == _drawn(sorted(row.seen), row.name, role, method)
        return stage in row.during or role == _drawn(sorted(row.post), row.name, stage)
    return stage in _refused_in(row, role, method)


def _refused_in(row: Row, role: str, method: str) -> set[str]:
    """Give the stages in which somebody who may not asks: all where the stage could open what is closed to them."""
    knows_stages = ENTRIES[row.name].callback.__module__.startswith(REVIEW)
    if not knows_stages:
        return {UPLOAD, _drawn(STAGES, row.name, role, method)}
    if role in row.roles(method) or (role not in STRANGERS and not row.roles(method) <= STAFF):
        return set(STAGES)
    of_review = STAGES[1:]
    place = ROLES.index(role) + zlib.crc32(f"{row.name} {method}".encode())
    return {UPLOAD, *(of_review[(place + step) % len(of_review)] for step in (0, 3))}


def _askers(row: Row, method: str) -> set[str]:
    """Give who asks by a method that is not taken, whoever asks: a stranger, who may most, and another."""
    return {"anonymous", "admin", _drawn(ROLES, row.name, method)}


def _drawn(choices: Sequence[str], *words: str) -> str:
    return choices[zlib.crc32(" ".join(words).encode()) % len(choices)]


def _fault(world: World, asked: Asking, row: Row, role: str, stage: str, method: str) -> str:
    url = world.address(row.name, ENTRIES[row.name], role)
    answer = asked.ask(role, method, url, body(row.name, world, role) if method == "POST" else None)
    if answer.status >= 500:
        return f"{url} answered {answer.status}"
    named = role in row.roles(method) and stage in row.seen
    if method not in {"GET", "HEAD", "POST"} and not _is_ours(row):
        return f"wrote {answer.wrote}" if answer.wrote else ""
    if not named:
        return _let_in(answer)
    may_be_missing = method == "HEAD" and answer.status == 405
    return "" if may_be_missing else _kept_out(answer) or _written(answer, row, stage, method)


def _is_ours(row: Row) -> bool:
    """Tell whether a view is ours. Those of libraries take any method and read it as GET or POST."""
    return not ENTRIES[row.name].callback.__module__.startswith(("allauth.", "django."))


def _let_in(answer: Answer) -> str:
    """Say what is wrong where the asker must be refused."""
    if not answer.is_refused:
        return f"let in with {answer.status}"
    return f"refused, but wrote {answer.wrote}" if answer.wrote else ""


def _kept_out(answer: Answer) -> str:
    return "" if answer.is_reached else f"kept out with {answer.status} {answer.location}"


def _written(answer: Answer, row: Row, stage: str, method: str) -> str:
    """Say what is wrong with what a request of somebody who may wrote, or did not."""
    if method != "POST":
        return f"reading wrote {answer.wrote}" if answer.wrote and not row.keeps else ""
    if row.during is None:
        return ""
    if stage in row.during:
        return "" if answer.wrote else f"changed nothing, answered {answer.status}"
    return f"changed {answer.wrote}, answered {answer.status}" if answer.wrote else ""
