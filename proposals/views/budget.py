"""The budget grid of a proposal and of the school plan. POST saves; a script gets JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import budgets.facts
import budgets.services
from budgets.forms.grid import Grid, MalformedGridError
from budgets.forms.page import Scope, context, figures
from budgets.forms.written import written
from budgets.rules.types import BudgetPlan
from proposals.services.budget import Written
from proposals.services.refusals import Refused, Stale, explain
from proposals.views import budget_desk
from proposals.views.budget_desk import BudgetDesk, Save
from proposals.views.desk import clock
from usr_portal.accounts import keeping
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.differences import text_difference
from usr_portal.kernel.pages import OpenPage, new_token

OK, CONFLICT, UNPROCESSABLE, FORBIDDEN = 200, 409, 422, 403
Open = Callable[[], BudgetDesk]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: PersonRequest, number: str) -> HttpResponse:
    """Show or save the money plan of a proposal over the call's years."""

    def desk() -> BudgetDesk:
        return budget_desk.of_proposal(request.user, number)

    return _serve(request, desk, budget_desk.saver_of_proposal(request.user, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def school(request: PersonRequest) -> HttpResponse:
    """Show or save the money plan of the school plan."""
    code = request.GET.get("school") or None

    def desk() -> BudgetDesk:
        return budget_desk.of_school(request.user, code)

    return _serve(request, desk, budget_desk.saver_of_school(request.user, code))


def _serve(request: PersonRequest, desk: Open, save: Save) -> HttpResponse:
    if request.method != "POST":
        return _show(request, desk())
    try:
        grid = Grid.of_post(request.POST)
        words = request.POST.get("act", "").split()
        if words and words[0] not in {"save", "compare"}:
            grid.act(words)
            return _page(request, desk(), grid, unsaved=True)
    except MalformedGridError as error:
        raise BadRequest from error
    return _save(request, desk, save, grid)


def _show(request: PersonRequest, desk: BudgetDesk) -> HttpResponse:
    head = budgets.services.head(desk.plan_id)
    plan = budgets.facts.plan(desk.plan_id)
    return _page(request, desk, Grid.of_plan(plan, head.version, desk.scope.parameters), head=head)


def _save(request: PersonRequest, desk: Open, save: Save, grid: Grid) -> HttpResponse:
    plan = grid.plan()
    if grid.faults() or grid.excesses():
        return _wrong(request, desk, grid)
    try:
        stored = save(plan=plan, version=grid.version, page=OpenPage.of(request.POST))
    except (Refused, WindowClosed) as refusal:
        return _refused(request, desk, grid, refusal)
    if request.accepts("text/html"):
        messages.success(
            request, _("已儲存您上次沒有存入的內容。") if keeping.is_unsent(request.POST) else _("經費已儲存。")
        )
        return redirect(keeping.after(f"{request.get_full_path()}#budget", request.POST))
    return _saved(plan, stored)


def _saved(plan: BudgetPlan, stored: Written) -> JsonResponse:
    scope = Scope(stored.plan_type, stored.parameters, stored.municipal)
    head = {"version": stored.head.version, "saved_at": clock(stored.head.saved_at), "errors": []}
    return JsonResponse(head | figures(plan, scope))


def _wrong(request: PersonRequest, desk: Open, grid: Grid) -> HttpResponse:
    """Show what is wrong at each cell; nothing is saved, and everything typed stays."""
    if request.accepts("text/html"):
        return _page(request, desk(), grid, status=UNPROCESSABLE)
    cells = [{"name": one.name, "index": one.index, "message": one.message.render(_)} for one in grid.faults()]
    whole = [message.render(_) for message in grid.excesses()]
    return JsonResponse({"errors": cells, "refused": " ".join(whole)}, status=UNPROCESSABLE)


def _refused(request: PersonRequest, desk: Open, grid: Grid, refusal: Refused | WindowClosed) -> HttpResponse:
    """Say why it was not saved. After a stale save both plans are compared, and the next one may put this over the other."""
    stale = refusal if isinstance(refusal, Stale) else None
    status = CONFLICT if stale else FORBIDDEN
    if not request.accepts("text/html"):
        version = stale.version if stale else grid.version
        return JsonResponse({"refused": explain(refusal), "stale": bool(stale), "version": version}, status=status)
    shown = desk()
    beside: dict[str, object] = {}
    if stale:
        grid.version = stale.version
        stored = budgets.facts.plan(shown.plan_id)
        beside = {"stale": stale, "pieces": text_difference(written(stored), written(grid.plan()))}
    return _page(request, shown, grid, status=status, refusal=explain(refusal), **beside)


def _page(request: PersonRequest, desk: BudgetDesk, grid: Grid, *, status: int = OK, **more: object) -> HttpResponse:
    """Render the grid with the sums of what its cells hold, saved or not."""
    known = set(desk.scope.parameters.years)
    if set(grid.years) != known:
        raise BadRequest
    shown = context(grid, grid.plan(), desk.scope) | {
        "desk": desk,
        "written_in": new_token(),
        "bound": status != OK,
        **more,
    }
    return render(request, "budgets/grid.html", shown, status=status)
