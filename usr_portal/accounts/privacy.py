"""The personal-data notice: which version is in force, and who has not agreed to it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from usr_portal.accounts.models import NoticeAcceptance, PrivacyNotice

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from usr_portal.accounts.models import Person

    Handler = Callable[[HttpRequest], HttpResponse]

OWED = "notice_owed"
FREE = ("/accounts/", "/i18n/", "/healthz", "/static/", "/privacy/")


def in_force() -> PrivacyNotice | None:
    """Give the newest version; None before the first was published."""
    return PrivacyNotice.objects.order_by("-version").first()


def owes(person: Person) -> bool:
    """Tell whether the version in force is one that the person has not agreed to; one statement."""
    mine = NoticeAcceptance.objects.filter(person=person, notice=OuterRef("pk"))
    newest = PrivacyNotice.objects.order_by("-version").annotate(is_accepted=Exists(mine))
    accepted: bool | None = newest.values_list("is_accepted", flat=True).first()
    return accepted is False


def note_at_sign_in(*, request: HttpRequest, user: Person, **_more: object) -> None:
    """Note in the session of somebody who signs in whether they are to be asked."""
    if owes(user):
        request.session[OWED] = True


class NoticeMiddleware:
    """Leads who signed in to the notice that they have not agreed to, and then on to where they wanted.

    They are asked where a page is opened. What an open page sends is stored: nothing that was typed is lost to a notice.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session alone, where somebody is signed in."""
        if self._asks(request):
            return redirect(f"{reverse('account_notice')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def _asks(self, request: HttpRequest) -> bool:
        if request.method not in {"GET", "HEAD"} or request.path.startswith(FREE):
            return False
        if "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest", "document") != "document":
            return False  # a part of a page that is open, not a page
        return request.user.is_authenticated and bool(request.session.get(OWED))
