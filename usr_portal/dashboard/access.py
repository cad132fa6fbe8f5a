"""Who may see the staff's pages: anybody else finds nothing there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(request: HttpRequest) -> Person:
    """Give the person of a request that a guard let through."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def is_staff(person: Person) -> bool:
    """Tell whether the person is of the promotion center, the ministry or the administrators."""
    return bool(person.is_active and person.standing.is_staff)


def staff_only(view: StaffView[P]) -> StaffView[P]:
    """Ask a stranger to sign in; to anyone but staff the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_staff(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
