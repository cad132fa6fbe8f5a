"""The page of the announcement: staff read it, the ministry announces."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.services.refusals import Refused, explain
from review.access import require_ministry
from review.forms.announcing import AnnounceForm
from review.selectors.announcing import announce_page
from review.selectors.results import letters_for_staff
from review.services import announcing
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed

LETTERS = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: PersonRequest) -> HttpResponse:
    """Show what would be told and what is missing; announce it when the form says so; after that, what was told."""
    if request.method == "POST":
        require_ministry(request.user)
    found = announce_page(request.user)
    form = AnnounceForm(request.POST or None, initial={"seen": found.found.digest})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            announcing.announce(person=request.user, reason=said["reason"], seen=said["seen"])
        except (Refused, WindowClosed) as refusal:
            problem, found = explain(refusal), announce_page(request.user)
            form.show(found.found.digest)
        else:
            messages.success(request, _("已公告：名單已公布，各校會收到通知。"))
            return redirect("announce")
    context = {"page": found, "form": form, "problem": problem}
    if found.announcement:
        context["letters"] = Paginator(letters_for_staff(request.user), LETTERS).get_page(request.GET.get("page"))
    return render(request, "review/results/announce.html", context, status=_status(request, form, problem))


def _status(request: PersonRequest, form: AnnounceForm, problem: str) -> int:
    return UNPROCESSABLE if request.method == "POST" and (problem or form.errors) else 200
