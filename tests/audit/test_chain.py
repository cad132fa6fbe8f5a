from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from auditlog.models import LogEntry
from django.db import DatabaseError, connection, transaction

from tests.factories import PersonFactory
from usr_portal.audit.models import AppendOnlyError, ChainHead, Event
from usr_portal.audit.selectors import verify
from usr_portal.audit.services import record
from usr_portal.kernel.roc import TAIPEI


def write(number: int) -> None:
    record(actor=None, action="test.act", subject=f"thing:{number}", detail={"number": number})


def behind_the_guard(sql: str, *values: str) -> None:
    """Change a row as somebody who owns the database could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only")


@pytest.mark.django_db
def test_each_row_holds_the_hash_of_the_one_before() -> None:
    for number in range(3):
        write(number)
    events = list(Event.objects.order_by("sequence"))
    assert [event.previous_hash for event in events[1:]] == [event.hash for event in events[:-1]]
    assert verify().is_whole
    assert verify().links == 3


@pytest.mark.django_db
def test_an_empty_log_is_whole() -> None:
    assert verify().is_whole


@pytest.mark.django_db
def test_a_time_is_hashed_the_same_whatever_zone_it_came_in() -> None:
    record(actor=PersonFactory.create(), action="test.act", subject="thing:1", at=datetime.now(UTC).astimezone(TAIPEI))
    assert verify().is_whole


@pytest.mark.django_db
def test_neither_models_nor_database_let_a_row_be_changed_or_erased() -> None:
    write(1)
    event = Event.objects.get()
    with pytest.raises(AppendOnlyError):
        Event.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        Event.objects.all().update(reason="別的")
    with pytest.raises(AppendOnlyError):
        event.delete()
    for sql in ("UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("sql", "broken_at"),
    [
        ("UPDATE audit_event SET reason = 'x' WHERE sequence = 2", 2),
        ("UPDATE audit_event SET actor_label = 'x' WHERE sequence = 1", 1),
        ("DELETE FROM audit_event WHERE sequence = 2", 2),
        ("DELETE FROM audit_event WHERE sequence = 3", 3),
    ],
)
def test_a_row_that_was_changed_or_cut_out_is_found(sql: str, broken_at: int) -> None:
    for number in range(3):
        write(number)
    behind_the_guard(sql)
    assert verify().broken_at == broken_at


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def write_ten(writer: int) -> None:
        try:
            for number in range(10):
                write(writer * 10 + number)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(write_ten, range(5)))

    assert verify().is_whole
    assert ChainHead.objects.get().sequence == Event.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_leaves_no_link() -> None:
    class StopError(Exception):
        pass

    write(1)

    def fail() -> None:
        with transaction.atomic():
            write(2)
            raise StopError

    with pytest.raises(StopError):
        fail()
    write(3)
    assert list(Event.objects.order_by("sequence").values_list("subject", flat=True)) == ["thing:1", "thing:3"]
    assert verify().is_whole


@pytest.mark.django_db
def test_a_persons_changed_fields_are_kept_but_not_the_password() -> None:
    person = PersonFactory.create(name="王小明")
    person.name = "王大明"
    person.set_password("another-long-password")
    person.save()

    changes = [entry.changes_dict for entry in LogEntry.objects.get_for_object(person)]

    assert {"name": ["王小明", "王大明"]} in changes
    assert not any("password" in found or "recent_passwords" in found for found in changes)
