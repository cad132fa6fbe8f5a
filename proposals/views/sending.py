"""Checking and sending the application, receipts, withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import access
from proposals.access import Need
from proposals.selectors import findings
from proposals.selectors.addresses import school_page
from proposals.selectors.receipts import get_submission, proposals_of
from proposals.services import sending
from proposals.services.refusals import Refused, explain
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed, moment

if TYPE_CHECKING:
    from proposals.models import Application
    from proposals.services.sending import Sending

UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def send(request: PersonRequest) -> HttpResponse:
    """What would be sent, what stands in the way, what is confirmed; POST sends, or with `check` judges anew."""
    application = access.get_application(request.user, request.GET.get("school") or None, need=Need.WINDOW)
    data = request.POST if request.method == "POST" else request.GET
    leave_out, confirmed = set(data.getlist("leave_out")), set(data.getlist("confirm"))
    status = 200
    if "check" in request.POST:
        chosen = {"school": application.school.code, "leave_out": leave_out, "confirm": confirmed}
        return redirect(f"{request.path}?{urlencode(chosen, doseq=True)}")
    if request.method == "POST":
        try:
            made = sending.send(
                person=request.user, school_code=application.school.code, confirmed=confirmed, leave_out=leave_out
            )
        except (Refused, WindowClosed) as refusal:
            messages.error(request, explain(refusal))
            status = UNPROCESSABLE
        else:
            messages.success(request, _("申請案已送出。請下載收據與 PDF 留存。"))
            return redirect("receipt", made.receipt)
    context = _context(application, leave_out, confirmed)
    return render(request, "proposals/send.html", context, status=status)


def _context(application: Application, leave_out: set[str], confirmed: set[str]) -> dict[str, Any]:
    now = moment("upload", application.school_id)
    would = sending.preview(application, now, leave_out)
    return {
        "application": application,
        "moment": now,
        "sending": would,
        "rows": [*would.included, *would.left_out],
        "leave_out": leave_out,
        "blocking": _shown(application, would, lambda one: one.stops_sending),
        "others": _shown(application, would, lambda one: not one.stops_sending and not one.correctable),
        "correctable": [
            (sending.confirmation_key(raw), shown, sending.confirmation_key(raw) in confirmed)
            for raw, shown in zip(
                would.correctable, _shown(application, would, lambda one: one.correctable), strict=True
            )
        ],
    }


def _shown(application: Application, would: Sending, wanted: Any) -> list[findings.ShownFinding]:  # noqa: ANN401 - a predicate
    rows = {row.document_id or row.number: row for row in would.included}
    return [findings.show(one, rows, application.school.code) for one in would.findings if wanted(one)]


@login_required
@require_safe
def receipt(request: PersonRequest, receipt: str) -> HttpResponse:
    """The receipt: time to the second, digest, what was sent."""
    submission = get_submission(request.user, receipt)
    context = {
        "submission": submission,
        "application": submission.application,
        "proposals": proposals_of(submission),
        "intact": sending.recomputed_digest(submission) == submission.digest,
        "moment": moment("upload", submission.application.school_id),
        "may_withdraw": submission.in_force
        and submission.application.school_id in request.user.standing.window_schools,
    }
    return render(request, "proposals/receipt.html", context)


@login_required
@require_safe
def receipt_json(request: PersonRequest, receipt: str) -> HttpResponse:
    """What was sent, as the application file."""
    submission = get_submission(request.user, receipt)
    answer = JsonResponse(submission.document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{submission.receipt}.json"'
    return answer


@login_required
@require_POST
def withdraw(request: PersonRequest, receipt: str) -> HttpResponse:
    """Withdraw what was sent, until the deadline."""
    school = get_submission(request.user, receipt).application.school
    try:
        sending.withdraw(person=request.user, receipt=receipt, reason=request.POST.get("reason", ""))
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect("receipt", receipt)
    messages.success(request, _("已撤回。修改後請在截止前重新送出；沒有重送就等於沒有申請。"))
    return redirect(school_page("school", school.code))
