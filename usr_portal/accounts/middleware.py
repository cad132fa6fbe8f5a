"""Language of the person, what a session reads, idle sign-out, and the second factor where a deployment requires it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from usr_portal.accounts import keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

FOUND, SIGN_IN, FORBIDDEN = 302, 401, 403
WRITTEN_BY = "X-Written-By"
BACKGROUND = "X-Background"
"""What an open page asks by itself: nobody did anything."""
SEEN = "seen_at"
REFRESH_SECONDS = 60
FREE_OF_SECOND_FACTOR = ("/accounts/", "/i18n/", "/healthz", "/static/")


class PersonLocaleMiddleware(LocaleMiddleware):
    """Chinese first: the browser's language list does not decide, the reader's own choice (a cookie) does."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the chosen language, else the portal's."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class PrivateAnswersMiddleware:
    """Nobody keeps what a session reads: whoever sits down after a sign-out finds nothing by going back.

    An answer that says itself how it may be kept is left alone.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look for the session's cookie alone: public pages stay without a statement."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class IdleSignOutMiddleware:
    """Signs a person out who did nothing for `USR_IDLE_MINUTES`. The time is written at most once a minute."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check and refresh the time last seen."""
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.USR_IDLE_MINUTES * 60:
                logout(request)
                messages.info(request, _("您閒置已久，系統已將您登出。請重新登入，已儲存的內容都還在。"))
            elif request.headers.get(BACKGROUND) is None and (
                SEEN not in request.session or now - seen >= REFRESH_SECONDS
            ):
                request.session[SEEN] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends staff and reviewers without a second factor to set one up, where the deployment requires it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect whoever owes a second factor."""
        if settings.USR_REQUIRE_SECOND_FACTOR and self._owes_one(request):
            messages.warning(request, _("推動中心、教育部與審查委員須先設定兩步驟驗證。"))
            return redirect("mfa_index")
        return self.get_response(request)

    def _owes_one(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or request.path.startswith(FREE_OF_SECOND_FACTOR):
            return False
        standing = request.user.standing
        if not (standing.is_staff or standing.is_reviewer or request.user.is_staff):
            return False
        return not is_mfa_enabled(request.user)


class WrittenByMiddleware:
    """Answers the script of an open page whose session is not what it was when the page was opened.

    Where nobody is signed in, it says so instead of sending to another page: nothing typed is lost. Where somebody else
    signed in meanwhile at the same browser, nothing is stored in their name.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at requests of scripts alone: they say who wrote, and want no page in reply."""
        writer = request.headers.get(WRITTEN_BY)
        if writer is None:
            return self.get_response(request)
        if request.user.is_authenticated and keeping.mark(request.user) != writer:
            words = _("目前登入的是另一位使用者（{name}），這一頁的內容沒有存入。請改用原來的帳號登入。")
            return JsonResponse({"refused": words.format(name=request.user), "other": True}, status=FORBIDDEN)
        response = self.get_response(request)
        if request.user.is_authenticated or not _leads_to_sign_in(response):
            return response
        return JsonResponse({"sign_in": reverse("account_login")}, status=SIGN_IN)


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == FOUND and response["Location"].startswith(reverse("account_login"))
