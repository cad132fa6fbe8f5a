"""A money plan as a spreadsheet: download it or an empty one, offer one, see what it would change.

Nothing is stored here: what was read stands in the page as the grid's own cells, and goes the way of every save.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import budgets.facts
import budgets.services
from budgets.forms import sheets
from budgets.forms.page import summary_of
from budgets.forms.written import written
from proposals import access
from proposals.access import Need
from proposals.views import budget_desk
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel import ods, ods_reading, xlsx
from usr_portal.kernel.differences import Kind, text_difference
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.ods_reading import SpreadsheetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile

    from budgets.rules.types import BudgetPlan
    from proposals.views.budget_desk import BudgetDesk

    Amounts = list[tuple[str, tuple[int, ...]]]

UNPROCESSABLE, FORBIDDEN = 422, 403
LARGEST = 2 * 1024 * 1024
LIMITS = ods_reading.Limits(
    unpacked=8 * 1024 * 1024, entries=200, rows=2_000, cell=2_000, characters=1_000_000, elements=400_000
)
MOST_FAULTS = 200  # shown at a time
_ZIP = b"PK\x03\x04"
READERS: dict[str, Callable[[bytes, ods_reading.Limits], dict[str, tuple[ods_reading.Row, ...]]]] = {
    "ods": ods_reading.read_sheets,
    "xlsx": xlsx.read_sheets,
}
WRITERS: dict[str, Callable[..., None]] = {"ods": ods.write, "xlsx": xlsx.write}
TYPES = {
    "ods": ods.MIME_TYPE,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: PersonRequest, number: str) -> HttpResponse:
    """Files of a proposal's money plan; POST reads one and shows what it would change."""
    if request.method == "POST":
        access.get_proposal(request.user, number, Need.EDIT)
    return _page(request, budget_desk.of_proposal(request.user, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def school(request: PersonRequest) -> HttpResponse:
    """The same for the school plan's."""
    code = request.GET.get("school") or None
    if request.method == "POST":
        access.get_application(request.user, code, need=Need.WINDOW)
    return _page(request, budget_desk.of_school(request.user, code))


@login_required
@require_safe
def proposal_sheet(request: PersonRequest, number: str, kind: str) -> HttpResponse:
    """Download a proposal's money plan, or an empty one."""
    return _file(request, budget_desk.of_proposal(request.user, number), kind)


@login_required
@require_safe
def school_sheet(request: PersonRequest, kind: str) -> HttpResponse:
    """The same for the school plan's."""
    return _file(request, budget_desk.of_school(request.user, request.GET.get("school") or None), kind)


def _file(request: PersonRequest, desk: BudgetDesk, kind: str) -> HttpResponse:
    if kind not in WRITERS:
        raise Http404
    empty = "empty" in request.GET
    out = io.BytesIO()
    WRITERS[kind](out, sheets.sheets(budgets.facts.plan(desk.plan_id), desk.scope, empty=empty))
    answer = HttpResponse(out.getvalue(), content_type=TYPES[kind])
    name = "budget-template" if empty else f"budget-{desk.name.split()[0]}"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(request: PersonRequest, desk: BudgetDesk) -> HttpResponse:
    shown: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and desk.locked:
        status = FORBIDDEN
    elif request.method == "POST":
        shown = _offered(desk, request.FILES.get("file"))
        status = UNPROCESSABLE if "problem" in shown else status
    return render(request, "budgets/file.html", {"desk": desk, **shown}, status=status)


def _offered(desk: BudgetDesk, upload: UploadedFile[Any] | None) -> dict[str, Any]:
    """Read what was offered, and give what the page shows of it, or the problem."""
    try:
        found = _read(upload)
        head = budgets.services.head(desk.plan_id)
        stored = budgets.facts.plan(desk.plan_id)
        made = sheets.read(found, stored, head.version, desk.scope)
    except SpreadsheetError as error:
        return {"problem": error.problem.render(_)}
    return {"name": upload.name if upload else "", **_compared(desk, stored, made)}


def _compared(desk: BudgetDesk, stored: BudgetPlan, made: sheets.ReadSheets) -> dict[str, Any]:
    whole = made.grid.plan()
    faults = made.faults()
    # With faults, what the page shows is what could be stored of it.
    plan = made.without_faults().plan() if faults else whole
    pieces = text_difference(written(stored), written(plan))
    return {
        "faults": faults[:MOST_FAULTS],
        "fault_count": len(faults),
        "excesses": made.grid.excesses(),
        "pieces": pieces,
        "is_same": not faults and all(piece.kind is Kind.SAME for piece in pieces),
        "years": desk.scope.parameters.years,
        "sums": _both(summary_of(stored, desk.scope), summary_of(plan, desk.scope)),
        "fields": list(sheets.fields(made.grid)),
        # Rows that stand nowhere may be all that a part had: then nothing is stored without being mended.
        "good_fields": list(sheets.fields(made.without_faults())) if faults and not made.misplaced else [],
    }


def _both(before: Amounts, after: Amounts) -> list[tuple[str, list[tuple[int, int]]]]:
    """Pair the sums of both by their labels."""
    old = dict(before)
    return [(label, list(zip(old.get(label, (0,) * len(new)), new, strict=True))) for label, new in after]


def _read(upload: UploadedFile[Any] | None) -> dict[str, tuple[ods_reading.Row, ...]]:
    if upload is None:
        raise SpreadsheetError(gettext_noop("請先選擇一個檔案。"))
    if (upload.size or 0) > LARGEST:
        most = LARGEST // 1024**2
        raise SpreadsheetError(gettext_noop("檔案超過 {megabytes} MB，請確認是不是經費表。"), megabytes=most)
    data = upload.read()
    kind = (upload.name or "").rpartition(".")[2].lower()
    if kind not in READERS:
        raise SpreadsheetError(gettext_noop("只接受 .ods 或 .xlsx 檔；其他格式請先由試算表軟體另存。"))
    if not data.startswith(_ZIP):
        raise SpreadsheetError(gettext_noop("檔案內容與副檔名不符；請由試算表軟體另存為 .ods 或 .xlsx。"))
    return READERS[kind](data, LIMITS)
