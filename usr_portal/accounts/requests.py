"""What a request is once its person has signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from usr_portal.accounts.models import Person


class PersonRequest(HttpRequest):
    """A request behind `login_required`; `htmx` is true where htmx made it."""

    user: Person
    htmx: HtmxDetails
