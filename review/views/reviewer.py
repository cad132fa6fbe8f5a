"""A reviewer's pages: own assignments, the statement, answering an invitation, reading beside the score sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.services.refusals import Refused, Stale
from review import access
from review.access import Opening
from review.forms.sheet import typed
from review.selectors import assignments as selectors
from review.services import answering, sheets
from review.views import desk as desks
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts import keeping
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.pages import OpenPage

if TYPE_CHECKING:
    from django.http import HttpResponse

    from review.forms.sheet import SheetForm
    from review.models import Assignment

OK = 200
ANSWERS = {"decline": answering.decline, "recuse": answering.recuse}


@login_required
@require_safe
def own(request: PersonRequest) -> HttpResponse:
    """Own assignments, by round."""
    if not request.user.standing.is_reviewer:
        raise Http404
    rounds, page = selectors.own_rounds(request.user, request.GET.get("page", "1"))
    return render(request, "review/reviewer/own.html", {"rounds": rounds, "page": page})


@login_required
@require_http_methods(["GET", "POST"])
def statement(request: PersonRequest, round_id: int) -> HttpResponse:
    """The statement of recusal and confidentiality of a round: read it, sign it."""
    found, signed = selectors.get_round(request.user, round_id)
    problem = ""
    if request.method == "POST":
        problem = _sign(request, round_id)
        if not problem:
            messages.success(request, _("已簽署，可以開始審查。"))
            return redirect("review")
    context = {"round": found, "signed": signed, "problem": problem}
    return render(request, "review/reviewer/statement.html", context, status=UNPROCESSABLE if problem else 200)


def _sign(request: PersonRequest, round_id: int) -> str:
    """Sign what was read; give what stands in the way, or nothing."""
    if "agree" not in request.POST:
        return _("請勾選表示您已閱讀並同意。")
    try:
        answering.sign(person=request.user, round_id=round_id, version=sent_version(request))
    except Refused as refusal:
        return str(refusal)
    return ""


@login_required
@require_http_methods(["GET", "POST"])
def assignment(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """Read and score; where it is not accepted yet, the invitation. POST saves (JSON in reply when a script asks)."""
    if request.method == "POST":
        return _save(request, assignment_id)
    found = access.get_assignment(request.user, assignment_id)
    if not found.is_signed:
        return redirect("review_statement", found.round_id)
    if found.state == found.State.OFFERED:
        return render(request, "review/reviewer/offer.html", {"assignment": found})
    return _page(request, found, desks.form_of(found))


@login_required
@require_POST
def accept(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """Take an assignment on."""
    try:
        answering.accept(person=request.user, assignment_id=assignment_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("review")
    messages.success(request, _("已接受，可以開始閱讀與評分。"))
    return redirect("review_assignment", assignment_id)


@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: PersonRequest, assignment_id: int, act: str) -> HttpResponse:
    """Decline or recuse, with a reason."""
    found = access.get_assignment(request.user, assignment_id)
    problem = ""
    if request.method == "POST":
        try:
            ANSWERS[act](person=request.user, assignment_id=assignment_id, reason=request.POST.get("reason", ""))
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(
                request, _("已登錄迴避，本案即刻不再開放。") if act == "recuse" else _("已登錄婉拒，謝謝您回覆。")
            )
            return redirect("review")
    context = {"assignment": found, "act": act, "problem": problem, "reason": request.POST.get("reason", "")}
    return render(request, "review/reviewer/give_back.html", context, status=UNPROCESSABLE if problem else 200)


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """Look the sheet over once more, and hand it in."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    if request.method == "POST":
        try:
            sheets.submit(person=request.user, assignment_id=assignment_id, version=sent_version(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("review_assignment", assignment_id)
        messages.success(request, _("評分表已送出。期限前需要修改，可以取回。"))
        return redirect("review")
    return render(request, "review/reviewer/submit.html", {"assignment": found, "sheet": desks.form_of(found)})


@login_required
@require_POST
def reopen(request: PersonRequest, assignment_id: int) -> HttpResponse:
    """Take one's own sheet back."""
    try:
        sheets.reopen(person=request.user, assignment_id=assignment_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("評分表已取回，修改後請再送出。"))
    return redirect("review_assignment", assignment_id)


def _save(request: PersonRequest, assignment_id: int) -> HttpResponse:
    form = typed(request.POST)
    try:
        saved = sheets.save(
            person=request.user,
            assignment_id=assignment_id,
            values=form.writing(),
            version=sent_version(request),
            page=OpenPage.of(request.POST),
        )
    except Refused as refusal:
        return _refused(request, assignment_id, refusal)
    if request.accepts("text/html"):
        return _after(request, assignment_id, is_valid=form.is_valid)
    reply = {"version": saved.version, "saved_at": desks.clock(saved.at), "errors": form.faults()}
    return JsonResponse({**reply, "total": "" if saved.total is None else str(saved.total)})


def _after(request: PersonRequest, assignment_id: int, *, is_valid: bool) -> HttpResponse:
    """Go on after a plain save: back to the page, or to handing in."""
    if not is_valid:
        return _again(request, assignment_id, UNPROCESSABLE)
    if "submit" in request.POST:
        return redirect("review_submit", assignment_id)
    messages.success(request, _("已儲存您上次沒有存入的內容。") if keeping.is_unsent(request.POST) else _("已儲存。"))
    show = urlencode({"show": request.POST.get("show", "")})
    address = f"{reverse('review_assignment', args=[assignment_id])}?{show}#sheet"
    return redirect(keeping.after(address, request.POST))


def _refused(request: PersonRequest, assignment_id: int, refusal: Refused) -> HttpResponse:
    stale = isinstance(refusal, Stale)
    status = CONFLICT if stale else FORBIDDEN
    words = _("這份評分表在別的視窗存過了；這裡的內容還沒有存入，請比對後再儲存。") if stale else str(refusal)
    if not request.accepts("text/html"):
        return JsonResponse({"refused": words, "stale": stale}, status=status)
    messages.error(request, words)
    return _again(request, assignment_id, status)


def _again(request: PersonRequest, assignment_id: int, status: int) -> HttpResponse:
    """Show the page with what was typed, beside the version that is stored now."""
    found = access.get_assignment(request.user, assignment_id, Opening.FILES)
    return _page(request, found, desks.form_of(found, request.POST), status=status)


def _page(request: PersonRequest, found: Assignment, form: SheetForm, *, status: int = OK) -> HttpResponse:
    context: dict[str, Any] = desks.desk(found, form, request.GET) | {"bound": status != OK}
    template = "review/reviewer/reading.html" if request.htmx else "review/reviewer/assignment.html"
    return render(request, template, context, status=status)
