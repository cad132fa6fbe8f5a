"""What no browser of ours sends is refused before anything reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

NUL = "\0"


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


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for name, values in request.GET.lists():
        yield name
        yield from (str(value) for value in values)
