"""The page on which a school says when it can present and be visited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.services.refusals import Refused, Stale, explain
from review.forms.talks import OfferForm, initial_of
from review.selectors.offers import OfferPage, offer_page
from review.services.offers import Offered, save_offer
from review.views.versions import CONFLICT, FORBIDDEN, UNPROCESSABLE, sent_version
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed

if TYPE_CHECKING:
    from django.http import HttpResponse


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: PersonRequest, number: str) -> HttpResponse:
    """Show what is offered; POST keeps it."""
    page = offer_page(request.user, number)
    if request.method != "POST":
        return _page(request, page, _form(page))
    form = _form(page, request)
    if not form.is_valid():
        return _page(request, page, form, UNPROCESSABLE)
    found = form.cleaned_data
    offered = Offered(
        tuple(found["times"]),
        tuple(found.get("visit_dates", ())),
        found.get("visit_place", ""),
        found.get("contact", ""),
    )
    try:
        save_offer(person=request.user, number=number, offered=offered, version=sent_version(request))
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return _page(request, offer_page(request.user, number), form, _status(refusal))
    messages.success(request, _("已儲存，截止前都可以再修改。"))
    return redirect("proposal_offer", number)


def _status(refusal: Refused | WindowClosed) -> int:
    return CONFLICT if isinstance(refusal, Stale) else FORBIDDEN


def _form(page: OfferPage, request: PersonRequest | None = None) -> OfferForm:
    data = request.POST if request else None
    return OfferForm(data, initial=initial_of(page.offer), halves=page.halves, visit_days=page.visit_days)


def _page(request: PersonRequest, page: OfferPage, form: OfferForm, status: int = 200) -> HttpResponse:
    return render(request, "review/talks/offer.html", {"page": page, "form": form}, status=status)
