from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import staff
from usr_portal.accounts.models import Person, Role


@pytest.fixture
def open_now(db: None) -> None:
    call_command("load_call", "--open-now", verbosity=0)


@pytest.fixture
def officer(db: None) -> Person:
    return staff(Role.MINISTRY, name="承辦人")


@pytest.fixture
def office(client: Client, officer: Person) -> Client:
    client.force_login(officer)
    return client
