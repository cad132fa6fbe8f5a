"""Rows that the tests of a module share: made once, in a transaction around all of them that is rolled back.

Each test still has its own savepoint (`db`), so what it writes goes away as ever. Tests that commit
(`transaction=True`) stand in other modules: they could neither see these rows nor leave them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

T = TypeVar("T")


@contextmanager
def module_rows(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """Give what `make` puts into the database; between the tests nobody reaches it."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
        made = make()
    try:
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
