"""Addresses that let somebody in are kept out of logs and of other requests' Referer."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from django_structlog.middlewares import RequestMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_SECRET = re.compile(r"(/(?:accounts|proposals)/invitations/|/accounts/password/reset/key/)[^\s?#\"']+")


def masked(text: str) -> str:
    """Give a text with the secret of each one-time link taken out."""
    return _SECRET.sub(r"\1***", text)


class RequestLogMiddleware(RequestMiddleware):
    """Logs requests by method and path: no secret of a link, and no query, which holds what people look for."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Give what the log says of a request."""
        return f"{request.method} {masked(request.path)}"


class MaskLinks(logging.Filter):
    """Takes the secret of a link out of what Django itself logs: a missing page, a failure."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; let every record through."""
        if isinstance(record.msg, str):
            record.msg = masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_plain(one) for one in record.args)
        return True


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a record carries
    return masked(value) if isinstance(value, str) else value


class LinkReferrerMiddleware:
    """The page of a one-time link names itself to nobody, not even to our own style sheets.

    `strict-origin` and not `no-referrer`: forms of the page still need an origin to be trusted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the header before the general one would be."""
        response = self.get_response(request)
        if _SECRET.search(request.path):
            response.headers["Referrer-Policy"] = "strict-origin"
        return response
