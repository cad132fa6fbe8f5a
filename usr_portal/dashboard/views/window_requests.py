"""Asking for a window's account, and the staff's pages of what was asked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usr_portal.accounts import selectors
from usr_portal.accounts.models import WindowRequest
from usr_portal.dashboard import window_requests as services
from usr_portal.dashboard.access import signed_in, staff_only
from usr_portal.dashboard.forms.window_requests import WindowRequestForm
from usr_portal.dashboard.refusals import Refused
from usr_portal.kernel.whole import key_of
from usr_portal.schools.selectors import named

OK, UNPROCESSABLE = 200, 422
PAGE = 50


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Let a school ask; open to everybody. The answer never tells who has an account."""
    form = WindowRequestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _asked(form):
        return redirect("window_request_sent")
    status = UNPROCESSABLE if form.is_bound else OK
    context = {"form": form, "schools": [f"{code} {name}" for code, name in named()]}
    return render(request, "account/window_request.html", context, status=status)


def _asked(form: WindowRequestForm) -> bool:
    try:
        services.ask(values=form.values(), letter=form.cleaned_data["letter"])
    except Refused as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the request was taken and what comes next."""
    return render(request, "account/window_request_sent.html")


@staff_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What schools ask for: what waits, or what was decided."""
    state = request.GET.get("state", WindowRequest.State.WAITING)
    chosen = state if state in WindowRequest.State.values else ""
    page = Paginator(selectors.requests(chosen), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": chosen, "states": WindowRequest.State.choices, "query": f"state={chosen}"}
    return render(request, "dashboard/window_requests.html", context)


@staff_only
@require_safe
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request with its letter and the school's present windows."""
    asked = selectors.get_request(request_id)
    same = selectors.requests().filter(school=asked.school_id).exclude(pk=asked.pk)[:PAGE]
    context = {"asked": asked, "windows": selectors.window_grants(asked.school_id), "same": list(same)}
    return render(request, "dashboard/window_request.html", context)


@staff_only
@require_safe
def letter(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Serve the letter; never run as a page of ours."""
    asked = selectors.get_request(request_id)
    if not asked.letter:
        raise Http404
    answer = FileResponse(asked.letter.open("rb"), content_type="application/pdf", filename=asked.letter_title)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff_only
@require_POST
def approve(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve; the link goes by mail."""
    takes_over = [found for value in request.POST.getlist("takes_over") if (found := key_of(value)) is not None]
    return _decided(
        request,
        request_id,
        _("已核可，一次性連結已寄出。"),
        lambda: services.approve(
            actor=signed_in(request),
            request_id=request_id,
            takes_over=takes_over,
            note=request.POST.get("note", ""),
            link=lambda token: request.build_absolute_uri(reverse("role_invitation", args=[token])),
        ),
    )


@staff_only
@require_POST
def refuse(request: HttpRequest, request_id: int) -> HttpResponse:
    """Refuse, with a reason."""
    reason = request.POST.get("reason", "")
    return _decided(
        request,
        request_id,
        _("已退回，理由已寄給申請人。"),
        lambda: services.refuse(actor=signed_in(request), request_id=request_id, reason=reason),
    )


def _decided(request: HttpRequest, request_id: int, said: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("staff_request", request_id)
    messages.success(request, said)
    return redirect("staff_requests")
