"""Asks every address as everybody, and notes what was answered and whether a statement wrote."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

import usr_portal.urls
from tests.security.matrix.cast import ROLES
from tests.security.matrix.world import World

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
# They let nobody in and keep nobody out; each costs a request a millisecond.
BESIDE = ("whitenoise", "structlog", "one_time_links", "auditlog", "axes", "csp", "SecurityMiddleware")
PERSON = "matrix.person"
LOGIN = "/accounts/login/"
FACTORY = RequestFactory()
WRITING = ("INSERT", "UPDATE", "DELETE")


class AsPerson:
    """Stands for the sign-in: the person is who the test says. Signing in itself is tested elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = request.META.get(PERSON) or AnonymousUser()
        return self.get_response(request)


@dataclass(frozen=True)
class Answer:
    """What came back. `wrote` names the statements that changed a row, whether or not they were rolled back."""

    status: int
    location: str
    wrote: tuple[str, ...]
    text: str

    @property
    def is_login(self) -> bool:
        """Whether it only asks to sign in."""
        return self.status == 302 and self.location.startswith(LOGIN)

    @property
    def is_refused(self) -> bool:
        """Whether the address is not there for the asker: no page, no act, no hint why."""
        return self.is_login or self.status in {404, 405}

    @property
    def is_reached(self) -> bool:
        """Whether the view let the asker in, whatever it then said of the form."""
        return not self.is_refused and self.status < 500


class Asking:
    """Sends requests through middleware and views as any role; what a request writes is undone after it."""

    def __init__(self, world: World) -> None:
        self.people = {role: None if role == "anonymous" else world.person(role) for role in ROLES}
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.wrote: list[str] = []

    def ask(self, role: str, method: str, url: str, body: dict[str, Any] | None = None) -> Answer:
        """Ask, read the answer, take back what it wrote. All that a view locks or writes is in a savepoint of its own."""
        request = FACTORY.generic(method, url) if body is None else FACTORY.post(url, body)
        request.META[PERSON] = self.people[role]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as the test client says it
        self.wrote.clear()
        before = transaction.savepoint()
        answer: Any = self.handler.get_response(request)
        read = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if self.wrote:
            transaction.savepoint_rollback(before)
        location = answer.get("Location", "")
        # How small a document packs changes with the minute that is written in it.
        beside = [(name, value) for name, value in answer.items() if name != "Content-Length"]
        text = _as_text(read) + "".join(f"\n{name}: {value}" for name, value in beside)
        return Answer(answer.status_code, location, tuple(self.wrote), text)

    def note(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401 - Django's wrapper
        """Pass a statement on; note those that write."""
        if sql.lstrip().startswith(WRITING):
            self.wrote.append(sql[:90])
        return execute(sql, *rest)


@contextmanager
def asking(world: World) -> Iterator[Asking]:
    """Ask without what lies beside permissions: logs, headers, the pages of errors, the way over the sign-in."""
    middleware = [one for one in settings.MIDDLEWARE if not any(beside in one for beside in BESIDE)]
    middleware[middleware.index(AUTHENTICATION)] = f"{AsPerson.__module__}.{AsPerson.__name__}"
    sessions = "django.contrib.sessions.backends.signed_cookies"
    logging.disable(logging.CRITICAL)
    with pytest.MonkeyPatch.context() as patch, override_settings(MIDDLEWARE=middleware, SESSION_ENGINE=sessions):
        patch.setattr(usr_portal.urls, "handler404", _plain, raising=False)
        asked = Asking(world)
        with connection.execute_wrapper(asked.note):
            yield asked
    logging.disable(logging.NOTSET)


def _as_text(body: bytes) -> str:
    """Read a body as text; of a packed document (.odt, .ods, .xlsx, .zip), what its files say."""
    if not zipfile.is_zipfile(stream := io.BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(stream) as package:
        return "\n".join(f"{name}\n{package.read(name).decode(errors='replace')}" for name in package.namelist())


def _plain(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(status=404)
