"""The application file: download it, offer one, see its differences, take it or let it go."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import access
from proposals.access import Need
from proposals.document import DocumentError
from proposals.facts import application_document
from proposals.pdf.comparing import compare, is_same
from proposals.selectors.addresses import school_page
from proposals.services import exchange
from proposals.services.refusals import Refused, explain
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed, in_force
from usr_portal.kernel.whole import key_of

UNPROCESSABLE = 422


def _code(request: PersonRequest) -> str | None:
    return request.GET.get("school") or None


@login_required
@require_safe
def download(request: PersonRequest) -> HttpResponse:
    """Give the school's application as it is now, as a file."""
    application = access.get_application(request.user, _code(request), need=Need.WINDOW)
    text = json.dumps(exchange.composed(application), ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="usr-{application.school.code}.json"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: PersonRequest) -> HttpResponse:
    """Choose a file; nothing is replaced yet."""
    application = access.get_application(request.user, _code(request), need=Need.WINDOW)
    code, problem = application.school.code, ""
    if request.method == "POST":
        problem = _offered(request, code)
        if not problem:
            return redirect(school_page("school_compare", code))
    context = {"application": application, "problem": problem}
    return render(request, "proposals/exchange/offer.html", context, status=UNPROCESSABLE if problem else 200)


def _offered(request: PersonRequest, code: str) -> str:
    """Offer the file that was sent; give what is wrong with it, or nothing."""
    sent = request.FILES.get("file")
    if sent is None:
        return _("請選擇檔案。")
    try:
        exchange.offer(
            person=request.user, school_code=code, name=sent.name or "", data=sent.read(exchange.LARGEST + 1)
        )
    except DocumentError as problem:
        place = _("{path}：{reason}").format(path=problem.path, reason=problem.message.render(_))
        return place if problem.path else problem.message.render(_)
    except (Refused, WindowClosed) as refusal:
        return explain(refusal)
    return ""


@login_required
@require_http_methods(["GET", "POST"])
def comparison(request: PersonRequest) -> HttpResponse:
    """See what the file would change; POST takes it."""
    application, held, new = exchange.offered(request.user, _code(request))
    code = application.school.code
    if request.method == "POST":
        return _take(request, code)
    parts = compare(application_document(application, in_force()), new)
    context = {"application": application, "held": held, "parts": parts, "is_same": is_same(parts)}
    return render(request, "proposals/exchange/compare.html", context)


def _take(request: PersonRequest, code: str) -> HttpResponse:
    try:
        exchange.take(person=request.user, school_code=code, offered_id=key_of(request.POST.get("file", "")) or 0)
    except exchange.Moved as moved:
        exchange.compare_again(person=request.user, school_code=code)
        messages.warning(request, str(moved))
        return redirect(school_page("school_compare", code))
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect(school_page("school_import", code))
    messages.success(request, _("已匯入。被取代的內容都在修改紀錄裡，可以還原。"))
    return redirect(school_page("school", code))


@login_required
@require_POST
def discard(request: PersonRequest) -> HttpResponse:
    """Let the offered file go."""
    application = access.get_application(request.user, _code(request), need=Need.WINDOW)
    exchange.discard(person=request.user, school_code=application.school.code)
    messages.success(request, _("沒有匯入，草稿沒有改變。"))
    return redirect(school_page("school", application.school.code))
