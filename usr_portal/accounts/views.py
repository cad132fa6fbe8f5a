"""One's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from usr_portal.accounts import selectors
from usr_portal.accounts.forms import ProfileForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and save one's own name, unit, title, phone and language; roles, password and second factor beside."""
    mine = selectors.fresh(request.user.pk or 0)
    form = ProfileForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        messages.success(request, _("已儲存。"))
        response = redirect("account")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
        return response
    values = {
        "form": form,
        "grants": selectors.grants_of(mine.pk),
        "second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "account/account.html", values)


@login_required
@require_safe
def again(request: HttpRequest) -> HttpResponse:
    """Say that one is signed in again: the page that waits for it goes on, and this window can be closed."""
    return render(request, "account/again.html")


def absent(request: HttpRequest, key: str = "") -> HttpResponse:
    """Stand in the way of a page of allauth that the portal does not have."""
    raise Http404
