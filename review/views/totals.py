"""The totals of a round or a stage, and as a file: for staff."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from review.selectors import totals as figures
from review.selectors.columns import SHORT_TYPES
from review.selectors.totals import COLUMNS, TotalColumn, TotalRow, Wish
from review.services import exporting
from review.views import file_answers
from review.views.list_page import NONE, Head
from usr_portal.accounts.requests import PersonRequest

FLAGGED = frozenset({"far", "missing"})


@login_required
@require_safe
def totals(request: PersonRequest) -> HttpResponse:
    """One page of cases with every figure side by side."""
    wish = _wish(request)
    found = figures.totals(request.user, wish)
    page = found.page(request.GET.get("page", "1"))
    context = {
        "found": found,
        "page": page,
        "wish": wish,
        "heads": [_head(column, wish) for column in COLUMNS],
        "rows": [(row, _cells(row)) for row in page.object_list],
        "types": [*SHORT_TYPES.items()],
        "flags": [("far", _("差距超過 15 分")), ("missing", _("還有未交的評分"))],
        "query": _query(wish, wish.sort),
        "kinds": file_answers.KINDS,
    }
    return render(request, "review/totals/totals.html", context)


@login_required
@require_GET
def export(request: PersonRequest, kind: str) -> HttpResponseBase:
    """Every row that is wished for, as a file."""
    wish = _wish(request)
    found = figures.totals(request.user, wish)
    file_answers.known(kind)
    exporting.log_list(request.user, "totals", kind, {"source": found.source.key if found.source else ""})
    rows = ([column.value(row) for column in COLUMNS] for row in found.rows)
    header, keys = [str(column.label) for column in COLUMNS], [column.key for column in COLUMNS]
    return file_answers.table(kind, "totals", _("分數統計"), header, keys, rows)


def _wish(request: HttpRequest) -> Wish:
    asked = request.GET
    plan_type, flag = asked.get("type", ""), asked.get("flag", "")
    sort = asked.get("sort", "")
    known = sort.removeprefix("-") in {column.key for column in COLUMNS}
    return Wish(
        asked.get("source", ""),
        plan_type if plan_type in SHORT_TYPES else "",
        flag if flag in FLAGGED else "",
        sort if known else COLUMNS[0].key,
    )


def _query(wish: Wish, sort: str) -> str:
    pairs = {"source": wish.source, "type": wish.plan_type, "flag": wish.flag, "sort": sort}
    return urlencode({key: value for key, value in pairs.items() if value})


def _head(column: TotalColumn, wish: Wish) -> Head:
    """A column's head: the second press turns the order round."""
    is_sorted, falls = wish.sort.removeprefix("-") == column.key, wish.sort.startswith("-")
    sort = f"-{column.key}" if is_sorted and not falls else column.key
    direction = "descending" if falls else "ascending"
    return Head(str(column.label), _query(wish, sort), direction if is_sorted else "", column.is_number)


def _cells(row: TotalRow) -> list[tuple[str, str, str]]:
    """Key, label and text of each figure; number and title are set by the template."""
    found = []
    for column in COLUMNS:
        value = column.value(row)
        found.append((column.key, str(column.label), NONE if value is None else str(value)))
    return found
