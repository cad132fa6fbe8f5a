"""The project's list of schools, put into the database."""

from __future__ import annotations

import csv
import io
from importlib.resources import files

from django.db import transaction

from usr_portal.schools.models import School

_TEXTS = ("name_zh", "name_en", "ownership", "system", "city", "supervised_by", "kind", "note")


def bundled_list() -> str:
    """Give the list that comes with the portal, CSV (its columns: `data/README.md`)."""
    return files("usr_portal.schools").joinpath("data", "schools.csv").read_text(encoding="utf-8")


@transaction.atomic
def load_schools(source: str) -> int:
    """Create the schools of a CSV list that are not there yet; give how many. Those that are there stay as they are."""
    rows = list(csv.DictReader(io.StringIO(source)))
    known = set(School.objects.values_list("code", flat=True))
    new = [row for row in rows if row["code"] not in known]
    School.objects.bulk_create(_school(row) for row in new)
    _link([row for row in new if row["succeeded_by"]])
    return len(new)


def _school(row: dict[str, str]) -> School:
    texts = {name: row[name] for name in _TEXTS}
    return School(code=row["code"], under_guidance=row["under_guidance"] == "1", **texts)


def _link(rows: list[dict[str, str]]) -> None:
    """Name successors once every school is there."""
    for row in rows:
        successor = School.objects.get(code=row["succeeded_by"])
        School.objects.filter(code=row["code"]).update(succeeded_by=successor)
