"""What no browser of ours sends is refused: before anything reads it, or with a page that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from usr_portal.call.services import NotLoaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

NUL = "\0"
UNAVAILABLE = 503


class RefuseNullMiddleware:
    """Answers 400 to an address or a cookie with a null character: no database column holds one.

    Forms are left to their fields, which say it where it was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look, then pass on."""
        if any(NUL in text for text in _texts(request)):
            raise BadRequest
        return self.get_response(request)


class NotLoadedPageMiddleware:
    """Says on any page that needs a call, where none is loaded yet, what the administrator has to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer for a call that is not loaded; anything else is a fault as ever."""
        return render(request, "not_loaded.html", status=UNAVAILABLE) if isinstance(problem, NotLoaded) else None


class NotAllowedPageMiddleware:
    """Gives a refused method the portal's error page: an address of a button, typed or kept as a bookmark."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Fill in what has no body; the methods allowed stay in its header."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=None).encode()
        return response


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for name, values in request.GET.lists():
        yield name
        yield from (str(value) for value in values)
