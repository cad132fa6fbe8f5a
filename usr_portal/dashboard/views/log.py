"""The log of acts, for staff."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from usr_portal.audit.selectors import verify
from usr_portal.audit.services import record
from usr_portal.dashboard import log
from usr_portal.dashboard.access import signed_in, staff_only
from usr_portal.dashboard.forms.log import LogFilterForm


@staff_only
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Search the log, fifty acts a page."""
    form = LogFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(log.events(wanted), log.PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "filtered": any(wanted.values())}
    return render(request, "dashboard/log.html", context)


@staff_only
@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Give what the filter finds as CSV, streamed."""
    form = LogFilterForm(request.GET)
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('events.csv')}?{request.GET.urlencode()}")
    record(actor=signed_in(request), action="audit.exported", subject="audit:log")
    response = StreamingHttpResponse(log.lines(log.events(form.cleaned_data)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="usr-log.csv"'
    return response


@staff_only
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Verify the chain from end to end."""
    verdict = verify()
    if verdict.is_whole:
        messages.success(request, _("紀錄完整：%(links)s 筆的雜湊鏈由頭到尾相符。") % {"links": f"{verdict.links:,}"})
    else:
        messages.error(
            request, _("紀錄不完整：從第 %(number)s 筆起不相符，請立即通報資安窗口。") % {"number": verdict.broken_at}
        )
    return redirect("staff_log")
