"""The staff's schedule of presentations: proposed as a whole, changed by hand, published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.services.refusals import Refused
from review.access import require_staff
from review.forms.schedule import FRAME, FrameForm, PlaceForm, place_of
from review.forms.talks import day_label
from review.rules.talks import Half
from review.selectors import schedule as selectors
from review.services import scheduling
from review.services.placing import Clashing
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest

if TYPE_CHECKING:
    from django.http import HttpResponse

MINUTES = 30


@login_required
@require_safe
def board(request: PersonRequest) -> HttpResponse:
    """The schedule: what is placed, what is wrong, what is not placed."""
    found = selectors.board(request.user, request.GET.get("page", "1"))
    return render(request, "review/talks/board.html", {"board": found, "page": found.page, "tab": "talks"})


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: PersonRequest) -> HttpResponse:
    """The frame of a whole schedule; GET with a frame shows what it would be, POST writes exactly that."""
    require_staff(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    every_day = selectors.presentation_days()
    if "rooms" not in sent:
        initial = FRAME | {"days": [day.isoformat() for day in every_day]}
        return _frame(request, FrameForm(days=every_day, initial=initial))
    form = FrameForm(sent, days=every_day)
    if not form.is_valid():
        return _frame(request, form, status=UNPROCESSABLE)
    if request.method == "POST":
        return _confirm(request, form)
    return _frame(request, form, proposed=scheduling.proposed(person=request.user, frame=form.frame()))


@login_required
@require_http_methods(["GET", "POST"])
def place(request: PersonRequest, project_number: str) -> HttpResponse:
    """One presentation, placed or moved by hand."""
    case, slot, offered = selectors.talk_of(request.user, project_number)
    initial = place_of(slot, slot.room if slot else "", MINUTES)
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"case": case, "slot": slot, "form": form, "offered": [half_label(key) for key in offered]}
    if request.method != "POST":
        return render(request, "review/talks/place.html", context)
    if not form.is_valid():
        return render(request, "review/talks/place.html", context, status=UNPROCESSABLE)
    try:
        scheduling.place(
            person=request.user,
            project_number=project_number,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            room=form.cleaned_data["place"],
            reason=form.cleaned_data["reason"],
        )
    except Clashing as refusal:
        return render(request, "review/talks/place.html", context | {"clashes": refusal.clashes}, status=CONFLICT)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "review/talks/place.html", context, status=FORBIDDEN)
    messages.success(request, _("已排定 {number}。").format(number=project_number))
    return redirect("schedule_talks")


@login_required
@require_POST
def take_out(request: PersonRequest, project_number: str) -> HttpResponse:
    """Take one out of the schedule."""
    try:
        scheduling.take_out(person=request.user, project_number=project_number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已移出排程。"))
    return redirect("schedule_talks")


@login_required
@require_POST
def publish(request: PersonRequest) -> HttpResponse:
    """Preview what would be told to the schools; once confirmed, tell them."""
    require_staff(request.user)
    numbers = request.POST.getlist("case")
    if "confirmed" not in request.POST:
        lines = selectors.board(request.user).lines
        chosen = [one for one in lines if one.slot.published_at is None and _wanted(request, one, numbers)]
        return render(request, "review/talks/publish.html", {"lines": chosen})
    try:
        count = len(scheduling.publish(person=request.user, numbers=numbers))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, ngettext("已公布 {n} 場。", "已公布 {n} 場。", count).format(n=count))
    return redirect("schedule_talks")


def half_label(key: str) -> str:
    """Write a half day in the reader's language."""
    half = Half.read(key)
    return _("{day} {noon}").format(day=day_label(half.day), noon=_(half.noon.label))


def _wanted(request: PersonRequest, line: selectors.Line, numbers: list[str]) -> bool:
    return "all" in request.POST or line.slot.case.project_number in numbers


def _confirm(request: PersonRequest, form: FrameForm) -> HttpResponse:
    digest = request.POST.get("digest", "")
    try:
        count = scheduling.confirm(person=request.user, frame=form.frame(), digest=digest)
    except Refused as refusal:
        messages.error(request, str(refusal))
        proposed = scheduling.proposed(person=request.user, frame=form.frame())
        return _frame(request, form, proposed=proposed, status=CONFLICT)
    messages.success(request, ngettext("已排入 {n} 場。", "已排入 {n} 場。", count).format(n=count))
    return redirect("schedule_talks")


def _frame(request: PersonRequest, form: FrameForm, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401
    return render(request, "review/talks/propose.html", {"form": form, "tab": "talks", **more}, status=status)
