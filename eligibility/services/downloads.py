"""The registry, or an empty table of its columns, as .ods or .csv that the import reads back."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator

from eligibility.models import PriorMember, PriorProject
from eligibility.services.columns import COLUMNS
from usr_portal.kernel import ods
from usr_portal.kernel.csv_cells import guarded
from usr_portal.kernel.vocabulary import PriorType, TeamRole

SHEET = "前期計畫"
_PROJECT = (
    "registry_id",
    "school__code",
    "phase",
    "type",
    "title",
    "predecessor__registry_id",
    "merged_into__registry_id",
    "sites",
    "summary",
)
_BLANK: tuple[ods.Cell, ...] = (None,) * len(_PROJECT)
Row = tuple[ods.Cell, ...]


def registry_rows() -> Iterator[Row]:
    """Give the whole registry in the columns of the file, one row a member; two statements."""
    teams: dict[int, list[Row]] = defaultdict(list)
    members = PriorMember.objects.order_by("pk").values_list(
        "project_id", "researcher__key", "researcher__name", "role", "months"
    )
    for project, key, name, role, months in members:
        teams[project].append((key, name, TeamRole(role).label, months))
    for pk, *values in PriorProject.objects.order_by("registry_id").values_list("pk", *_PROJECT):
        values[3] = PriorType(values[3]).label
        first, *others = teams.get(pk) or [(None, None, None, None)]
        yield (*values, *first)
        # The id alone says whose row it is; the rest of the project stands above.
        yield from ((values[0], *_BLANK[1:], *other) for other in others)


def as_ods(rows: Iterable[Row]) -> bytes:
    """Give the rows below the header as an .ods file."""
    stream = io.BytesIO()
    ods.write(stream, [ods.Sheet(SHEET, [column.heading for column in COLUMNS], rows)])
    return stream.getvalue()


def as_csv(rows: Iterable[Row]) -> bytes:
    """Give the rows below the header as CSV, in UTF-8 with the mark that spreadsheet programs need."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
