"""What the list reads out of JSON is right in the demo's SQLite too, where a key of digits could be a place in a list."""

from __future__ import annotations

import sqlite3

from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import TextField, Value
from django.db.models.sql import Query

from review.models import Case
from review.selectors.listing import _OfYear

FROZEN = '{"114": 3200000, "115": 0}'


def read(year: str) -> object:
    lite = DatabaseWrapper({**connection.settings_dict, "NAME": ":memory:", "OPTIONS": {}})
    text = TextField()
    wanted = _OfYear(Value(FROZEN, output_field=text), Value(year, output_field=text))
    sql, values = Query(Case).get_compiler(connection=lite).compile(wanted)
    database = sqlite3.connect(":memory:")
    try:
        return database.execute("SELECT " + sql.replace("%s", "?"), tuple(values)).fetchone()[0]
    finally:
        database.close()


def test_a_year_s_amount_is_read() -> None:
    assert read("114") == 3_200_000
    assert read("115") == 0
    assert read("116") is None
